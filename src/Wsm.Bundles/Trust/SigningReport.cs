using System.Text.Json.Serialization;
using Wsm.Oci.References;

namespace Wsm.Bundles.Trust;

/// <summary>What became of a request to sign.</summary>
/// <param name="Lock">Digest of the bytes that are signed.</param>
/// <param name="Fingerprint">Of the public key.</param>
/// <param name="Signatures">How many the bundle carries now.</param>
/// <param name="Changed">False where the key had signed the same lock before.</param>
/// <param name="Serial">Of two bundles of a product, the newer has the higher one.</param>
/// <param name="Expires">Until when the bundle is to be used; null for ever.</param>
public sealed record SigningReport(
    Digest Lock,
    string Key,
    string Fingerprint,
    int Signatures,
    bool Changed,
    long Serial,
    DateTimeOffset SignedAt,
    DateTimeOffset? Expires
);

[JsonSourceGenerationOptions(WriteIndented = true, NewLine = "\n", PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(SigningReport))]
public sealed partial class TrustJson : JsonSerializerContext;
