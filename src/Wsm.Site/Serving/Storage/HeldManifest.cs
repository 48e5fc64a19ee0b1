using Wsm.Oci.Models;
using Wsm.Oci.References;

namespace Wsm.Site.Serving.Storage;

/// <summary>A manifest as a referrers listing shows it (with artifact type and annotations), and what it refers to.</summary>
public sealed record HeldManifest(Descriptor Descriptor, Digest? Subject)
{
    /// <exception cref="ManifestException">The manifest is malformed.</exception>
    public static HeldManifest Of(RawManifest manifest)
    {
        if (manifest.IsIndex)
        {
            var index = manifest.AsIndex();
            return new(
                manifest.Descriptor with
                {
                    ArtifactType = index.ArtifactType,
                    Annotations = index.Annotations,
                },
                index.Subject?.Digest
            );
        }
        var image = manifest.AsImage();
        // The configuration's type stands in for a missing artifact type (distribution specification, "Listing Referrers").
        var type = image.ArtifactType ?? image.Config.MediaType;
        return new(manifest.Descriptor with { ArtifactType = type, Annotations = image.Annotations }, image.Subject?.Digest);
    }
}
