using Wsm.Oci.References;
using Wsm.Product.Catalogs;

namespace Wsm.Product.Artifacts;

/// <summary>An artifact with its files.</summary>
/// <param name="Reference">Repository and tag that it was found under.</param>
/// <param name="Digest">What the tag stood for.</param>
/// <param name="Files">In the order of their names.</param>
public sealed record ResolvedArtifact(ImageReference Reference, Digest Digest, IReadOnlyList<ArtifactFile> Files, ArtifactRules Rules);
