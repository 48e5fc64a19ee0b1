using System.Buffers.Binary;
using System.IO.Hashing;

namespace Wsm.Bundles.Files;

/// <summary>
/// A gzip member (RFC 1952) whose data is kept in stored deflate blocks (RFC 1951 §3.2.4). Nothing is compressed, so the place of
/// every byte follows from the length alone: header, then blocks of at most 65,535 bytes with five bytes before each, then trailer.
/// </summary>
internal static class GzipMember
{
    public const int HeaderLength = 10;
    public const int BlockHeaderLength = 5;
    public const int BlockCapacity = ushort.MaxValue;
    public const int TrailerLength = 8;

    /// <summary>Magic, deflate, no flags, no time, no extra flags, unknown system: the same bytes for every member.</summary>
    public static ReadOnlySpan<byte> Header => [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff];

    /// <summary>The length of the member that holds <paramref name="content"/> bytes (more than none).</summary>
    public static long LengthOf(long content) => HeaderLength + content + Blocks(content) * BlockHeaderLength + TrailerLength;

    /// <summary>Where content byte <paramref name="offset"/> is, counted from the member's start.</summary>
    public static long PlaceOf(long offset) => HeaderLength + offset + (offset / BlockCapacity + 1) * BlockHeaderLength;

    /// <summary>Where the header of block <paramref name="block"/> is, counted from the member's start.</summary>
    public static long BlockPlace(long block) => HeaderLength + block * (BlockHeaderLength + BlockCapacity);

    public static long Blocks(long content) => (content + BlockCapacity - 1) / BlockCapacity;

    /// <summary>
    /// The five bytes before block <paramref name="block"/> of <paramref name="content"/> bytes; never all zero, so a hole in a file is no
    /// block.
    /// </summary>
    public static void WriteBlockHeader(Span<byte> target, long block, long content)
    {
        var start = block * BlockCapacity;
        var length = (ushort)Math.Min(BlockCapacity, content - start);
        target[0] = start + length == content ? (byte)1 : (byte)0;
        BinaryPrimitives.WriteUInt16LittleEndian(target[1..], length);
        BinaryPrimitives.WriteUInt16LittleEndian(target[3..], (ushort)~length);
    }

    public static void WriteTrailer(Span<byte> target, uint crc, long content)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(target, crc);
        BinaryPrimitives.WriteUInt32LittleEndian(target[4..], (uint)content);
    }

    /// <summary>A whole member around content that is at hand.</summary>
    public static byte[] Wrap(ReadOnlySpan<byte> content)
    {
        var member = new byte[LengthOf(content.Length)];
        Header.CopyTo(member);
        for (var block = 0L; block < Blocks(content.Length); block++)
        {
            var at = (int)BlockPlace(block);
            var from = (int)(block * BlockCapacity);
            WriteBlockHeader(member.AsSpan(at), block, content.Length);
            content.Slice(from, Math.Min(BlockCapacity, content.Length - from)).CopyTo(member.AsSpan(at + BlockHeaderLength));
        }

        WriteTrailer(member.AsSpan(member.Length - TrailerLength), Crc32.HashToUInt32(content), content.Length);
        return member;
    }
}
