using System.IO.Enumeration;
using Wsm.Oci.Files;
using Wsm.Product.Failures;

namespace Wsm.Product.Sources;

/// <summary>
/// The manifests below a folder, which somebody else may have made: links within it are as good as what they lead to, and those that lead out
/// of it are refused, since what is read goes into bundles.
/// </summary>
internal static class ManifestFolder
{
    public static readonly string[] Endings = [".yaml", ".yml", ".json"];

    private static readonly EnumerationOptions Everything = new() { RecurseSubdirectories = true, AttributesToSkip = 0 };

    /// <summary>Whole paths, in the order of names.</summary>
    /// <exception cref="UserError">A link leads out of the folder.</exception>
    public static IReadOnlyList<string> Files(string folder)
    {
        var found = new FileSystemEnumerable<(string Path, bool IsFolder, bool IsLink)>(
            folder,
            (ref entry) => (entry.ToFullPath(), entry.IsDirectory, IsLink(entry)),
            Everything
        )
        {
            // Two links to the folder above would be a tree without an end.
            ShouldRecursePredicate = (ref entry) => !IsLink(entry),
        };
        var files = new List<string>();
        foreach (var (path, isFolder, isLink) in found)
        {
            if (!isFolder && !IsManifest(path))
            {
                continue;
            }

            if (isLink && !RealPath.IsIn(folder, path))
            {
                throw new UserError(
                    $"{path} is a link that leads out of the folder {folder}, and is not followed.",
                    "Put there what it leads to, or name that by itself.",
                    FailureKind.Usage
                );
            }

            if (!isFolder)
            {
                files.Add(path);
            }
        }

        files.Sort(StringComparer.Ordinal);
        return files;
    }

    public static bool IsManifest(string path) => Endings.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase);

    private static bool IsLink(FileSystemEntry entry) => entry.Attributes.HasFlag(FileAttributes.ReparsePoint);
}
