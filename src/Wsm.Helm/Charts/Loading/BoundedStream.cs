namespace Wsm.Helm.Charts.Loading;

/// <summary>Reads from another stream, but not more than was agreed: a small archive can unpack to any size.</summary>
/// <param name="first">Bytes that may be read before more are allowed.</param>
/// <param name="shown">What a message calls the limit, bytes.</param>
internal sealed class BoundedStream(Stream inner, long first, long shown) : Stream
{
    private long _most = first;

    public long Taken { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        var read = inner.Read(buffer);
        Taken += read;
        return Taken <= _most ? read : throw new ChartException($"the chart archive unpacks to more than {shown} bytes");
    }

    /// <summary>Allows reading up to a place, counted from the start.</summary>
    public void AllowTo(long most) => _most = most;

    public override void Flush() { }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
