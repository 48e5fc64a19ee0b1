using Wsm.Bundles.Locks;
using Wsm.Oci.Files;
using Wsm.Oci.References;
using Wsm.Product.Failures;

namespace Wsm.Bundles.Volumes;

/// <summary>Finds the volumes of one bundle. Names do not matter, headers do.</summary>
internal static class VolumeFinder
{
    private const int MostFiles = 10_000;
    private static readonly EnumerationOptions Quiet = new() { IgnoreInaccessible = true, AttributesToSkip = 0 };

    /// <param name="path">A volume, whose folder is then looked through for the others, or a folder with volumes, or with media that hold
    /// them.</param>
    /// <returns>Null when it is a folder without any.</returns>
    /// <exception cref="UserError">The file is no volume, or the folder holds volumes of several bundles.</exception>
    public static VolumeSet? Find(string path)
    {
        var isFolder = Directory.Exists(path);
        var named = isFolder ? null : Require(path);
        var folder = isFolder ? path : Path.GetDirectoryName(Path.GetFullPath(path))!;
        var found = Look(Directory.EnumerateFiles(folder, "*", Quiet));
        if (isFolder && found.TrueForAll(file => file.State == VolumeState.Other))
        {
            found = Look(
                Directory.EnumerateDirectories(folder, "*", Quiet).SelectMany(medium => Directory.EnumerateFiles(medium, "*", Quiet))
            );
        }

        var sets = found.Where(file => file.Header is not null).GroupBy(file => file.Header!.Index.Digest).ToList();
        if (named is null && sets.Count == 0)
        {
            foreach (var damaged in found.Where(file => file.State is VolumeState.Damaged or VolumeState.Newer))
            {
                throw Unusable(damaged);
            }

            return null;
        }

        if (named is null && sets.Count > 1)
        {
            throw SeveralSets(path, sets);
        }

        var set = named?.Header!.Index.Digest ?? sets[0].Key;
        var others = found.Where(file => file.State != VolumeState.Other && file.Header?.Index.Digest != set).ToList();
        return VolumeSet.Of(path, found.Where(file => file.Header?.Index.Digest == set), others);
    }

    private static VolumeFile Require(string path)
    {
        if (!File.Exists(path))
        {
            throw new UserError($"'{path}' is not there", "Give the folder of a bundle, or a packed file.", FailureKind.Usage);
        }

        var file = VolumeFile.Look(path);
        return file.State switch
        {
            VolumeState.Sound => file,
            VolumeState.Other => throw new UserError(
                $"'{path}' is not a bundle: neither a folder nor a file that 'wsm pack' wrote",
                "Give the folder of a bundle, or a packed file.",
                FailureKind.Usage
            ),
            _ => throw Unusable(file),
        };
    }

    private static List<VolumeFile> Look(IEnumerable<string> paths)
    {
        var found = new List<VolumeFile>();
        foreach (
            var path in paths
                .Where(path => !path.EndsWith(BundleNames.PartialSuffix, StringComparison.Ordinal))
                .Take(MostFiles)
                .Order(StringComparer.Ordinal)
        )
        {
            try
            {
                found.Add(VolumeFile.Look(path));
            }
            catch (Exception error) when (error is UnauthorizedAccessException or FileNotFoundException or UnsafeFileException)
            {
                // Somebody else's file; were it a volume, it would be missed by its number.
            }
        }

        return found;
    }

    private static UserError Unusable(VolumeFile file) =>
        file.State == VolumeState.Newer
            ? new UserError(
                $"'{file.Path}' is a volume of a format that this wsm does not know",
                "Use the wsm that packed it, or a newer one.",
                FailureKind.Usage
            )
            : new UserError($"The header of volume '{file.Path}' is damaged", "Copy this volume again from where it was packed.");

    private static UserError SeveralSets(string folder, List<IGrouping<Digest, VolumeFile>> sets)
    {
        var sameBundle = sets.Select(set => set.First().Header!.Bundle).Distinct().Count() == 1;
        return new UserError(
            sameBundle
                ? $"'{folder}' holds volumes of one bundle that were packed twice, in different ways"
                : $"'{folder}' holds volumes of {sets.Count} different bundles",
            "Take away those that do not belong there, or name one volume of the set that is meant.",
            FailureKind.Usage
        )
        {
            Details =
            [
                .. sets.Select(set =>
                    $"{string.Join(", ", set.Select(file => file.Name).Take(5))}: "
                    + $"{set.Select(file => file.Header!.Volume).Distinct().Count()} of {set.First().Header!.Volumes} volumes "
                    + $"of {VolumeSet.TitleOf(set)}"
                ),
            ],
        };
    }
}
