using Wsm.Bundles.Locks;
using Wsm.Oci.References;
using Wsm.Product.Failures;
using Wsm.Product.Resolving;
using Wsm.Site.Relocations;

namespace Wsm.Commands.Deploy;

/// <summary>The image that nodes are tried with: the smallest of the bundle.</summary>
internal static class ProbeImage
{
    /// <param name="relocation">Where the images went; null where that is not known.</param>
    /// <returns>As the cluster should name it.</returns>
    /// <exception cref="UserError">There is none, or it is not known where it went.</exception>
    public static string Of(BundleLock bundle, ImageSet set, Relocation? relocation)
    {
        if (relocation is null)
        {
            throw UserError.Usage(
                "--probe-nodes needs to know where the images are, and the bundle has not been pushed, as far as it knows.",
                "Push it first."
            );
        }

        var smallest = bundle
            .Images.Where(image => image.ReferrerOf is null && !set.IsArtifact(ImageReference.Parse(image.Reference)))
            .MinBy(image => image.Contents.Sum(content => content.Size));
        return smallest is null
            ? throw UserError.Usage("--probe-nodes has no image to try: the bundle holds none.")
            : relocation.Relocate(ImageReference.Parse(smallest.Reference)).Pull.Canonical;
    }
}
