using System.IO.Compression;
using Wsm.Bundles.Importing;
using Wsm.Oci.Content;
using DecompressionStream = SharpCompress.Compressors.ZStandard.DecompressionStream;

namespace Wsm.Bundles.Inside;

/// <summary>The tar of a layer, unpacked while it is read.</summary>
internal sealed class PlainLayer(PackedLayer packed) : ReadOnlyStream
{
    /// <summary>From here on a ratio counts; file systems of images stay below ten.</summary>
    private const long Harmless = 1L << 30;
    private const long LargestRatio = 100;

    private readonly Stream _plain = Open(packed);
    private long _count;

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <exception cref="ContentException">It is damaged, cut off, or expands beyond all measure.</exception>
    public override int Read(Span<byte> buffer)
    {
        try
        {
            var read = _plain.Read(buffer);
            _count += read;
            return _count <= Harmless || _count / LargestRatio <= packed.Taken
                ? read
                : throw new ContentException($"it expands to more than {LargestRatio} times its size, and was not read further");
        }
        catch (Exception damage) when (damage is not (IOException or OutOfMemoryException or OperationCanceledException))
        {
            // The decoders meet damage in many ways, among them with exceptions that have no better name than their index.
            throw new ContentException($"it is damaged: {damage.Message}", damage);
        }
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => new(Read(buffer.Span));

    protected override void Dispose(bool disposing)
    {
        if (disposing && _plain != packed)
        {
            _plain.Dispose();
        }

        base.Dispose(disposing);
    }

    /// <summary>Its media type may say anything: the first bytes decide.</summary>
    private static Stream Open(PackedLayer packed) =>
        Decompressor.CodecOf(packed.Head) switch
        {
            Codec.Gzip => new GZipStream(packed, CompressionMode.Decompress, leaveOpen: true),
            Codec.Zstandard => new DecompressionStream(packed),
            Codec.None => packed,
            var other => throw new ContentException($"it is compressed as {other}, which no image layer may be"),
        };
}
