namespace Wsm.Bundles.Locks;

/// <summary>Finds the bundle that was probably meant where there is none.</summary>
internal static class BundleSuggestion
{
    private const int MostFolders = 200;
    private static readonly EnumerationOptions Quiet = new() { IgnoreInaccessible = true };

    /// <summary>A finished bundle in the folder or close to it: below, above, or beside.</summary>
    /// <param name="place">Absolute.</param>
    public static string? Near(string place)
    {
        IEnumerable<string> below = FoldersIn(place);
        IEnumerable<string> above = Path.GetDirectoryName(place) is { } parent
            ? [parent, .. FoldersIn(parent), .. FoldersIn(parent).SelectMany(FoldersIn)]
            : [];
        return below.Concat(above).Take(MostFolders).FirstOrDefault(folder => File.Exists(Path.Combine(folder, LockFile.Name)));
    }

    private static IEnumerable<string> FoldersIn(string folder) =>
        Directory.Exists(folder) ? Directory.EnumerateDirectories(folder, "*", Quiet).Take(MostFolders).Order(StringComparer.Ordinal) : [];
}
