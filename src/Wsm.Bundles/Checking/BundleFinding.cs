using System.Text.Json.Serialization;
using Wsm.Oci.References;

namespace Wsm.Bundles.Checking;

/// <summary>Something that is not as the lock says.</summary>
/// <param name="File">Relative to the bundle.</param>
/// <param name="Item">The image or chart it belongs to; null for files that belong to nothing.</param>
/// <param name="Digest">The blob or file that would mend it.</param>
/// <param name="Detail">A few words: what is wrong.</param>
public sealed record BundleFinding(FindingKind Kind, string File, string? Item, Digest? Digest, string Detail);

public enum FindingKind
{
    [JsonStringEnumMemberName("missing")]
    Missing,

    [JsonStringEnumMemberName("damaged")]
    Damaged,

    /// <summary>A file that the lock does not know, in a folder that is wsm's.</summary>
    [JsonStringEnumMemberName("unexpected")]
    Unexpected,
}
