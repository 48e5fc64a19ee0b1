using Wsm.Oci.Files;
using Wsm.Product.Failures;
using Wsm.Product.Kustomizing;
using Wsm.Product.Manifests;
using Wsm.Product.Wording;

namespace Wsm.Product.Sources;

/// <summary>Fetches the text at an address.</summary>
public delegate Task<string> FetchText(Uri address, CancellationToken cancellationToken);

/// <summary>Reads sources that are no charts: from this machine, from an address, or from standard input.</summary>
/// <param name="input">Reads standard input; null where there is none.</param>
public sealed class SourceFiles(Func<string>? input, FetchText? fetch)
{
    internal const int LargestFile = 256 * 1024 * 1024;

    /// <summary>Only files of this machine.</summary>
    public static SourceFiles Local { get; } = new(null, null);

    /// <exception cref="UserError">It is not there, or not readable.</exception>
    public async Task<string> ReadAsync(string place, CancellationToken cancellationToken)
    {
        if (place == SourceRequest.Input)
        {
            return input?.Invoke() ?? throw UserError.Usage("There is nothing on standard input.");
        }

        if (Uri.TryCreate(place, UriKind.Absolute, out var address) && address.Scheme is "http" or "https")
        {
            return address.UserInfo.Length == 0
                ? await FetchAsync(address, cancellationToken).ConfigureAwait(false)
                : throw UserError.Usage(
                    $"The address {PublicAddress.Of(place)} must not contain a user name or a password.",
                    "Log in first."
                );
        }

        if (Directory.Exists(place))
        {
            throw UserError.Usage($"{place} is a folder, and a file is wanted.");
        }

        var file = new FileInfo(place);
        if (!file.Exists)
        {
            throw UserError.Usage($"There is no file {place}.");
        }

        return file.Length <= LargestFile
            ? await File.ReadAllTextAsync(place, cancellationToken).ConfigureAwait(false)
            : throw UserError.Usage($"{place} is larger than {LargestFile / 1024 / 1024} MiB.");
    }

    /// <exception cref="UserError">There are none, they cannot be read, or the kustomization cannot be followed.</exception>
    public async Task<ManifestSet> ReadManifestsAsync(string place, CancellationToken cancellationToken)
    {
        if (place != SourceRequest.Input && Directory.Exists(place))
        {
            return KustomizationLoader.IsKustomization(place)
                ? await KustomizationLoader.LoadAsync(place, place, FetchAsync, cancellationToken).ConfigureAwait(false)
                : ReadFolder(place);
        }

        var text = await ReadAsync(place, cancellationToken).ConfigureAwait(false);
        return new ManifestSet([new ManifestFile(NameOf(place), text)])
        {
            Source = place == SourceRequest.Input ? "standard input" : PublicAddress.Of(place),
        };
    }

    private static ManifestSet ReadFolder(string folder)
    {
        var files = new List<ManifestFile>();
        foreach (var path in ManifestFolder.Files(folder))
        {
            var name = Path.GetRelativePath(folder, path).Replace(Path.DirectorySeparatorChar, '/');
            if (Path.GetFileName(path) is "Chart.yaml")
            {
                throw UserError.Usage(
                    $"{Path.GetDirectoryName(path)} is a chart, not a folder of manifests.",
                    "A chart is named with --chart."
                );
            }

            if (KustomizationLoader.IsKustomization(Path.GetDirectoryName(path)!))
            {
                throw UserError.Usage(
                    $"{folder} holds kustomizations, in {Path.GetDirectoryName(name)} for example, but is not one itself.",
                    "Name the folder of the kustomization that is to be built."
                );
            }

            files.Add(new ManifestFile(name, RegularFile.ReadText(path, LargestFile)));
        }

        return files.Count > 0
            ? new ManifestSet(files) { Source = folder }
            : throw UserError.Usage($"There is no manifest in {folder}: no file ends in {string.Join(", ", ManifestFolder.Endings)}.");
    }

    private Task<string> FetchAsync(Uri address, CancellationToken cancellationToken) =>
        fetch?.Invoke(address, cancellationToken) ?? throw new UserError($"{address.GetLeftPart(UriPartial.Path)} cannot be fetched here.");

    private static string NameOf(string place)
    {
        if (place == SourceRequest.Input)
        {
            return "stdin.yaml";
        }

        var name = Uri.TryCreate(place, UriKind.Absolute, out var address)
            ? Path.GetFileName(address.AbsolutePath)
            : Path.GetFileName(place);
        return ManifestFolder.IsManifest(name) ? name : $"{(name.Length > 0 ? name : "manifests")}.yaml";
    }
}
