namespace Wsm.Product.Manifests;

/// <summary>Manifests as they were written: files to be applied as they are, or a kustomization with everything it is built from.</summary>
public sealed record ManifestSet(IReadOnlyList<ManifestFile> Files)
{
    /// <summary>
    /// The folder of the kustomization that is built, relative to the set's: empty for that itself; null for plain files.
    /// </summary>
    public string? Kustomization { get; init; }

    /// <summary>Where they came from, as a person would say it.</summary>
    public string Source { get; init; } = "";
}
