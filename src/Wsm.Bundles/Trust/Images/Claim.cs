using Wsm.Oci.References;

namespace Wsm.Bundles.Trust.Images;

/// <summary>Something that was signed about images: that they are somebody's, or an attestation.</summary>
/// <param name="Subjects">The manifests it is about.</param>
/// <param name="IsSignature">Whether it vouches for the image itself; else it is an attestation.</param>
/// <param name="Type">What it says: the predicate's type, or the signature's.</param>
/// <param name="Signer">The first of the known keys that signed it; null where none did.</param>
internal sealed record Claim(IReadOnlyList<Digest> Subjects, bool IsSignature, string Type, TrustedKey? Signer)
{
    /// <summary>The image's name that was signed along; null where the form has none.</summary>
    public string? Name { get; init; }
}
