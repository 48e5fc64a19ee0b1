using Wsm.Bundles.Inside;
using Wsm.Bundles.Reading;
using Wsm.Product.Resolving;

namespace Wsm.CommandLine;

/// <summary>Looks into the images of a bundle.</summary>
internal static class BundleInside
{
    /// <summary>What the bundle was made from, with what its images' files name.</summary>
    /// <param name="path">The bundle's, absolute.</param>
    public static async Task<ImageSet> ReadAsync(string path, Invocation call, CancellationToken cancellationToken)
    {
        using var scan = Begin(cancellationToken);
        return await FinishAsync(scan, path, call);
    }

    /// <summary>A layer for each processor: the rest is not waiting, but work.</summary>
    public static InsideScan Begin(CancellationToken cancellationToken) => new(Environment.ProcessorCount, cancellationToken);

    /// <summary>Reads those layers from the bundle that were not handed over while it was written.</summary>
    public static async Task<ImageSet> FinishAsync(InsideScan scan, string path, Invocation call)
    {
        using var bundle = Bundle.Open(path, TrustArguments.StandingGateOf(call));
        return InsideCandidates.AddTo(bundle.ReadImageSet(), await scan.FinishAsync(bundle.Images));
    }
}
