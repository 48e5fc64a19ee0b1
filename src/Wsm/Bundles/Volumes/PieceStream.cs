using Wsm.Oci.Content;

namespace Wsm.Bundles.Volumes;

/// <summary>An entry as a stream, across the volumes that it spans; reads go to the files directly, so many can be open at once.</summary>
internal sealed class PieceStream(VolumeSet set, IndexedEntry entry, long offset, VolumeCarry? carry) : Stream
{
    private long _position = offset;

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => entry.Size;

    public override long Position
    {
        get => _position;
        set => _position = value is >= 0 ? value : throw new ArgumentOutOfRangeException(nameof(value));
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        var (volume, at, left) = Find();
        if (left == 0 || buffer.IsEmpty) return 0;
        var read = carry is not null && set.FileOf(volume) is null ? carry.Read(entry, _position, _position + left, buffer) : 0;
        if (read == 0) read = RandomAccess.Read(set.HandleOf(volume), buffer[..(int)Math.Min(buffer.Length, left)], at);
        if (read == 0) throw new IntegrityException($"{entry.Name} breaks off at the end of volume {volume}, '{set.FileOf(volume)!.Path}', which is cut off; 'wsm verify' lists everything that is damaged");
        _position += read;
        return read;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        cancellationToken.IsCancellationRequested ? ValueTask.FromCanceled<int>(cancellationToken) : ValueTask.FromResult(Read(buffer.Span));

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

    private (int Volume, long At, long Left) Find()
    {
        var start = 0L;
        foreach (var piece in entry.Pieces)
        {
            if (_position < start + piece.Size) return (piece.Volume, piece.At + _position - start, start + piece.Size - _position);
            start += piece.Size;
        }

        return (0, 0, 0);
    }
}
