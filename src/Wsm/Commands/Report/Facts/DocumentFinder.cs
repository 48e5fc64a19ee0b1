using Wsm.Bundles.Contents;
using Wsm.Oci.Content;
using Wsm.Oci.Models;
using Wsm.Oci.References;

namespace Wsm.Commands.Report.Facts;

/// <summary>
/// Finds signatures, SBOMs and attestations: in what refers to an image, and inside an index that was kept whole (as BuildKit puts them).
/// </summary>
internal static class DocumentFinder
{
    private static readonly string[] PredicateAnnotations =
    [
        "predicateType",
        "in-toto.io/predicate-type",
        "dev.sigstore.bundle.predicateType",
    ];

    /// <summary>A manifest that is damaged tells nothing; <c>verify</c> is there to say so.</summary>
    public static IEnumerable<CarriedDocument> In(BundleImage image) =>
        image.Entry.Contents.Where(content => content.IsManifest).SelectMany(content => InManifest(image, content.Digest));

    private static IReadOnlyList<CarriedDocument> InManifest(BundleImage image, Digest digest)
    {
        try
        {
            var manifest = image.ReadManifest(digest);
            if (manifest.IsIndex)
            {
                return [];
            }

            var read = manifest.AsImage();
            return
            [
                .. read
                    .Layers.Select(layer => Describe(layer, read, digest))
                    .OfType<CarriedDocument>()
                    .Where(document => image.Entry.ReferrerOf is not null || document.Kind != DocumentKind.Other),
            ];
        }
        catch (Exception error) when (error is ContentException or ManifestException)
        {
            return [];
        }
    }

    private static CarriedDocument? Describe(Descriptor layer, ImageManifest manifest, Digest digest)
    {
        var about = PredicateAnnotations
            .Select(name => layer.Annotations.GetValueOrDefault(name) ?? manifest.Annotations.GetValueOrDefault(name))
            .FirstOrDefault(value => value is not null);
        var kind = layer.MediaType switch
        {
            "application/vnd.dev.cosign.simplesigning.v1+json" => DocumentKind.Signature,
            var type when type.StartsWith("application/vnd.dev.sigstore.bundle", StringComparison.Ordinal) => KindOf(about)
                ?? DocumentKind.Signature,
            "application/vnd.dsse.envelope.v1+json" or "application/vnd.in-toto+json" => KindOf(about) ?? DocumentKind.Attestation,
            var type => KindOf(type) ?? KindOf(manifest.ArtifactType) ?? DocumentKind.Other,
        };
        return new CarriedDocument(kind, about, layer.MediaType, digest, layer.Digest, layer.Size);
    }

    /// <summary>By the words in the name of a predicate or a media type.</summary>
    private static DocumentKind? KindOf(string? type)
    {
        if (type is null)
        {
            return null;
        }

        if (Has("spdx") || Has("cyclonedx") || Has("sbom") || Has("syft"))
        {
            return DocumentKind.Sbom;
        }

        if (Has("cosign/sign/") || Has("signature"))
        {
            return DocumentKind.Signature;
        }

        return Has("slsa") || Has("in-toto") || Has("attest") || Has("vuln") ? DocumentKind.Attestation : null;

        bool Has(string word) => type.Contains(word, StringComparison.OrdinalIgnoreCase);
    }
}
