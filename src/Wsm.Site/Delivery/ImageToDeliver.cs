using Wsm.Oci.Content;
using Wsm.Oci.Models;
using Wsm.Oci.References;
using Wsm.Site.Relocations;

namespace Wsm.Site.Delivery;

/// <summary>One image with everything that must reach the target registry.</summary>
public sealed record ImageToDeliver
{
    public required RelocatedImage Relocated { get; init; }

    /// <summary>The manifest or index the target's tag will point to, then everything below it; parents before their children.</summary>
    public required IReadOnlyList<RawManifest> Manifests { get; init; }

    /// <summary>Configurations and layers, each once; without those that only their publisher gives.</summary>
    public required IReadOnlyCollection<Descriptor> Blobs { get; init; }

    public required IContentSource Content { get; init; }

    /// <summary>The digest of the published manifest, where the image is converted on its way; else null.</summary>
    public Digest? ConvertedFrom { get; init; }

    /// <summary>
    /// Attestations of the published index that a converted one cannot have: they speak of digests that it does not have.
    /// </summary>
    public IReadOnlyCollection<Digest> AttestationsLeftOut { get; init; } = [];

    /// <summary>Layers that only their publisher gives: the target's registry will not have them.</summary>
    public IReadOnlyList<Descriptor> LeftOut { get; init; } = [];

    /// <summary>Blobs that are known to be in a repository of the target's registry already: they are mounted from there.</summary>
    public IReadOnlyList<(ImageReference Place, Descriptor Blob)> HeldElsewhere { get; init; } = [];

    /// <summary>Blobs of the image that other shards bring: its manifests are sent by the shard that finds them all there.</summary>
    public IReadOnlyList<Descriptor> Awaited { get; init; } = [];

    public RawManifest Root => Manifests[0];
}
