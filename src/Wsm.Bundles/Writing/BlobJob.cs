using Wsm.Bundles.Planning;
using Wsm.Oci.Models;

namespace Wsm.Bundles.Writing;

/// <summary>One distinct blob: where it must go, where it may be already, and where it can be fetched.</summary>
internal sealed record BlobJob
{
    public required Descriptor Blob { get; init; }

    public required IReadOnlyList<IBlobPlace> Targets { get; init; }

    /// <summary>Places of older archives that may hold it, read only.</summary>
    public required IReadOnlyList<IBlobPlace> Donors { get; init; }

    public required IReadOnlyList<BlobSource> Sources { get; init; }

    /// <summary>The images that wait for it.</summary>
    public required IReadOnlyList<PlannedImage> Images { get; init; }
}
