using System.Text.Json.Serialization;
using Wsm.Bundles.Locks;
using Wsm.Bundles.Planning;

namespace Wsm.Bundles.Writing;

/// <summary>What a bundle is to become.</summary>
public sealed record BundlePlan
{
    public required string Folder { get; init; }

    /// <summary>The lock it will have.</summary>
    public required BundleLock Lock { get; init; }

    /// <summary>The lock's bytes where they have been written before and must stay as they are.</summary>
    public ReadOnlyMemory<byte>? LockBytes { get; init; }

    public required IReadOnlyList<PlannedImage> Images { get; init; }

    /// <summary>Charts and channel answers by their relative names.</summary>
    public required IReadOnlyDictionary<string, ReadOnlyMemory<byte>> Files { get; init; }

    /// <summary>Items that could not be planned: the bundle will not be finished, and the rest of it is fetched all the same.</summary>
    public IReadOnlyList<FailedItem> Unplanned { get; init; } = [];

    /// <summary>The lock stays as it is and partial files are taken for what it says: damaged files are mended where they lie.</summary>
    public bool InPlace { get; init; }

    /// <summary>Blobs are fetched in the lock's order, in which they lie at their source, and not the largest first.</summary>
    public bool InSourceOrder { get; init; }

    /// <summary>
    /// Told of each blob that begins to arrive, by several threads; what it does holds up the line, so it only opens the blob.
    /// </summary>
    public Action<ArrivingBlob>? Arriving { get; init; }

    /// <summary>How many blobs are fetched at once.</summary>
    public int Jobs { get; init; } = 4;

    /// <summary>Bytes: a blob of which so many are left to fetch may use connections that no other blob needs.</summary>
    public long LargeBlob { get; init; } = 64 << 20;
}

/// <param name="Reason">A sentence for a person, without the item's name.</param>
public sealed record FailedItem(string Item, string Reason, string? Hint = null)
{
    /// <summary>What <see cref="Hint"/> is found by, where it is not known yet.</summary>
    [JsonIgnore]
    public Exception? Cause { get; init; }
}
