using Wsm.Oci.References;

namespace Wsm.Product.Catalogs;

/// <summary>
/// An artifact in a registry whose layers hold YAML files that name images: which one is wanted, and where it names them.
/// </summary>
/// <param name="Repository">Registry and path, without tag.</param>
/// <param name="Version">A tag, or a range of versions over its tags.</param>
/// <param name="Digest">Of its manifest or index, where a catalog pins it.</param>
public sealed record ArtifactRequest(string Repository, string Version, Digest? Digest, ArtifactRules Rules)
{
    public override string ToString() => $"{Repository} {Version}";
}

/// <summary>Where the files of an artifact name images.</summary>
/// <param name="Images">Paths; <c>*</c> stands for any key of a mapping and any item of a list.</param>
/// <param name="Defaults">What the product starts where no file names an image at a path.</param>
/// <param name="Reader">What reads the artifact inside; null where the catalog does not say.</param>
public sealed record ArtifactRules(
    IReadOnlyList<string> Images,
    IReadOnlyDictionary<string, string> Defaults,
    ReadingComponent? Reader = null
);

/// <summary>The component whose chart starts what reads an artifact.</summary>
/// <param name="Component">Its name in the catalog.</param>
/// <param name="Requires">The path in the artifact's files of the range of versions that the chart's must be in.</param>
/// <param name="Volumes">Among the chart's values the list of volumes of the reading pod; null where it cannot be given files.</param>
/// <param name="VolumeMounts">The list of mounts of the reading container.</param>
public sealed record ReadingComponent(string Component, string? Requires = null, string? Volumes = null, string? VolumeMounts = null);

/// <summary>An image that stands outside containers in a chart and is needed all the same.</summary>
/// <param name="Match">Its repository in full, without tag; <c>*</c> stands for a part of one segment, <c>**</c> for any part.</param>
public sealed record ExpectedImage(string Match, string Reason);
