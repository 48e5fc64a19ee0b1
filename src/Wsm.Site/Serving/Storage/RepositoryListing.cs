using System.Collections.Immutable;
using Wsm.Oci.References;

namespace Wsm.Site.Serving.Storage;

/// <summary>The names in one repository, at one moment.</summary>
public sealed record RepositoryListing(ImmutableDictionary<string, Digest> Tags, ImmutableDictionary<Digest, HeldManifest> Manifests)
{
    public static RepositoryListing Empty { get; } =
        new(ImmutableDictionary.Create<string, Digest>(StringComparer.Ordinal), ImmutableDictionary<Digest, HeldManifest>.Empty);

    public HeldManifest? Find(string tagOrDigest)
    {
        if (Tags.TryGetValue(tagOrDigest, out var digest) || Digest.TryParse(tagOrDigest, out digest))
        {
            return Manifests.GetValueOrDefault(digest);
        }

        return null;
    }
}
