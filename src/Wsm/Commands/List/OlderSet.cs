using Wsm.Bundles.Reading;
using Wsm.Bundles.Volumes;
using Wsm.Product.Catalogs;
using Wsm.Product.Resolving;

namespace Wsm.Commands.List;

/// <summary>Reads what a list is compared with: a bundle, its lock, or a saved catalog.</summary>
internal static class OlderSet
{
    private const string LockName = "bundle.json";

    /// <param name="resolve">Resolves a catalog with the options of this run.</param>
    public static async Task<ImageSet> ReadAsync(string path, string shownAs, LockVerifier? gate, Func<Catalog, Task<Resolution>> resolve)
    {
        var folder =
            Directory.Exists(path) ? path
            : Path.GetFileName(path) == LockName ? Path.GetDirectoryName(path)
            : VolumeFile.StateOf(path) is { } state and not VolumeState.Other ? path
            : null;
        if (folder is not null)
        {
            using var bundle = Bundle.Open(folder, gate);
            return bundle.ReadImageSet();
        }

        return (await resolve(CatalogReader.ReadFile(path, shownAs))).Complete();
    }
}
