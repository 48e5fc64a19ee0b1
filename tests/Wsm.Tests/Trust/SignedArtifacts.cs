using System.Text;
using System.Text.Json.Nodes;
using Wsm.Peers;

namespace Wsm.Tests.Trust;

/// <summary>
/// Signatures and attestations of images in the forms that cosign writes, made here by their published specifications and signed by
/// openssl.
/// </summary>
internal sealed class SignedArtifacts(TemporaryFolder folder)
{
    public const string SignPredicate = "https://sigstore.dev/cosign/sign/v1";

    private const string Manifest = "application/vnd.oci.image.manifest.v1+json";
    private const string Envelope = "application/vnd.dsse.envelope.v1+json";
    private const string Bundle = "application/vnd.dev.sigstore.bundle.v0.3+json";

    /// <summary>Digest to name: what is signed of an image as its name.</summary>
    public Dictionary<string, string> Names { get; } = [];

    public static string TagOf(ImageContent image, string suffix = "sig") => $"sha256-{image.Digest[7..]}.{suffix}";

    /// <summary>What lies under the tag <c>sha256-….sig</c>.</summary>
    public async Task<ImageContent> SimpleSigningAsync(string key, string subject, string type = "cosign container image signature")
    {
        var payload = Bytes(
            new JsonObject
            {
                ["critical"] = new JsonObject
                {
                    ["identity"] = new JsonObject { ["docker-reference"] = Names.GetValueOrDefault(subject, "example.org/app") },
                    ["image"] = new JsonObject { ["docker-manifest-digest"] = subject },
                    ["type"] = type,
                },
                ["optional"] = null,
            }
        );
        return Artifact(
            payload,
            "application/vnd.dev.cosign.simplesigning.v1+json",
            new() { ["dev.cosignproject.cosign/signature"] = await Openssl.SignAsync(folder, key, payload) }
        );
    }

    /// <summary>What lies under the tag <c>sha256-….att</c>.</summary>
    public async Task<ImageContent> AttestationAsync(string key, string subject, string predicateType) =>
        Artifact(Bytes(await EnvelopeAsync(key, subject, predicateType)), Envelope, new() { ["predicateType"] = predicateType });

    /// <summary>A referrer, in the newer form.</summary>
    public async Task<ImageContent> BundleAsync(string key, ImageContent subject, string predicateType) =>
        Referrer(
            new JsonObject
            {
                ["mediaType"] = Bundle,
                ["verificationMaterial"] = Hint(),
                ["dsseEnvelope"] = await EnvelopeAsync(key, subject.Digest, predicateType),
            },
            subject
        );

    /// <summary>A referrer with a signature over the manifest itself.</summary>
    public async Task<ImageContent> MessageAsync(string key, ImageContent subject) =>
        Referrer(
            new JsonObject
            {
                ["mediaType"] = Bundle,
                ["verificationMaterial"] = Hint(),
                ["messageSignature"] = new JsonObject
                {
                    ["messageDigest"] = new JsonObject
                    {
                        ["algorithm"] = "SHA2_256",
                        ["digest"] = Convert.ToBase64String(Convert.FromHexString(subject.Digest[7..])),
                    },
                    ["signature"] = await Openssl.SignAsync(folder, key, subject.Root),
                },
            },
            subject
        );

    private async Task<JsonObject> EnvelopeAsync(string key, string subject, string predicateType)
    {
        var statement = Bytes(
            new JsonObject
            {
                ["_type"] = "https://in-toto.io/Statement/v1",
                ["subject"] = new JsonArray(
                    new JsonObject
                    {
                        ["name"] = "app",
                        ["digest"] = new JsonObject { ["sha256"] = subject[7..] },
                    }
                ),
                ["predicateType"] = predicateType,
                ["predicate"] = new JsonObject(),
            }
        );
        const string Type = "application/vnd.in-toto+json";
        byte[] encoded = [.. Encoding.UTF8.GetBytes($"DSSEv1 {Type.Length} {Type} {statement.Length} "), .. statement];
        return new JsonObject
        {
            ["payloadType"] = Type,
            ["payload"] = Convert.ToBase64String(statement),
            ["signatures"] = new JsonArray(new JsonObject { ["keyid"] = "", ["sig"] = await Openssl.SignAsync(folder, key, encoded) }),
        };
    }

    private static JsonObject Hint() =>
        new()
        {
            ["publicKey"] = new JsonObject { ["hint"] = "test" },
            ["tlogEntries"] = new JsonArray(),
        };

    private static ImageContent Referrer(JsonObject bundle, ImageContent subject) =>
        Artifact(
            Bytes(bundle),
            Bundle,
            [],
            new JsonObject
            {
                ["mediaType"] = subject.MediaType,
                ["digest"] = subject.Digest,
                ["size"] = subject.Root.Length,
            }
        );

    private static ImageContent Artifact(byte[] layer, string mediaType, JsonObject annotations, JsonObject? subject = null)
    {
        var config = "{}"u8.ToArray();
        var described = Descriptor(mediaType, layer);
        described["annotations"] = annotations;
        var manifest = new JsonObject { ["schemaVersion"] = 2, ["mediaType"] = Manifest };
        if (subject is not null)
        {
            manifest["artifactType"] = mediaType;
        }

        manifest["config"] = Descriptor(
            subject is null ? "application/vnd.oci.image.config.v1+json" : "application/vnd.oci.empty.v1+json",
            config
        );
        manifest["layers"] = new JsonArray(described);
        if (subject is not null)
        {
            manifest["subject"] = subject;
        }

        return new ImageContent(
            Manifest,
            Bytes(manifest),
            new Dictionary<string, (string, byte[])>(),
            new Dictionary<string, byte[]> { [ImageContent.DigestOf(config)] = config, [ImageContent.DigestOf(layer)] = layer }
        );
    }

    private static JsonObject Descriptor(string mediaType, byte[] content) =>
        new()
        {
            ["mediaType"] = mediaType,
            ["digest"] = ImageContent.DigestOf(content),
            ["size"] = content.Length,
        };

    private static byte[] Bytes(JsonNode json) => Encoding.UTF8.GetBytes(json.ToJsonString());
}
