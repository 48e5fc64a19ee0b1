using System.Text.Json.Serialization;

namespace Wsm.Bundles.Trust.Images;

/// <summary>What cosign signs: https://github.com/sigstore/cosign/blob/main/specs/SIGNATURE_SPEC.md</summary>
internal sealed record SimpleSigning(SimpleSigning.Part Critical)
{
    public sealed record Part(ImagePart Image, string Type)
    {
        /// <summary>The name that the image had when it was signed.</summary>
        public IdentityPart? Identity { get; init; }
    }

    public sealed record IdentityPart([property: JsonPropertyName("docker-reference")] string DockerReference);

    public sealed record ImagePart([property: JsonPropertyName("docker-manifest-digest")] string ManifestDigest);
}

/// <summary>https://github.com/in-toto/attestation/blob/main/spec/v1/statement.md</summary>
internal sealed record InTotoStatement(
    [property: JsonPropertyName("_type")] string Type,
    IReadOnlyList<InTotoStatement.About> Subject,
    string PredicateType
)
{
    public sealed record About(IReadOnlyDictionary<string, string> Digest);
}

/// <summary>https://github.com/sigstore/protobuf-specs/blob/main/protos/sigstore_bundle.proto; one of the two is there.</summary>
internal sealed record SigstoreBundle(string MediaType)
{
    public DsseEnvelope? DsseEnvelope { get; init; }

    public Message? MessageSignature { get; init; }

    public sealed record Message(byte[] Signature);
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true
)]
[JsonSerializable(typeof(SimpleSigning))]
[JsonSerializable(typeof(DsseEnvelope))]
[JsonSerializable(typeof(InTotoStatement))]
[JsonSerializable(typeof(SigstoreBundle))]
internal sealed partial class ClaimJson : JsonSerializerContext;
