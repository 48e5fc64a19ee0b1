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
public sealed record ArtifactRules(IReadOnlyList<string> Images, IReadOnlyDictionary<string, string> Defaults);

/// <summary>An image that stands outside containers in a chart and is needed all the same.</summary>
/// <param name="Match">Its repository in full, without tag; <c>*</c> stands for a part of one segment, <c>**</c> for any part.</param>
public sealed record ExpectedImage(string Match, string Reason);
