using Wsm.Oci.References;

namespace Wsm.Bundles.Trust.Images;

/// <summary>Something that was signed about images: that they are somebody's, or an attestation.</summary>
/// <param name="Subjects">The manifests it is about.</param>
/// <param name="IsSignature">Whether it vouches for the image itself; else it is an attestation.</param>
/// <param name="Type">What it says: the predicate's type, or the signature's.</param>
/// <param name="Hash">SHA-256 of what was signed.</param>
internal sealed record Claim(IReadOnlyList<Digest> Subjects, bool IsSignature, string Type, byte[] Hash, IReadOnlyList<byte[]> Signatures)
{
    /// <summary>The first of the keys that signed it.</summary>
    public TrustedKey? SignerAmong(IReadOnlyList<TrustedKey> keys) =>
        keys.FirstOrDefault(key => Signatures.Any(signature => key.VerifiesHash(Hash, signature)));
}
