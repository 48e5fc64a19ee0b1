using Wsm.Bundles.Contents;
using Wsm.Bundles.Inside;
using Wsm.Bundles.Inventories;
using Wsm.Bundles.Locks;
using Wsm.Bundles.Sharding;
using Wsm.Product.Resolving;

namespace Wsm.Commands.Download;

/// <summary>What to download, and where to.</summary>
public sealed record DownloadRequest
{
    public required ImageSet Set { get; init; }

    /// <summary>The bundle's folder, absolute.</summary>
    public required string Folder { get; init; }

    public required PlatformChoice Platforms { get; init; }

    public BundleLayout Layout { get; init; } = BundleLayout.Archives;

    /// <summary>Take what a tag stands for now, even where the bundle has it with an older digest.</summary>
    public bool Update { get; init; }

    /// <summary>Take signatures, attestations and SBOMs along.</summary>
    public bool Referrers { get; init; }

    /// <summary>Keep an index whole, every platform of it, where referrers belong to it.</summary>
    public bool KeepIndex { get; init; }

    /// <summary>Fetch layers that registries do not hold from the addresses that they name.</summary>
    public bool ForeignLayers { get; init; }

    /// <summary>What the receiver has, and the bundle therefore leaves out; null for a whole bundle. Needs the OCI layout.</summary>
    public ReceiverBlobs? Have { get; init; }

    /// <summary>The part of the blobs that is fetched; null for all. Needs the OCI layout.</summary>
    public Shard? Shard { get; init; }

    /// <summary>Finish the bundle without images that nobody has, and record them as missing.</summary>
    public bool KeepGoing { get; init; }

    /// <summary>Looks into each layer while the others come; null when nobody asked for that.</summary>
    public InsideScan? Inside { get; init; }

    public int Jobs { get; init; } = 4;
}
