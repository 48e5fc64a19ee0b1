using System.Collections.Concurrent;
using Wsm.Bundles.Archives;
using Wsm.Bundles.Locks;
using Wsm.Bundles.Reading;

namespace Wsm.Bundles.Checking;

/// <summary>Reads from the base bundles what a delta leaves out, and finds what none of them has as it should be.</summary>
public static class BaseCheck
{
    /// <param name="jobs">How many blobs are hashed at once.</param>
    /// <returns>Sorted by digest; empty when delta and bases are whole together.</returns>
    public static async Task<IReadOnlyList<BundleFinding>> RunAsync(Bundle bundle, int jobs, CancellationToken cancellationToken)
    {
        if (bundle.Lock.Delta is not { } delta)
        {
            return [];
        }

        var missing = new ConcurrentBag<AbsentBlob>();
        var options = new ParallelOptions { MaxDegreeOfParallelism = jobs, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(delta.Absent.OrderByDescending(blob => blob.Size), options, async (blob, cancellation) =>
        {
            if (!await bundle.Bases.ProveAsync(blob.Digest, blob.Size, cancellation))
            {
                missing.Add(blob);
            }
        });
        return
        [
            .. missing
                .OrderBy(blob => blob.Digest.ToString(), StringComparer.Ordinal)
                .Select(blob => new BundleFinding(
                    FindingKind.Missing,
                    $"{BundleNames.Images}/{ArchiveDocuments.BlobName(blob.Digest)}",
                    bundle.Lock.Images.First(image => image.Contents.Any(content => content.Digest == blob.Digest)).Reference,
                    blob.Digest,
                    $"no base bundle has it intact; it was in {string.Join(", ", delta.DescribePlacesOf(blob))}"
                )),
        ];
    }
}
