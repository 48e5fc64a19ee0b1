using Wsm.Bundles.Files;

namespace Wsm.Bundles.Volumes;

/// <summary>An entry, across the volumes that it spans.</summary>
internal sealed class PieceStream(VolumeSet set, IndexedEntry entry, long offset, VolumeCarry? carry) : PlacedStream(entry.Size, offset)
{
    protected override int ReadAt(long position, Memory<byte> buffer)
    {
        var (volume, at, left) = Find(position);
        var read = carry is not null && set.FileOf(volume) is null ? carry.Read(entry, position, position + left, buffer.Span) : 0;
        if (read == 0)
        {
            read = RandomAccess.Read(set.HandleOf(volume), buffer.Span[..(int)Math.Min(buffer.Length, left)], at);
        }

        return read > 0
            ? read
            : throw new BundleDamageException(
                $"{entry.Name} breaks off at the end of volume {volume}, '{set.FileOf(volume)!.Path}', which is cut off"
            );
    }

    private (int Volume, long At, long Left) Find(long position)
    {
        var start = 0L;
        foreach (var piece in entry.Pieces)
        {
            if (position < start + piece.Size)
            {
                return (piece.Volume, piece.At + position - start, start + piece.Size - position);
            }

            start += piece.Size;
        }

        return (0, 0, 0);
    }
}
