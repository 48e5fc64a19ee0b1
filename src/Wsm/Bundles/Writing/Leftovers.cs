namespace Wsm.Bundles.Writing;

/// <summary>Removes what the bundle's folder held for earlier locks and does not need any more. Files that wsm did not make stay.</summary>
internal static class Leftovers
{
    /// <summary>Archives, charts and channel answers that earlier locks name and this one does not.</summary>
    public static void Drop(string folder, IEnumerable<BundleLock> older, BundleLock current)
    {
        foreach (var file in older.SelectMany(FilesOf).Except(FilesOf(current)))
            Delete(folder, BundleNames.PathIn(folder, file));
    }

    /// <summary>Files somewhere below a part of the bundle that no lock need name for their makers to be known.</summary>
    public static void Drop(string folder, string part, Predicate<string> isOurs)
    {
        var place = Path.Combine(folder, part);
        if (!Directory.Exists(place))
            return;
        foreach (var path in Directory.EnumerateFiles(place, "*", SearchOption.AllDirectories).Where(path => isOurs(path)).ToList())
            Delete(folder, path);
    }

    private static IEnumerable<string> FilesOf(BundleLock bundle) =>
        bundle
            .Images.Select(image => image.File)
            .Concat(bundle.Charts.Select(chart => chart.File))
            .Concat(bundle.Components.Select(component => component.Channel?.File))
            .OfType<string>();

    /// <summary>With the folders that it leaves empty.</summary>
    private static void Delete(string folder, string path)
    {
        if (!File.Exists(path))
            return;
        File.Delete(path);
        var root = Path.GetFullPath(folder);
        for (
            var above = Path.GetDirectoryName(Path.GetFullPath(path))!;
            above.Length > root.Length && !Directory.EnumerateFileSystemEntries(above).Any();
            above = Path.GetDirectoryName(above)!
        )
            Directory.Delete(above);
    }
}
