using Wsm.Bundles.Contents;
using Wsm.Bundles.Reading;
using Wsm.Oci.Content;
using Wsm.Oci.Models;
using Wsm.Oci.References;
using Wsm.Product.Failures;
using Wsm.Site.Relocations;

namespace Wsm.Site.Conversions;

/// <summary>
/// What becomes of a bundle's images when they are converted. It is worked out anew from the bundle wherever it is needed: a note of an
/// earlier push says whether, and never into what.
/// </summary>
public static class BundleConversion
{
    /// <summary>The relocation of a bundle's images, which knows their digests inside.</summary>
    /// <exception cref="UserError">An address or a rule is malformed.</exception>
    public static Relocation RelocationOf(Bundle bundle, RelocationOptions options) => RelocationOf(options, Of(bundle, options));

    /// <param name="converted">Each image that is converted.</param>
    /// <exception cref="UserError">An address or a rule is malformed.</exception>
    public static Relocation RelocationOf(RelocationOptions options, IReadOnlyDictionary<ImageReference, DockerContents> converted) =>
        Relocation.Create(options, converted.Values.SelectMany(image => image.Digests).DistinctBy(pair => pair.Key).ToDictionary());

    /// <summary>Each image that is converted; none where nobody wants that.</summary>
    public static IReadOnlyDictionary<ImageReference, DockerContents> Of(Bundle bundle, RelocationOptions options)
    {
        var isWanted = (options.Pushed?.Convert ?? options.Convert) != ImageConversion.None;
        var converted = new Dictionary<ImageReference, DockerContents>();
        foreach (var image in isWanted ? bundle.Images : [])
        {
            try
            {
                converted[image.Reference] = DockerContents.Of(ImageContents.Read(image));
            }
            catch (Exception reason) when (reason is UserError or ContentException or ManifestException or IOException)
            {
                // The push itself names it, and why it stays behind.
            }
        }

        return converted;
    }
}
