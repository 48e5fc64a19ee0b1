using Wsm.Bundles.Contents;
using Wsm.Oci.Content;
using Wsm.Product.Failures;
using Wsm.Site.Relocations;

namespace Wsm.Site.Delivery;

/// <summary>One image's part of a delivery plan.</summary>
public static class ImagePlan
{
    /// <param name="content">Where its blobs are read.</param>
    /// <exception cref="UserError">It cannot be converted.</exception>
    public static ImageToDeliver Of(ImageContents image, IContentSource content, RelocatedImage relocated, ImageConversion conversion)
    {
        if (conversion == ImageConversion.None)
        {
            return AsItIs(image, content, relocated);
        }

        var converted = DockerContents.Of(image);
        return AsItIs(converted.Contents, content, relocated) with
        {
            ConvertedFrom = converted.Contents.Root.Digest == image.Root.Digest ? null : image.Root.Digest,
            AttestationsLeftOut = converted.LeftOut,
        };
    }

    private static ImageToDeliver AsItIs(ImageContents image, IContentSource content, RelocatedImage relocated) =>
        new()
        {
            Relocated = relocated,
            Manifests = image.Manifests,
            Blobs = image.Blobs,
            Content = content,
            LeftOut = image.LeftOut,
        };
}
