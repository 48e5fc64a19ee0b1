using Wsm.Oci.Models;
using Wsm.Oci.References;

namespace Wsm.Site.Serving.Storage;

/// <summary>What was pushed, over what a bundle holds: a tag that was pushed hides the bundle's.</summary>
internal sealed class LayeredContent(IRegistryContent pushed, IRegistryContent bundle) : IRegistryContent
{
    private volatile Merged? _merged;

    public IReadOnlyDictionary<string, RepositoryListing> Repositories
    {
        get
        {
            var current = pushed.Repositories;
            if (_merged is not { } merged || !ReferenceEquals(merged.Pushed, current))
            {
                _merged = merged = new Merged(current, Merge(current));
            }

            return merged.All;
        }
    }

    public string Resolve(string name, string? source) => bundle.Resolve(name, source);

    public Task<RawManifest> ReadManifestAsync(string repository, Descriptor manifest, CancellationToken cancellationToken) =>
        Holds(pushed, repository, manifest.Digest)
            ? pushed.ReadManifestAsync(repository, manifest, cancellationToken)
            : bundle.ReadManifestAsync(repository, manifest, cancellationToken);

    public Stream? OpenBlob(string repository, Digest digest) => bundle.OpenBlob(repository, digest) ?? pushed.OpenBlob(repository, digest);

    private static bool Holds(IRegistryContent content, string repository, Digest digest) =>
        content.Repositories.TryGetValue(repository, out var listing) && listing.Manifests.ContainsKey(digest);

    private Dictionary<string, RepositoryListing> Merge(IReadOnlyDictionary<string, RepositoryListing> over)
    {
        var all = new Dictionary<string, RepositoryListing>(bundle.Repositories, StringComparer.Ordinal);
        foreach (var (name, listing) in over)
        {
            all[name] = all.TryGetValue(name, out var under)
                ? new RepositoryListing(under.Tags.SetItems(listing.Tags), under.Manifests.SetItems(listing.Manifests))
                : listing;
        }

        return all;
    }

    private sealed record Merged(IReadOnlyDictionary<string, RepositoryListing> Pushed, IReadOnlyDictionary<string, RepositoryListing> All);
}
