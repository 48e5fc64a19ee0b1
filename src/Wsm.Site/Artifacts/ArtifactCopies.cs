using Wsm.Bundles.Reading;
using Wsm.Oci.References;
using Wsm.Product.Artifacts;
using Wsm.Product.Failures;
using Wsm.Site.Delivery;
using Wsm.Site.Relocations;

namespace Wsm.Site.Artifacts;

/// <summary>
/// Lists of images for the inside: the original goes to its place with its digest unchanged, as every image does; beside it, in a
/// repository of its own, stands a copy that names every image by its place inside, pinned by digest.
/// </summary>
public static class ArtifactCopies
{
    /// <summary>What the copy's repository has after the original's.</summary>
    private const string Suffix = "-relocated";

    /// <exception cref="UserError">An artifact cannot be read or rewritten.</exception>
    public static IReadOnlyList<ImageToDeliver> In(Bundle bundle, Relocation relocation) =>
        Of(
            bundle.ReadArtifacts(),
            relocation,
            bundle.Images.ToDictionary(image => image.Reference, image => relocation.Inside(image.Root))
        );

    /// <param name="digests">What stands, or will stand, at each image's place.</param>
    /// <exception cref="UserError">An artifact cannot be rewritten.</exception>
    public static IReadOnlyList<ImageToDeliver> Of(
        IEnumerable<ResolvedArtifact> artifacts,
        Relocation relocation,
        IReadOnlyDictionary<ImageReference, Digest> digests
    ) =>
        [
            .. artifacts.Select(artifact =>
                ArtifactPackage.Of(artifact, Rewritten(artifact, relocation, digests.GetValueOrDefault), RelocatedOf(artifact, relocation))
            ),
        ];

    /// <summary>The files as they must read inside.</summary>
    public static IReadOnlyList<ArtifactFile> Rewritten(
        ResolvedArtifact artifact,
        Relocation relocation,
        Func<ImageReference, Digest?> digestOf
    ) => ArtifactRewriter.Rewrite(artifact, image => new Replacement(relocation.Relocate(image).Pull, digestOf(image)));

    /// <summary>The copy relocated, by the rules that hold for every image: from a name that nobody published.</summary>
    public static RelocatedImage RelocatedOf(ResolvedArtifact artifact, Relocation relocation) =>
        relocation.Relocate(Beside(artifact.Reference));

    private static ImageReference Beside(ImageReference original) =>
        ImageReference.Create(original.Registry, original.Repository + Suffix, original.Tag);
}
