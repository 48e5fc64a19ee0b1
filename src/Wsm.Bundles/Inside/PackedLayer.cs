using Wsm.Oci.Content;

namespace Wsm.Bundles.Inside;

/// <summary>A layer's blob, read in large pieces and counted; its first bytes can be seen before it is read.</summary>
internal sealed class PackedLayer : ReadOnlyStream
{
    private readonly Stream _blob;
    private readonly byte[] _buffer = new byte[256 << 10];
    private int _at;
    private int _filled;

    public PackedLayer(Stream blob)
    {
        _blob = blob;
        _filled = blob.ReadAtLeast(_buffer.AsSpan(), Importing.Decompressor.HeadLength, throwOnEndOfStream: false);
        Taken = _filled;
    }

    public ReadOnlySpan<byte> Head => _buffer.AsSpan(0, Math.Min(_filled, Importing.Decompressor.HeadLength));

    /// <summary>Bytes that were taken from the blob.</summary>
    public long Taken { get; private set; }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        if (_at == _filled)
        {
            (_at, _filled) = (0, _blob.Read(_buffer, 0, _buffer.Length));
            Taken += _filled;
        }

        var read = Math.Min(buffer.Length, _filled - _at);
        _buffer.AsSpan(_at, read).CopyTo(buffer);
        _at += read;
        return read;
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => new(Read(buffer.Span));

    /// <summary>Reads what is left: a digest that is checked on the way is checked at the end.</summary>
    public void Drain(CancellationToken cancellationToken)
    {
        var skipped = new byte[64 << 10];
        while (Read(skipped.AsSpan()) > 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _blob.Dispose();
        }

        base.Dispose(disposing);
    }
}
