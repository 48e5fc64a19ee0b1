using Wsm.Bundles.Locks;
using Wsm.Bundles.Reading;
using Wsm.Product.Failures;
using Wsm.Product.Sources;
using Wsm.Site.ChartStores;

namespace Wsm.Site.Serving.Charts;

/// <summary>The charts of a bundle, and those that were added beside it; what the bundle holds cannot be replaced.</summary>
internal sealed class BundleCharts(IReadOnlyList<ChartArchive> charts, ChartStoreFolder? added = null) : IChartShelf
{
    /// <summary>Reads and checks every chart of the bundle.</summary>
    /// <exception cref="UserError">A chart is missing or damaged.</exception>
    public static IReadOnlyList<ChartArchive> Read(Bundle bundle) =>
        [.. bundle.Lock.Charts.DistinctBy(chart => chart.Digest).Select(chart => Parse(bundle, chart))];

    public async Task<ChartIndex> ReadIndexAsync(CancellationToken cancellationToken)
    {
        var index = added is null ? ChartIndex.Empty() : await added.ReadIndexAsync(cancellationToken);
        // A bundle has no clock: where an archive does not say when it was made, the year is plainly nobody's.
        foreach (var chart in charts)
        {
            index.Set(chart, Uri.EscapeDataString(chart.FileName), chart.Made ?? DateTimeOffset.UnixEpoch);
        }

        return index;
    }

    public async Task<byte[]?> ReadAsync(string fileName, CancellationToken cancellationToken)
    {
        if (charts.FirstOrDefault(chart => chart.FileName == fileName) is { } held)
        {
            return held.Bytes.ToArray();
        }

        if (charts.FirstOrDefault(chart => chart.FileName + ChartProvenance.Suffix == fileName)?.Provenance is { } provenance)
        {
            return provenance.ToArray();
        }

        return added is null ? null : await added.ReadAsync(fileName, cancellationToken);
    }

    private static ChartArchive Parse(Bundle bundle, LockedChart chart)
    {
        try
        {
            return BundledChart.Read(bundle, chart);
        }
        catch (InvalidDataException e)
        {
            throw new UserError(
                $"{chart.File} of the bundle '{bundle.Place}' cannot be served: {e.Message}",
                "'wsm verify' lists everything that is damaged.",
                cause: e
            );
        }
    }
}
