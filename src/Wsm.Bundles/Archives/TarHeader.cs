using System.Buffers.Binary;
using System.Text;

namespace Wsm.Bundles.Archives;

/// <summary>
/// The tar header of a regular file: POSIX ustar, no time and no user, so that the same content makes the same bytes. A name over 100
/// bytes takes a GNU long-name entry before it, and a size over 8 GiB is written in base 256; docker, skopeo, podman, umoci and tar read
/// both.
/// </summary>
internal static class TarHeader
{
    public const int BlockLength = 512;

    /// <summary>The head of an entry with a long name: the long-name entry's header, its data, and the file's own header.</summary>
    public const int LongLength = 3 * BlockLength;

    /// <summary>What ends an archive: two empty blocks.</summary>
    public const int EndLength = 2 * BlockLength;

    private const int NameLength = 100;
    private const long LargestOctal = 0x1_ffff_ffff;

    public static long Padded(long size) => (size + BlockLength - 1) & ~(BlockLength - 1L);

    /// <summary>How many bytes the head of an entry with that name takes.</summary>
    public static int LengthFor(string name) => name.Length <= NameLength ? BlockLength : LongLength;

    public static byte[] Write(string name, long size)
    {
        if (name.Length <= NameLength)
        {
            var header = new byte[BlockLength];
            Write(header, name, size, (byte)'0');
            return header;
        }

        if (name.Length >= BlockLength)
        {
            throw new ArgumentException($"the entry name '{name}' is too long for an archive", nameof(name));
        }

        var head = new byte[LongLength];
        Write(head, "././@LongLink", name.Length + 1, (byte)'L');
        Encoding.ASCII.GetBytes(name, head.AsSpan(BlockLength));
        Write(head.AsSpan(2 * BlockLength), name[..NameLength], size, (byte)'0');
        return head;
    }

    /// <summary>
    /// Reads a head that <see cref="Write(string, long)"/> made; anything else is refused by comparing it with what would have been
    /// written.
    /// </summary>
    public static bool TryRead(ReadOnlySpan<byte> head, out string name, out long size)
    {
        (name, size) = ("", 0);
        if (head.Length is not (BlockLength or LongLength))
        {
            return false;
        }

        var named = head.Length == LongLength ? head.Slice(BlockLength, BlockLength) : head[..NameLength];
        var end = named.IndexOf((byte)0);
        name = Encoding.ASCII.GetString(end < 0 ? named : named[..end]);
        return TryReadSize(head[^BlockLength..].Slice(124, 12), out size)
            && name.Length is > 0 and < BlockLength
            && head.SequenceEqual(Write(name, size));
    }

    private static void Write(Span<byte> header, string name, long size, byte type)
    {
        Encoding.ASCII.GetBytes(name, header);
        Encoding.ASCII.GetBytes("0000644\0" + "0000000\0" + "0000000\0", header[100..]);
        if (size <= LargestOctal)
        {
            Encoding.ASCII.GetBytes(Octal(size, 11), header[124..]);
        }
        else
        {
            header[124] = 0x80;
            BinaryPrimitives.WriteInt64BigEndian(header[128..], size);
        }

        Encoding.ASCII.GetBytes(Octal(0, 11), header[136..]);
        header.Slice(148, 8).Fill((byte)' ');
        header[156] = type;
        Encoding.ASCII.GetBytes(type == 'L' || size > LargestOctal ? "ustar  \0" : "ustar\000", header[257..]);

        var sum = 0;
        foreach (var value in header[..BlockLength])
        {
            sum += value;
        }

        Encoding.ASCII.GetBytes(Octal(sum, 6) + "\0 ", header[148..]);
    }

    private static bool TryReadSize(ReadOnlySpan<byte> field, out long size)
    {
        if (field[0] == 0x80)
        {
            size = BinaryPrimitives.ReadInt64BigEndian(field[4..]);
            return size > LargestOctal;
        }

        size = 0;
        foreach (var digit in field[..11])
        {
            if (digit is < (byte)'0' or > (byte)'7')
            {
                return false;
            }

            size = size << 3 | (long)(digit - '0');
        }

        return true;
    }

    private static string Octal(long value, int digits) => Convert.ToString(value, 8).PadLeft(digits, '0');
}
