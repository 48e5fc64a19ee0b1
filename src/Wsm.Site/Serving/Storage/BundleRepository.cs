using System.Collections.Immutable;
using Wsm.Oci.Models;
using Wsm.Oci.References;

namespace Wsm.Site.Serving.Storage;

/// <summary>One name under which a part of a bundle is served, while it is put together.</summary>
internal sealed class BundleRepository
{
    private readonly Dictionary<string, Digest> _tags = new(StringComparer.Ordinal);
    private readonly HashSet<string> _ambiguous = new(StringComparer.Ordinal);

    public Dictionary<Digest, RawManifest> Manifests { get; } = [];

    public Dictionary<Digest, Func<Stream>> Blobs { get; } = [];

    /// <summary>Tags that two sources give to different images: they are not served here, for either could be the wrong one.</summary>
    public IReadOnlySet<string> AmbiguousTags => _ambiguous;

    public void Tag(string tag, Digest digest)
    {
        if (_ambiguous.Contains(tag) || _tags.TryAdd(tag, digest) || _tags[tag] == digest)
        {
            return;
        }

        _tags.Remove(tag);
        _ambiguous.Add(tag);
    }

    /// <exception cref="ManifestException">A manifest is malformed.</exception>
    public RepositoryListing ToListing() =>
        new(
            _tags.ToImmutableDictionary(StringComparer.Ordinal),
            Manifests.ToImmutableDictionary(pair => pair.Key, pair => HeldManifest.Of(pair.Value))
        );
}
