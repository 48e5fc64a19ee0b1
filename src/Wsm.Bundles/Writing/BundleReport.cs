using Wsm.Bundles.Locks;
using Wsm.Bundles.Sharding;
using Wsm.Product.Resolving;

namespace Wsm.Bundles.Writing;

/// <summary>What became of a <see cref="BundlePlan"/>.</summary>
/// <param name="Fetched">Bytes that came from sources.</param>
/// <param name="Kept">Bytes that were on disk already and proved right.</param>
public sealed record BundleReport(IReadOnlyList<string> Complete, IReadOnlyList<FailedItem> Failed, long Fetched, long Kept)
{
    /// <summary>What was left out because the receiver has it; null unless a delta was asked for.</summary>
    public LockedDelta? LeftOut { get; init; }

    /// <summary>Which part of a download this was; what was left out, other shards fetch. Null for all of it.</summary>
    public Shard? Shard { get; init; }

    /// <summary>Images that could not be had, and without which the bundle was finished.</summary>
    public IReadOnlyList<MissingImage> Missing { get; init; } = [];

    public bool IsFinished => Failed.Count == 0;

    /// <summary>The bundle had been signed, its lock is another one now, and the signature was removed.</summary>
    public bool SignatureDropped { get; init; }
}
