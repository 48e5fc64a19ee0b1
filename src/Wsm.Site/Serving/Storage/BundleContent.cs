using System.Collections.Frozen;
using Wsm.Bundles.Contents;
using Wsm.Bundles.Reading;
using Wsm.Oci.Content;
using Wsm.Oci.Models;
using Wsm.Oci.References;
using Wsm.Site.ChartStores;

namespace Wsm.Site.Serving.Storage;

/// <summary>
/// A bundle as a registry's content. Each image has the name it has at its source (<c>wandb/local</c>) and the one with the host
/// (<c>docker.io/wandb/local</c>); charts are artifacts under <c>charts/</c>. Manifests are kept in memory; blobs are read from their place
/// on disk.
/// </summary>
internal sealed class BundleContent : IRegistryContent
{
    private readonly FrozenDictionary<string, BundleRepository> _repositories;
    private readonly FrozenDictionary<string, RepositoryListing> _listings;

    private BundleContent(Dictionary<string, BundleRepository> repositories, List<string> problems)
    {
        _repositories = repositories.ToFrozenDictionary(StringComparer.Ordinal);
        _listings = repositories.ToFrozenDictionary(pair => pair.Key, pair => pair.Value.ToListing(), StringComparer.Ordinal);
        Problems =
        [
            .. problems,
            .. repositories.SelectMany(
                pair => pair.Value.AmbiguousTags,
                (pair, tag) =>
                    $"{pair.Key}:{tag} stands for different images of two registries; it is served under the names with the host only"
            ),
        ];
    }

    public IReadOnlyDictionary<string, RepositoryListing> Repositories => _listings;

    /// <summary>What is not served, or not under every name, and why: a sentence each.</summary>
    public IReadOnlyList<string> Problems { get; }

    public static BundleContent Open(Bundle bundle, IReadOnlyList<ChartArchive> charts)
    {
        var repositories = new Dictionary<string, BundleRepository>(StringComparer.Ordinal);
        var problems = new List<string>();
        foreach (var image in bundle.Images)
        {
            if (image.LackedBlobs() is { Count: > 0 } lacked)
            {
                problems.Add(
                    $"{image.Entry.Reference} is not served: the delta leaves out {lacked.Count} of its blobs, and no bundle named with "
                        + "--base has them"
                );
                continue;
            }

            try
            {
                var manifests = ReadManifests(image);
                foreach (var name in NamesOf(image.Reference))
                {
                    Add(RepositoryOf(repositories, name), image, manifests);
                }
            }
            catch (Exception e) when (e is ContentException or ManifestException or IOException or UnauthorizedAccessException)
            {
                problems.Add($"{image.Entry.Reference} is not served: {e.Message}");
            }
        }
        foreach (var chart in charts)
        {
            Add(RepositoryOf(repositories, $"charts/{chart.Metadata.Name}"), chart);
        }

        return new BundleContent(repositories, problems);
    }

    public string Resolve(string name, string? source)
    {
        if (source is null)
        {
            return name;
        }

        var registry = source is "registry-1.docker.io" or "index.docker.io" ? ImageReference.DefaultRegistry : source;
        // A mirror may be configured with the host in its path already.
        return name.StartsWith(registry + "/", StringComparison.Ordinal) && _listings.ContainsKey(name) ? name : $"{registry}/{name}";
    }

    public Task<RawManifest> ReadManifestAsync(string repository, Descriptor manifest, CancellationToken cancellationToken) =>
        Task.FromResult(_repositories[repository].Manifests[manifest.Digest]);

    public Stream? OpenBlob(string repository, Digest digest)
    {
        if (!_repositories.TryGetValue(repository, out var held))
        {
            return null;
        }

        if (held.Blobs.TryGetValue(digest, out var open))
        {
            return open();
        }

        return held.Manifests.TryGetValue(digest, out var manifest) ? new MemoryStream(manifest.Bytes.ToArray(), writable: false) : null;
    }

    private static BundleRepository RepositoryOf(Dictionary<string, BundleRepository> repositories, string name) =>
        repositories.TryGetValue(name, out var held) ? held : repositories[name] = new BundleRepository();

    /// <summary>As at the source; with the host; and for Docker Hub's own images without "library".</summary>
    private static IEnumerable<string> NamesOf(ImageReference image)
    {
        yield return image.Name;
        yield return image.Repository;
        if (image.Registry == ImageReference.DefaultRegistry && image.Repository.StartsWith("library/", StringComparison.Ordinal))
        {
            yield return image.Repository["library/".Length..];
        }
    }

    private static List<RawManifest> ReadManifests(BundleImage image)
    {
        var manifests = image
            .Entry.Contents.Where(content => MediaTypes.IsManifest(content.MediaType) || MediaTypes.IsIndex(content.MediaType))
            .Select(content => image.ReadManifest(content.Digest))
            .ToList();
        // A manifest that cannot be understood must show here, not when everything is frozen.
        foreach (var manifest in manifests)
        {
            _ = HeldManifest.Of(manifest);
        }

        return manifests;
    }

    private static void Add(BundleRepository repository, BundleImage image, List<RawManifest> manifests)
    {
        foreach (var manifest in manifests)
        {
            repository.Manifests.TryAdd(manifest.Digest, manifest);
        }

        foreach (var content in image.Entry.Contents)
        {
            var blob = new Descriptor
            {
                MediaType = content.MediaType,
                Digest = content.Digest,
                Size = content.Size,
            };
            if (!repository.Manifests.ContainsKey(blob.Digest))
            {
                repository.Blobs.TryAdd(blob.Digest, () => OfLength(image.OpenBlob(blob, 0, verify: false), blob));
            }
        }
        if (image.Reference.Tag is { } tag)
        {
            repository.Tag(tag, image.Root);
        }
    }

    /// <exception cref="IntegrityException">What lies there is not as long as the lock says.</exception>
    private static Stream OfLength(Stream stream, Descriptor blob)
    {
        var length = stream.Length;
        if (length == blob.Size)
        {
            return stream;
        }

        stream.Dispose();
        throw new IntegrityException($"blob {blob.Digest} is {length} bytes long in the bundle instead of {blob.Size}");
    }

    private static void Add(BundleRepository repository, ChartArchive chart)
    {
        var artifact = ChartManifest.Of(chart);
        repository.Manifests.TryAdd(artifact.Manifest.Digest, artifact.Manifest);
        foreach (var (blob, content) in artifact.Blobs)
        {
            repository.Blobs.TryAdd(blob.Digest, () => new MemoryStream(content.ToArray(), writable: false));
        }

        repository.Tag(ChartArchive.TagOf(chart.Metadata), artifact.Manifest.Digest);
    }
}
