using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Wsm.Product.Finding.Inside;

/// <summary>
/// The files of a zip in memory, one after the other, without a list of them: a directory that claims millions costs nothing but its own
/// bytes.
/// </summary>
/// <remarks>https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT</remarks>
internal static class ZipFiles
{
    private const int EndLength = 22;
    private const int LongestComment = 65_535;
    private const int EntryLength = 46;
    private const int LocalLength = 30;

    /// <param name="Unpack">At most so many bytes of the file; fewer where it is damaged.</param>
    public readonly record struct ZipFile(string Name, long Size, Func<int, byte[]> Unpack);

    public static IEnumerable<ZipFile> In(byte[] content, int length)
    {
        var directory = Directory(content.AsSpan(0, length));
        for (var at = directory; at >= 0 && at + EntryLength <= length; )
        {
            var entry = content.AsMemory(at, length - at);
            if (!entry.Span.StartsWith("PK\u0001\u0002"u8))
            {
                break;
            }

            var nameLength = BinaryPrimitives.ReadUInt16LittleEndian(entry.Span[28..]);
            if (EntryLength + nameLength > entry.Length)
            {
                break;
            }

            var name = Encoding.UTF8.GetString(entry.Span.Slice(EntryLength, nameLength));
            var method = BinaryPrimitives.ReadUInt16LittleEndian(entry.Span[10..]);
            var packed = BinaryPrimitives.ReadUInt32LittleEndian(entry.Span[20..]);
            var size = BinaryPrimitives.ReadUInt32LittleEndian(entry.Span[24..]);
            var place = BinaryPrimitives.ReadUInt32LittleEndian(entry.Span[42..]);
            yield return new ZipFile(name, size, most => Unpack(content, length, place, packed, method, most));
            at +=
                EntryLength
                + nameLength
                + BinaryPrimitives.ReadUInt16LittleEndian(entry.Span[30..])
                + BinaryPrimitives.ReadUInt16LittleEndian(entry.Span[32..]);
        }
    }

    /// <summary>Where the directory begins; -1 without one. Something may stand before the zip, such as a script that starts it.</summary>
    private static int Directory(ReadOnlySpan<byte> content)
    {
        var tail = content[Math.Max(0, content.Length - EndLength - LongestComment)..];
        var end = tail.LastIndexOf("PK\u0005\u0006"u8);
        if (end < 0 || tail.Length - end < EndLength)
        {
            return -1;
        }

        var size = BinaryPrimitives.ReadUInt32LittleEndian(tail[(end + 12)..]);
        var place = content.Length - tail.Length + end - (long)size;
        return place is >= 0 and <= int.MaxValue ? (int)place : -1;
    }

    private static byte[] Unpack(byte[] content, int length, uint place, uint packed, int method, int most)
    {
        if (place > (uint)Math.Max(0, length - LocalLength))
        {
            return [];
        }

        var local = content.AsSpan((int)place, LocalLength);
        var start =
            (long)place
            + LocalLength
            + BinaryPrimitives.ReadUInt16LittleEndian(local[26..])
            + BinaryPrimitives.ReadUInt16LittleEndian(local[28..]);
        if (start + packed > length || !local.StartsWith("PK\u0003\u0004"u8))
        {
            return [];
        }

        using var stored = new MemoryStream(content, (int)start, (int)packed, writable: false);
        return method switch
        {
            0 => Read(stored, most),
            8 => Inflate(stored, most),
            _ => [],
        };
    }

    private static byte[] Inflate(Stream stored, int most)
    {
        try
        {
            using var plain = new DeflateStream(stored, CompressionMode.Decompress);
            return Read(plain, most);
        }
        catch (InvalidDataException)
        {
            // Damage: whoever runs the program meets it as well.
            return [];
        }
    }

    private static byte[] Read(Stream stream, int most)
    {
        using var whole = new MemoryStream();
        var buffer = new byte[32 << 10];
        while (whole.Length < most && stream.Read(buffer, 0, (int)Math.Min(buffer.Length, most - whole.Length)) is > 0 and var read)
        {
            whole.Write(buffer, 0, read);
        }

        return whole.ToArray();
    }
}
