using System.IO.Hashing;
using Wsm.Bundles.Archives;
using Wsm.Bundles.Contents;
using Wsm.Bundles.Files;
using Wsm.Oci.Models;

namespace Wsm.Bundles.Reading;

/// <summary>
/// An image's archive made while it is read, byte for byte as it would stand in a bundle of archives; from start to end only.
/// </summary>
internal sealed class ArchiveStream : Stream
{
    private readonly ArchiveLayout _layout;
    private readonly BundleImage _image;
    private readonly IEnumerator<ReadOnlyMemory<byte>> _chunks;
    private ReadOnlyMemory<byte> _chunk;
    private long _position;

    public ArchiveStream(BundleImage image)
    {
        _image = image;
        _layout = ArchiveLayout.Of(ImageContents.Read(image));
        _chunks = Chunks().GetEnumerator();
    }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => _layout.Length;

    public override long Position
    {
        get => _position;
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        while (_chunk.IsEmpty)
        {
            if (!_chunks.MoveNext())
            {
                return 0;
            }

            _chunk = _chunks.Current;
        }

        var length = Math.Min(buffer.Length, _chunk.Length);
        _chunk.Span[..length].CopyTo(buffer);
        _chunk = _chunk[length..];
        _position += length;
        return length;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        cancellationToken.IsCancellationRequested
            ? ValueTask.FromCanceled<int>(cancellationToken)
            : ValueTask.FromResult(Read(buffer.Span));

    public override void Flush() { }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        _chunks.Dispose();
        base.Dispose(disposing);
    }

    private IEnumerable<ReadOnlyMemory<byte>> Chunks()
    {
        foreach (var entry in _layout.Entries)
        {
            yield return GzipMember.Wrap(TarHeader.Write(entry.Name, entry.Size));
            if (entry.Size == 0)
            {
                continue;
            }

            foreach (
                var chunk in entry.Content is { } content
                    ? [GzipMember.Wrap([.. content, .. new byte[entry.Padded - entry.Size]])]
                    : Member(entry.Blob!, entry.Padded)
            )
            {
                yield return chunk;
            }
        }

        yield return GzipMember.Wrap(new byte[TarHeader.EndLength]);
    }

    private IEnumerable<ReadOnlyMemory<byte>> Member(Descriptor blob, long padded)
    {
        yield return GzipMember.Header.ToArray();
        using var stream = _image.OpenBlob(blob, 0, verify: true);
        var block = new byte[GzipMember.BlockHeaderLength + GzipMember.BlockCapacity];
        var crc = new Crc32();
        for (var i = 0L; i < GzipMember.Blocks(padded); i++)
        {
            var length = (int)Math.Min(GzipMember.BlockCapacity, padded - i * GzipMember.BlockCapacity);
            var content = block.AsMemory(GzipMember.BlockHeaderLength, length);
            GzipMember.WriteBlockHeader(block, i, padded);
            var wanted = (int)Math.Min(length, Math.Max(0, blob.Size - i * GzipMember.BlockCapacity));
            stream.ReadExactly(content.Span[..wanted]);
            content.Span[wanted..].Clear();
            crc.Append(content.Span);
            yield return block.AsMemory(0, GzipMember.BlockHeaderLength + length);
        }

        // The digest is judged where the end is reported.
        _ = stream.ReadByte();
        var trailer = new byte[GzipMember.TrailerLength];
        GzipMember.WriteTrailer(trailer, crc.GetCurrentHashAsUInt32(), padded);
        yield return trailer;
    }
}
