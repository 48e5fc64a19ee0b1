using Wsm.Oci.References;
using Wsm.Product.Catalogs;
using Wsm.Product.Failures;
using Wsm.Product.Resolving;
using Wsm.Site.Artifacts;
using Wsm.Site.Values.Emission;
using Wsm.Site.Values.Requests;

namespace Wsm.Site.Values.Proving;

/// <summary>Judges the copy of an artifact that names images by their places inside: each of them, and the copy itself.</summary>
internal static class ArtifactProof
{
    /// <exception cref="UserError">The artifact cannot be rewritten.</exception>
    public static IReadOnlyList<ProofEntry> Of(ResolvedComponent component, ValuesRequest request)
    {
        var artifact = component.Artifact!;
        var relocated = ArtifactCopies.RelocatedOf(artifact, request.Relocation);
        // Written and read again: what does not come out as it should ends here.
        _ = ArtifactCopies.Rewritten(artifact, request.Relocation, image => request.Held(image)?.Digest);
        IEnumerable<ProofEntry> copy = ArtifactMounts.AreWanted(artifact, request)
            ? []
            :
            [
                Entry(component, "", relocated.Pull.Canonical, "spec.wandb.manifestRepository") with
                {
                    Source = relocated.Source.Canonical,
                    Status = ProofStatus.Rendered,
                },
            ];
        return
        [
            .. copy,
            .. from image in component.Images
            from origin in image.Origins
            where origin.Kind == OriginKind.Artifact
            select Judge(component, image.Reference, origin, request),
        ];
    }

    private static ProofEntry Judge(ResolvedComponent component, ImageReference image, ImageOrigin origin, ValuesRequest request)
    {
        var place = request.Relocation.Relocate(image).Pull;
        var entry = Entry(component, origin.Template ?? "", place.Canonical, origin.Document ?? "") with
        {
            Source = image.AsWritten,
            Line = origin.Line,
        };
        return request.Held(image) is null
            ? entry with
            {
                Reason = "it is not among the images of the bundle, so nothing says that it is inside",
            }
            : entry with
            {
                Status = ProofStatus.Rendered,
            };
    }

    private static ProofEntry Entry(ResolvedComponent component, string file, string image, string field) =>
        new()
        {
            Component = component.Name,
            Image = image,
            Status = ProofStatus.Unproved,
            Candidate = false,
            Degree = OriginKind.Artifact,
            Document = component.Artifact!.Reference.AsWritten,
            Field = field,
            Template = file,
        };
}
