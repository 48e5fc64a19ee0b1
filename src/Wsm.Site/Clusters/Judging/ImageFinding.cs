using Wsm.Oci.References;
using Wsm.Product.Catalogs;
using Wsm.Site.Clusters.Observed;

namespace Wsm.Site.Clusters.Judging;

/// <summary>A container's image, judged.</summary>
public sealed record ImageFinding(ContainerUse Use, ImageVerdict Verdict)
{
    /// <summary>The image of the bundle that it is, as written there.</summary>
    public string? BundleImage { get; init; }

    /// <summary>The digest that the bundle would put there.</summary>
    public Digest? Expected { get; init; }

    /// <summary>How the cluster should name it; null where no relocation is known.</summary>
    public string? PullName { get; init; }

    /// <summary>The place that the name comes from; null where it is not known.</summary>
    public ImageOrigin? Origin { get; init; }

    /// <summary>Set with <see cref="ImageVerdict.CannotPull"/>.</summary>
    public PullCause? Cause { get; init; }

    /// <summary>What more is known about the cause: the registry's digest, the name of a secret.</summary>
    public string? Detail { get; init; }

    /// <summary>Whether this is how it is meant to be.</summary>
    public bool IsGood => Verdict is ImageVerdict.Ours or ImageVerdict.OurBytes;

    /// <summary>Whether the bundle has nothing of it.</summary>
    public bool IsLacking => Verdict == ImageVerdict.Unknown || Cause == PullCause.NotInBundle;
}
