using Wsm.Bundles.Locks;
using Wsm.Oci.Files;

namespace Wsm.Bundles.Planning;

/// <summary>Removes what the bundle's folder held for earlier locks and does not need any more. Files that wsm did not make stay.</summary>
internal static class Leftovers
{
    /// <summary>Archives, charts and channel answers that earlier locks name and this one does not.</summary>
    public static void Drop(GuardedFolder folder, IEnumerable<BundleLock> older, BundleLock current)
    {
        foreach (var file in older.SelectMany(FilesOf).Except(FilesOf(current)))
        {
            folder.DeleteWithEmptyFolders(BundleNames.Plain(file));
        }
    }

    /// <summary>Files somewhere below a part of the bundle that no lock need name for their makers to be known.</summary>
    public static void Drop(GuardedFolder folder, string part, Predicate<string> isOurs)
    {
        foreach (var (name, _) in folder.List(part).Where(found => found.Facts.Kind == EntryKind.File && isOurs(found.Name)).ToList())
        {
            folder.DeleteWithEmptyFolders(name);
        }
    }

    private static IEnumerable<string> FilesOf(BundleLock bundle) =>
        bundle.Images.Select(image => image.File).OfType<string>().Concat(bundle.Files().Select(file => file.File));
}
