using Wsm.Oci.Files;
using Wsm.Product.Failures;
using Wsm.Product.Manifests;

namespace Wsm.Product.Kustomizing;

/// <summary>
/// Takes a kustomization up with every file that it is built from. What it names at an address is fetched and becomes a file beside it, so
/// that it can be built where there is no internet.
/// </summary>
internal static class KustomizationLoader
{
    private const int LargestFile = 64 * 1024 * 1024;

    public static bool IsKustomization(string folder) => KustomizationFile.IsIn(OnDisk(new Dictionary<string, string>()), Inner(folder));

    /// <param name="folder">An absolute path.</param>
    /// <exception cref="UserError">It cannot be built or followed.</exception>
    public static async Task<ManifestSet> LoadAsync(
        string folder,
        string shownAs,
        Func<Uri, CancellationToken, Task<string>> fetch,
        CancellationToken cancellationToken
    )
    {
        var fetched = new Dictionary<string, string>(StringComparer.Ordinal);
        while (true)
        {
            var files = OnDisk(fetched);
            try
            {
                _ = new KustomizationBuilder(files).Build(Inner(folder));
                return SetOf(files.Texts, Inner(folder), fetched) with { Source = shownAs };
            }
            catch (AddressNotFetchedException needed)
            {
                fetched[needed.Address] = await fetch(new Uri(needed.Address), cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private static KustomizeFiles OnDisk(IReadOnlyDictionary<string, string> fetched) =>
        new(path => Read("/" + path), path => Directory.Exists("/" + path), fetched, "/")
        {
            IsIn = (folder, path) => RealPath.IsIn("/" + folder, "/" + path),
        };

    private static string? Read(string path)
    {
        var file = new FileInfo(path);
        if (!file.Exists)
        {
            return null;
        }

        return file.Length <= LargestFile
            ? RegularFile.ReadText(path, LargestFile)
            : throw new UserError($"{path} is larger than {LargestFile / 1024 / 1024} MiB, more than manifests have.");
    }

    private static string Inner(string folder) => Path.GetFullPath(folder).Trim('/');

    private static ManifestSet SetOf(IReadOnlyDictionary<string, string> texts, string folder, Dictionary<string, string> fetched)
    {
        var root = texts.Keys.Select(FolderOf).Append(folder).Aggregate(Common);
        var files = new List<ManifestFile>();
        var names = fetched
            .Keys.Select((address, number) => (address, name: $"fetched-{number + 1}-{Path.GetFileName(new Uri(address).AbsolutePath)}"))
            .ToList();
        foreach (var (path, text) in texts.OrderBy(file => file.Key, StringComparer.Ordinal))
        {
            var local = text;
            foreach (var (address, name) in names.Where(item => text.Contains(item.address, StringComparison.Ordinal)))
            {
                local = local.Replace(address, name, StringComparison.Ordinal);
                files.Add(new ManifestFile(Below(root, $"{FolderOf(path)}/{name}"), fetched[address]));
            }

            files.Add(new ManifestFile(Below(root, path), local));
        }

        return new ManifestSet([.. files.DistinctBy(file => file.Path)]) { Kustomization = Below(root, folder) };
    }

    private static string FolderOf(string path) => path.LastIndexOf('/') is > 0 and var slash ? path[..slash] : "";

    private static string Common(string one, string other)
    {
        while (one.Length > 0 && other != one && !other.StartsWith(one + "/", StringComparison.Ordinal))
        {
            one = FolderOf(one);
        }

        return one;
    }

    private static string Below(string root, string path) => root.Length == 0 ? path : path[root.Length..].TrimStart('/');
}
