using Wsm.Oci.Content;
using Wsm.Oci.Models;
using Wsm.Oci.References;
using Wsm.Relocate;

namespace Wsm.Delivery;

/// <summary>One image with everything that must reach the target registry.</summary>
public sealed record ImageToDeliver
{
    public required RelocatedImage Way { get; init; }

    /// <summary>The manifest or index the target's tag will point to, then everything below it; parents before their children.</summary>
    public required IReadOnlyList<RawManifest> Manifests { get; init; }

    /// <summary>Configurations and layers, each once.</summary>
    public required IReadOnlyCollection<Descriptor> Blobs { get; init; }

    public required IContentSource Content { get; init; }

    /// <summary>Blobs that are known to be in a repository of the target's registry already: they are mounted from there.</summary>
    public IReadOnlyList<(ImageReference Place, Descriptor Blob)> HeldElsewhere { get; init; } = [];

    public RawManifest Root => Manifests[0];

    /// <summary>What the target's registry has to hold: foreign layers stay where they are.</summary>
    public IEnumerable<Descriptor> OwnBlobs => Blobs.Where(blob => blob.Urls.Count == 0 && !MediaTypes.IsForeignLayer(blob.MediaType));
}
