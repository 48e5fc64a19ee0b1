using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Wsm.Bundles.Contents;
using Wsm.Oci.Content;
using Wsm.Oci.Models;
using Wsm.Oci.References;

namespace Wsm.Bundles.Trust.Images;

/// <summary>
/// Reads what a signature's or attestation's manifest carries, in each of the forms that cosign writes: simple signing, DSSE
/// envelopes, and sigstore bundles.
/// </summary>
/// <param name="keys">Whose signatures are looked for.</param>
/// <param name="manifestOf">The bytes of a manifest; null where the bundle does not have it.</param>
internal sealed class ClaimReader(IReadOnlyList<TrustedKey> keys, Func<Digest, byte[]?> manifestOf)
{
    private const string SimpleSigningType = "application/vnd.dev.cosign.simplesigning.v1+json";
    private const string DsseType = "application/vnd.dsse.envelope.v1+json";
    private const string SigstoreBundlePrefix = "application/vnd.dev.sigstore.bundle";
    private const string SignatureAnnotation = "dev.cosignproject.cosign/signature";
    private const string CosignType = "cosign container image signature";
    private const string SignPredicate = "https://sigstore.dev/cosign/sign/v1";

    /// <summary>Bytes; an SBOM inside an attestation can be large.</summary>
    private const long LargestDocument = 128L << 20;

    // A property that is there twice could mean one thing here and another elsewhere.
    private static readonly ClaimJson Json = new(new JsonSerializerOptions(ClaimJson.Default.Options) { AllowDuplicateProperties = false });

    /// <returns>What was understood; a document of a form that is not known, or malformed, is no claim.</returns>
    /// <exception cref="ContentException">The bundle's copy is damaged.</exception>
    public IReadOnlyList<Claim> Read(BundleImage referrer)
    {
        var root = referrer.ReadManifest(referrer.Root);
        if (root.IsIndex)
        {
            return [];
        }

        var manifest = root.AsImage();
        return
        [
            .. manifest
                .Layers.Where(layer => layer.Size <= LargestDocument)
                .Select(layer => TryRead(referrer, manifest, layer))
                .OfType<Claim>(),
        ];
    }

    private Claim? TryRead(BundleImage referrer, ImageManifest manifest, Descriptor layer)
    {
        try
        {
            return layer.MediaType switch
            {
                SimpleSigningType => OfSimpleSigning(Bytes(referrer, layer), layer.Annotations.GetValueOrDefault(SignatureAnnotation)),
                DsseType => OfEnvelope(Parse(Bytes(referrer, layer), Json.DsseEnvelope)),
                var type when type.StartsWith(SigstoreBundlePrefix, StringComparison.Ordinal) => OfBundle(
                    Parse(Bytes(referrer, layer), Json.SigstoreBundle),
                    manifest.Subject?.Digest
                ),
                _ => null,
            };
        }
        catch (Exception error) when (error is JsonException or FormatException)
        {
            return null;
        }
    }

    private Claim? OfSimpleSigning(byte[] payload, string? signature)
    {
        var critical = Parse(payload, Json.SimpleSigning).Critical;
        return critical.Type == CosignType && signature is not null
            ? new Claim(
                [Digest.Parse(critical.Image.ManifestDigest)],
                IsSignature: true,
                critical.Type,
                SignerOf(payload, [Convert.FromBase64String(signature)])
            )
            {
                Name = critical.Identity?.DockerReference ?? "",
            }
            : null;
    }

    private Claim? OfEnvelope(DsseEnvelope envelope)
    {
        if (envelope.PayloadType != DsseEnvelope.InToto)
        {
            return null;
        }

        envelope.Require();
        var statement = Parse(envelope.Payload, Json.InTotoStatement);
        JsonLists.NoGaps(statement.Subject, "subjects");
        var subjects = statement
            .Subject.Select(about => about.Digest.GetValueOrDefault(Digest.Sha256))
            .OfType<string>()
            .Select(hex => Digest.Parse($"{Digest.Sha256}:{hex}"));
        return new Claim(
            [.. subjects],
            statement.PredicateType == SignPredicate,
            statement.PredicateType,
            SignerOf(envelope.SignedBytes(), [.. envelope.Signatures.Select(signed => signed.Sig)])
        );
    }

    /// <summary>A message signature is one over the manifest that the referrer's own manifest names, whose SHA-256 is its digest.</summary>
    private Claim? OfBundle(SigstoreBundle bundle, Digest? subject)
    {
        if (bundle.DsseEnvelope is { } envelope)
        {
            return OfEnvelope(envelope);
        }

        if (bundle.MessageSignature is not { } message || subject is not { Algorithm: Digest.Sha256 })
        {
            return null;
        }

        // The manifest may be of an index that the bundle has no copy of; most keys sign its hash, which is known even then.
        var hash = Convert.FromHexString(subject.Hex);
        var signer = keys.FirstOrDefault(key => key.VerifiesHash(hash, message.Signature))
            ?? (manifestOf(subject) is { } manifest ? SignerOf(manifest, [message.Signature]) : null);
        return new Claim([subject], IsSignature: true, SignPredicate, signer);
    }

    private TrustedKey? SignerOf(byte[] content, IReadOnlyList<byte[]> signatures) =>
        keys.FirstOrDefault(key => signatures.Any(signature => key.Verifies(content, signature)));

    private static byte[] Bytes(BundleImage referrer, Descriptor layer)
    {
        using var stream = referrer.OpenBlob(layer, 0, verify: true);
        using var bytes = new MemoryStream((int)layer.Size);
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }

    private static T Parse<T>(byte[] json, JsonTypeInfo<T> type) =>
        JsonSerializer.Deserialize(json, type) ?? throw new JsonException("the document is null");
}
