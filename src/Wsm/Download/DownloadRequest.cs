using Wsm.Bundles;
using Wsm.Catalogs;
using Wsm.Inventories;

namespace Wsm.Download;

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

    /// <summary>What the receiver has, and the bundle therefore leaves out; null for a whole bundle. Needs the OCI layout.</summary>
    public Holdings? Have { get; init; }

    public int Jobs { get; init; } = 4;
}
