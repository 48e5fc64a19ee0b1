using Wsm.Oci.Content;

namespace Wsm.Bundles.Archives;

/// <summary>One blob of an archive as a stream; reads go to the file directly, by offset, so many can be open at once.</summary>
internal sealed class FramedStream(FramedBlob blob, string name, long offset) : Stream
{
    private long _position = offset;

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => blob.Size;

    public override long Position
    {
        get => _position;
        set => _position = value is >= 0 ? value : throw new ArgumentOutOfRangeException(nameof(value));
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsMemory(offset, count));

    public override int Read(Span<byte> buffer)
    {
        var copy = new byte[buffer.Length];
        var read = Read(copy.AsMemory());
        copy.AsSpan(0, read).CopyTo(buffer);
        return read;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        cancellationToken.IsCancellationRequested ? ValueTask.FromCanceled<int>(cancellationToken) : ValueTask.FromResult(Read(buffer));

    public override long Seek(long offset, SeekOrigin origin) => Position = origin switch
    {
        SeekOrigin.Begin => offset,
        SeekOrigin.Current => _position + offset,
        _ => Length + offset,
    };

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private int Read(Memory<byte> buffer)
    {
        if (_position >= blob.Size || buffer.IsEmpty) return 0;
        // A read that ends with a block lets the next one begin with a header, in the same system call.
        var end = _position + buffer.Length;
        if (end < blob.Size && end - end % GzipMember.BlockCapacity is var whole && whole > _position) buffer = buffer[..(int)(whole - _position)];
        var read = blob.Read(_position, buffer);
        if (read == 0) throw new IntegrityException($"{name} is damaged at byte {_position}; 'wsm verify' lists everything that is");
        _position += read;
        return read;
    }
}
