using System.Text.Json.Serialization;

namespace Wsm.Bundles.Files;

/// <summary>Something that happened while content was moved, for progress bars and for machines.</summary>
/// <param name="Item">What it is about, as a person knows it: an image's reference, a chart's file.</param>
/// <param name="Bytes">On <see cref="TransferEventKind.Started"/> and <see cref="TransferEventKind.Finished"/> the item's size; on
/// <see cref="TransferEventKind.Advanced"/> how many bytes came to it.</param>
/// <param name="Detail">A few words: why something is tried again, what was found.</param>
public sealed record TransferEvent(TransferEventKind Kind, string Item, long Bytes = 0, string? Detail = null);

public enum TransferEventKind
{
    /// <summary>Work on the item begins.</summary>
    [JsonStringEnumMemberName("started")]
    Started,

    /// <summary>Bytes that were on disk already and need not come again.</summary>
    [JsonStringEnumMemberName("kept")]
    Kept,

    [JsonStringEnumMemberName("advanced")]
    Advanced,

    /// <summary>Bytes had to be thrown away, because they were wrong; the count is negative.</summary>
    [JsonStringEnumMemberName("reverted")]
    Reverted,

    [JsonStringEnumMemberName("retried")]
    Retried,

    /// <summary>The item is complete; nothing had to be done for it if <see cref="Started"/> never came.</summary>
    [JsonStringEnumMemberName("finished")]
    Finished,

    [JsonStringEnumMemberName("failed")]
    Failed,

    [JsonStringEnumMemberName("warned")]
    Warned,
}
