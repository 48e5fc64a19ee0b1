using Wsm.Bundles.Inside;
using Wsm.Bundles.Reading;
using Wsm.Product.Resolving;

namespace Wsm.CommandLine;

/// <summary>Looks into the images of a bundle.</summary>
internal static class BundleInside
{
    /// <summary>Each layer that is read has a file of some 30 MB in memory at worst, and one of them a larger one.</summary>
    private const int MostAtOnce = 8;

    /// <summary>What the bundle was made from, with what its images' files name.</summary>
    /// <param name="path">The bundle's, absolute.</param>
    public static async Task<ImageSet> ReadAsync(string path, Invocation call, CancellationToken cancellationToken)
    {
        using var scan = new InsideScan(Math.Min(Environment.ProcessorCount, MostAtOnce), cancellationToken);
        return await FinishAsync(scan, path, TrustArguments.StandingGateOf(call));
    }

    /// <summary>Each blob that arrives can be followed, which is waiting for the most part.</summary>
    /// <param name="jobs">How many arrive at once.</param>
    public static InsideScan Begin(int jobs, CancellationToken cancellationToken) => new(Math.Min(jobs, MostAtOnce), cancellationToken);

    /// <summary>Reads those layers from the bundle that were not followed while it was written.</summary>
    /// <param name="gate">Whose bundles count; null where this very run has written it.</param>
    public static async Task<ImageSet> FinishAsync(InsideScan scan, string path, LockVerifier? gate)
    {
        using var bundle = Bundle.Open(path, gate);
        return InsideCandidates.AddTo(bundle.ReadImageSet(), await scan.FinishAsync(bundle.Images));
    }
}
