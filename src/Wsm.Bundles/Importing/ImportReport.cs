using Wsm.Bundles.Writing;
using Wsm.Oci.References;

namespace Wsm.Bundles.Importing;

/// <summary>What became of an <see cref="ImportRequest"/>.</summary>
public sealed record ImportReport(BundleReport Written, IReadOnlyList<ImportedImage> Images);

/// <param name="Reference">As the archive names it.</param>
/// <param name="Digest">Of the manifest or index that the bundle holds.</param>
/// <param name="Archive">Where it came from.</param>
public sealed record ImportedImage(string Reference, Digest Digest, string Archive)
{
    /// <summary>The archive has no manifest: this one was made, and the digest is that of no registry.</summary>
    public required bool IsMadeAnew { get; init; }

    /// <summary>The index from which this platform's manifest was chosen; null where the archive's own digest was kept.</summary>
    public Digest? ChosenFrom { get; init; }

    /// <summary>The digest that the bundle held under this name before, where it was another.</summary>
    public Digest? Replaces { get; init; }

    /// <summary>Bytes of configurations and layers.</summary>
    public required long Bytes { get; init; }
}
