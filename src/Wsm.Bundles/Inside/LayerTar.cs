using System.Buffers.Text;
using System.Text;
using Wsm.Bundles.Archives;

namespace Wsm.Bundles.Inside;

/// <summary>
/// Reads the tar of a layer from front to back, whoever made it: ustar, GNU and PAX. Nothing that an entry claims is kept in memory but its
/// name, and that only up to the length of a path.
/// </summary>
/// <remarks>https://www.gnu.org/software/tar/manual/html_node/Standard.html</remarks>
internal sealed class LayerTar(Stream plain)
{
    private const int LongestName = 8 << 10;
    private const int LargestAttributes = 1 << 20;

    private readonly byte[] _header = new byte[TarHeader.BlockLength];
    private readonly byte[] _skipped = new byte[128 << 10];
    private long _rest;

    /// <summary>The next entry; null at the end. What was not read of the one before is passed over.</summary>
    /// <exception cref="InvalidDataException">It is not a tar archive, or is cut off.</exception>
    public LayerFile? Next()
    {
        string? name = null;
        long? size = null;
        while (true)
        {
            Skip(_rest);
            _rest = 0;
            if (!ReadHeader())
            {
                return null;
            }

            var type = (char)_header[156];
            var length = Number(_header.AsSpan(124, 12));
            if (length < 0)
            {
                throw new InvalidDataException("an entry's size is not a number");
            }

            switch (type)
            {
                case 'L':
                    name = TextOf(ReadWhole(length, LongestName));
                    break;
                case 'x':
                    (name, size) = Attributes(ReadWhole(length, LargestAttributes), name);
                    break;
                case 'K' or 'g' or 'X' or 'V':
                    _rest = TarHeader.Padded(length);
                    break;
                default:
                    return Entry(type, name ?? NameOf(), size ?? length);
            }
        }
    }

    /// <summary>The content of the entry that <see cref="Next"/> gave.</summary>
    public void Read(Span<byte> content)
    {
        plain.ReadExactly(content);
        _rest -= content.Length;
    }

    private LayerFile Entry(char type, string name, long length)
    {
        if (type == 'S')
        {
            // More headers of a sparse file, each saying whether there is another.
            for (var more = _header[482] != 0; more; more = _header[504] != 0)
            {
                plain.ReadExactly(_header);
            }
        }

        // Links and folders have no content, whatever they say.
        var hasContent = type is '0' or '\0' or '7' or 'S';
        _rest = hasContent || type is not ('1' or '2' or '3' or '4' or '5' or '6') ? TarHeader.Padded(length) : 0;
        var mode = Number(_header.AsSpan(100, 8));
        return new LayerFile(Plain(name), hasContent && type != 'S' ? length : 0, (mode & 0b001_001_001) != 0);
    }

    private static string Plain(string name)
    {
        var path = name.AsSpan().TrimStart('/');
        while (path.StartsWith("./"))
        {
            path = path[2..].TrimStart('/');
        }

        return path.TrimEnd('/').ToString();
    }

    private bool ReadHeader()
    {
        var read = plain.ReadAtLeast(_header, _header.Length, throwOnEndOfStream: false);
        if (read == 0 || (read == _header.Length && !_header.AsSpan().ContainsAnyExcept((byte)0)))
        {
            return false;
        }

        return read == _header.Length && IsChecked() ? true : throw new InvalidDataException("it is not a tar archive, or is cut off");
    }

    /// <summary>The sum of the header's bytes, its own field taken for spaces.</summary>
    private bool IsChecked()
    {
        var sum = 8 * ' ';
        for (var at = 0; at < _header.Length; at++)
        {
            sum += at is >= 148 and < 156 ? 0 : _header[at];
        }

        return Number(_header.AsSpan(148, 8)) == sum;
    }

    private string NameOf()
    {
        var name = TextOf(_header.AsSpan(0, 100));
        var isPosix = _header.AsSpan(257, 6).SequenceEqual("ustar\0"u8);
        var prefix = isPosix ? TextOf(_header.AsSpan(345, 155)) : "";
        return prefix.Length == 0 ? name : $"{prefix}/{name}";
    }

    private static string TextOf(ReadOnlySpan<byte> bytes)
    {
        var end = bytes.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? bytes : bytes[..end]);
    }

    /// <summary>Octal digits, or base 256 with the first bit set; -1 for neither.</summary>
    private static long Number(ReadOnlySpan<byte> field)
    {
        if ((field[0] & 0x80) != 0)
        {
            var value = 0L;
            foreach (var part in field[1..])
            {
                if (value > long.MaxValue >> 8)
                {
                    return -1;
                }

                value = (value << 8) | part;
            }

            return value;
        }

        var number = 0L;
        foreach (var digit in field.Trim(" \0"u8))
        {
            if (digit is < (byte)'0' or > (byte)'7')
            {
                return -1;
            }

            number = (number << 3) | (long)(digit - '0');
        }

        return number;
    }

    private byte[] ReadWhole(long length, int most)
    {
        if (length > most)
        {
            throw new InvalidDataException($"an entry's name is {length} bytes long, longer than any path");
        }

        var bytes = new byte[length];
        plain.ReadExactly(bytes);
        Skip(TarHeader.Padded(length) - length);
        return bytes;
    }

    /// <summary><c>LENGTH KEY=VALUE\n</c>, again and again.</summary>
    private static (string? Name, long? Size) Attributes(ReadOnlySpan<byte> records, string? name)
    {
        long? size = null;
        while (!records.IsEmpty)
        {
            if (!Utf8Parser.TryParse(records, out int length, out var digits) || length <= digits || length > records.Length)
            {
                break;
            }

            var record = records[(digits + 1)..(length - 1)];
            var equals = record.IndexOf((byte)'=');
            if (equals > 0)
            {
                var value = record[(equals + 1)..];
                var key = record[..equals];
                if (key.SequenceEqual("path"u8) && value.Length <= LongestName)
                {
                    name = TextOf(value);
                }
                else if (key.SequenceEqual("size"u8) && Utf8Parser.TryParse(value, out long number, out _) && number >= 0)
                {
                    size = number;
                }
            }

            records = records[length..];
        }

        return (name, size);
    }

    private void Skip(long bytes)
    {
        while (bytes > 0)
        {
            var part = (int)Math.Min(bytes, _skipped.Length);
            plain.ReadExactly(_skipped, 0, part);
            bytes -= part;
        }
    }
}
