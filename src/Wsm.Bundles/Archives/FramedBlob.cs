using System.IO.Hashing;
using Microsoft.Win32.SafeHandles;
using Wsm.Bundles.Files;
using Wsm.Bundles.Planning;

namespace Wsm.Bundles.Archives;

/// <summary>
/// Content in the stored blocks of one gzip member of a file, read and written by content offset. Whole runs of blocks move in one
/// system call: the block headers lie between slices of the caller's buffer, so nothing is copied.
/// </summary>
public sealed class FramedBlob(SafeFileHandle file, long place, long size) : IBlobPlace
{
    private static readonly byte[] FullBlock = MakeHeader(0, 2 * GzipMember.BlockCapacity);
    private readonly long _padded = TarHeader.Padded(size);

    public long Size => size;

    public bool HasChecksum => true;

    private long TrailerPlace => place + GzipMember.LengthOf(_padded) - GzipMember.TrailerLength;

    /// <summary>Writes content that starts at <paramref name="offset"/>, with the header of every block that it begins.</summary>
    public void Write(long offset, ReadOnlyMemory<byte> content)
    {
        var parts = new List<ReadOnlyMemory<byte>>(2 * (content.Length / GzipMember.BlockCapacity + 2));
        var start = place + GzipMember.PlaceOf(offset);
        if (offset % GzipMember.BlockCapacity == 0)
        {
            start -= GzipMember.BlockHeaderLength;
        }

        while (!content.IsEmpty)
        {
            var (block, within) = Math.DivRem(offset, GzipMember.BlockCapacity);
            if (within == 0)
            {
                parts.Add(HeaderOf(block));
            }

            var length = (int)Math.Min(content.Length, GzipMember.BlockCapacity - within);
            parts.Add(content[..length]);
            content = content[length..];
            offset += length;
        }

        RandomAccess.Write(file, parts, start);
    }

    /// <summary>The zeros that fill the last tar block, and the checksum: with them the member is whole.</summary>
    /// <param name="crc">Of the content without the padding.</param>
    public void Finish(Crc32 crc)
    {
        if (size == 0)
        {
            return;
        }

        var padding = new byte[_padded - size];
        if (padding.Length > 0)
        {
            Write(size, padding);
        }

        var trailer = new byte[GzipMember.TrailerLength];
        GzipMember.WriteTrailer(trailer, WithPadding(crc, padding), _padded);
        RandomAccess.Write(file, trailer, TrailerPlace);
    }

    /// <summary>
    /// Reads content from <paramref name="offset"/>, checking every block header on the way. Returns fewer bytes than asked for at
    /// the end, or before a block that is not there or damaged; 0 when there is nothing valid at the offset.
    /// </summary>
    public int Read(long offset, Memory<byte> buffer) => ReadContent(offset, buffer[..(int)Math.Min(buffer.Length, size - offset)]);

    /// <summary>Whether the padding and the trailer are what <see cref="Finish"/> writes after content with that checksum.</summary>
    public bool IsFinished(Crc32 crc)
    {
        if (size == 0)
        {
            return true;
        }

        var padding = new byte[_padded - size];
        if (ReadContent(size, padding) != padding.Length || padding.AsSpan().ContainsAnyExcept((byte)0))
        {
            return false;
        }

        Span<byte> expected = stackalloc byte[GzipMember.TrailerLength];
        Span<byte> found = stackalloc byte[GzipMember.TrailerLength];
        GzipMember.WriteTrailer(expected, WithPadding(crc, padding), _padded);
        return RandomAccess.Read(file, found, TrailerPlace) == found.Length && found.SequenceEqual(expected);
    }

    /// <summary>
    /// The blocks whose headers are there, without the last of them: a write that was cut short by the end of the process leaves a
    /// header with part of its block, and always at the end of what it wrote.
    /// </summary>
    public long WrittenExtent()
    {
        var blocks = GzipMember.Blocks(_padded);
        var written = 0L;
        while (written < blocks && HasBlock(written))
        {
            written++;
        }

        return written == blocks && HasTrailer() ? size : Math.Min(size, Math.Max(0, written - 1) * GzipMember.BlockCapacity);
    }

    public void Reset()
    {
        if (size == 0)
        {
            return;
        }

        var nothing = new byte[GzipMember.TrailerLength];
        RandomAccess.Write(file, nothing, TrailerPlace);
        for (var block = 0L; HasBlock(block); block++)
        {
            RandomAccess.Write(file, nothing.AsSpan(0, GzipMember.BlockHeaderLength), place + GzipMember.BlockPlace(block));
        }
    }

    private static uint WithPadding(Crc32 content, ReadOnlySpan<byte> padding)
    {
        var whole = content.Clone();
        whole.Append(padding);
        return whole.GetCurrentHashAsUInt32();
    }

    private bool HasTrailer()
    {
        Span<byte> found = stackalloc byte[GzipMember.TrailerLength];
        return RandomAccess.Read(file, found, TrailerPlace) == found.Length && found.ContainsAnyExcept((byte)0);
    }

    /// <summary>Whether block <paramref name="block"/> has been begun: its header is there.</summary>
    private bool HasBlock(long block)
    {
        if (block >= GzipMember.Blocks(_padded))
        {
            return false;
        }

        Span<byte> found = stackalloc byte[GzipMember.BlockHeaderLength];
        return RandomAccess.Read(file, found, place + GzipMember.BlockPlace(block)) == found.Length && found.SequenceEqual(HeaderOf(block));
    }

    private int ReadContent(long offset, Memory<byte> buffer)
    {
        if (buffer.IsEmpty)
        {
            return 0;
        }

        var within = offset % GzipMember.BlockCapacity;
        var first = offset / GzipMember.BlockCapacity;
        if (within != 0 && !HasBlock(first))
        {
            return 0;
        }

        var blocks = (int)((within + buffer.Length + GzipMember.BlockCapacity - 1) / GzipMember.BlockCapacity);
        var headers = new byte[blocks * GzipMember.BlockHeaderLength];
        var parts = new List<Memory<byte>>(2 * blocks);
        var rest = buffer;
        for (var i = 0; i < blocks; i++)
        {
            if (i > 0 || within == 0)
            {
                parts.Add(headers.AsMemory(i * GzipMember.BlockHeaderLength, GzipMember.BlockHeaderLength));
            }

            var length = (int)Math.Min(rest.Length, GzipMember.BlockCapacity - (i == 0 ? within : 0));
            parts.Add(rest[..length]);
            rest = rest[length..];
        }

        var start = place + GzipMember.PlaceOf(offset) - (within == 0 ? GzipMember.BlockHeaderLength : 0);
        var read = ReadFully(parts, start);
        return ValidLength(headers, first, within, buffer.Length, read);
    }

    private long ReadFully(List<Memory<byte>> parts, long start)
    {
        var total = 0L;
        while (parts.Count > 0)
        {
            var read = RandomAccess.Read(file, parts, start + total);
            if (read == 0)
            {
                break;
            }

            total += read;
            while (parts.Count > 0 && read >= parts[0].Length)
            {
                read -= parts[0].Length;
                parts.RemoveAt(0);
            }

            if (parts.Count > 0)
            {
                parts[0] = parts[0][(int)read..];
            }
        }

        return total;
    }

    /// <summary>How much of the content that was read stands in blocks whose headers are right.</summary>
    private int ValidLength(byte[] headers, long first, long within, int wanted, long read)
    {
        var valid = 0;
        for (var block = first; valid < wanted; block++)
        {
            var skipHeader = block == first && within != 0;
            if (!skipHeader)
            {
                read -= GzipMember.BlockHeaderLength;
                var found = headers.AsSpan((int)(block - first) * GzipMember.BlockHeaderLength, GzipMember.BlockHeaderLength);
                if (read < 0 || !found.SequenceEqual(HeaderOf(block)))
                {
                    break;
                }
            }

            var length = (int)Math.Min(wanted - valid, GzipMember.BlockCapacity - (block == first ? within : 0));
            valid += (int)Math.Min(length, read);
            if (read < length)
            {
                break;
            }

            read -= length;
        }

        return valid;
    }

    private byte[] HeaderOf(long block) => (block + 1) * GzipMember.BlockCapacity < _padded ? FullBlock : MakeHeader(block, _padded);

    private static byte[] MakeHeader(long block, long content)
    {
        var header = new byte[GzipMember.BlockHeaderLength];
        GzipMember.WriteBlockHeader(header, block, content);
        return header;
    }
}
