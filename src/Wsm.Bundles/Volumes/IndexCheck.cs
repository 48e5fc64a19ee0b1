using Wsm.Bundles.Locks;
using Wsm.Oci.Models;

namespace Wsm.Bundles.Volumes;

/// <summary>What an index must be like before anything is read by it.</summary>
internal static class IndexCheck
{
    private const long LargestVolume = 1L << 50;

    /// <exception cref="FormatException">It leads outside its volumes, or contradicts itself.</exception>
    public static void Require(VolumeIndex index, int volumes)
    {
        JsonLists.NoGaps(index.Head, "files");
        JsonLists.NoGaps(index.Entries, "entries");
        if (index.Volumes.Count != volumes)
        {
            throw new FormatException($"it lists {index.Volumes.Count} volumes instead of {volumes}");
        }

        if (index.Volumes.Any(size => size is < VolumeHeader.End or > LargestVolume))
        {
            throw new FormatException("it lists volumes of impossible sizes");
        }

        foreach (var file in index.Head)
        {
            _ = BundleNames.Plain(file.Name);
            if (index.Volumes.Any(size => !Fits(file.At, file.Size, size)))
            {
                throw new FormatException($"{file.Name} reaches out of the volumes");
            }
        }

        if (index.Head is not [{ Name: LockFile.Name } bundle, ..] || bundle.Digest != index.Bundle)
        {
            throw new FormatException($"it does not begin with {LockFile.Name}");
        }

        foreach (var entry in index.Entries)
        {
            Require(index, entry);
        }

        if (
            index
                .Head.Select(file => file.Name)
                .Concat(index.Entries.Select(entry => entry.Name))
                .GroupBy(name => name)
                .FirstOrDefault(same => same.Count() > 1) is
            { } twice
        )
        {
            throw new FormatException($"it names {twice.Key} twice");
        }
    }

    private static void Require(VolumeIndex index, IndexedEntry entry)
    {
        _ = BundleNames.Plain(entry.Name);
        JsonLists.NoGaps(entry.Pieces, $"pieces of {entry.Name}");
        var left = entry.Size;
        var next = 0;
        foreach (var piece in entry.Pieces)
        {
            if (
                piece.Volume <= next
                || piece.Volume > index.Volumes.Count
                || piece.Size > left
                || !Fits(piece.At, piece.Size, index.Volumes[piece.Volume - 1])
            )
            {
                throw new FormatException($"a piece of {entry.Name} is in an impossible place");
            }

            left -= piece.Size;
            next = piece.Volume;
        }

        if (left != 0 || entry.Pieces.Count == 0)
        {
            throw new FormatException($"the pieces of {entry.Name} are not as long as the whole");
        }
    }

    private static bool Fits(long at, long size, long volume) =>
        at >= VolumeHeader.End && size >= 0 && at <= volume - VolumeLayout.TailLength && size <= volume - VolumeLayout.TailLength - at;
}
