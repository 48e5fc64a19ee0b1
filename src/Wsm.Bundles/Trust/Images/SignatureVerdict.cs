using System.Text.Json.Serialization;
using Wsm.Oci.References;

namespace Wsm.Bundles.Trust.Images;

/// <summary>What the signatures that travelled with an image prove.</summary>
/// <param name="Key">Who signed; null where nobody did whose key is known.</param>
/// <param name="Detail">The same for a person, after the image's name.</param>
/// <param name="Attestations">Types of the attestations about it that one of the keys signed.</param>
public sealed record SignatureVerdict(
    string Reference,
    Digest Digest,
    ImageTrust Trust,
    string? Key,
    string Detail,
    IReadOnlyList<string> Attestations
)
{
    [JsonIgnore]
    public bool IsGood => Trust is ImageTrust.Signed or ImageTrust.SignedIndex;
}

public enum ImageTrust
{
    /// <summary>A key signed what the bundle holds.</summary>
    [JsonStringEnumMemberName("signed")]
    Signed,

    /// <summary>A key signed the index that it was chosen from, as the bundle's own signed lock says.</summary>
    [JsonStringEnumMemberName("signed-index")]
    SignedIndex,

    /// <summary>A key signed an index, and only an unsigned lock says that this image was chosen from it.</summary>
    [JsonStringEnumMemberName("unproved-index")]
    UnprovedIndex,

    /// <summary>There are signatures; none is by the keys.</summary>
    [JsonStringEnumMemberName("other-key")]
    OtherKey,

    /// <summary>One is by a key, and is about another image.</summary>
    [JsonStringEnumMemberName("other-image")]
    OtherImage,

    /// <summary>A key signed what the bundle holds, under another name.</summary>
    [JsonStringEnumMemberName("other-name")]
    OtherName,

    [JsonStringEnumMemberName("unsigned")]
    Unsigned,
}
