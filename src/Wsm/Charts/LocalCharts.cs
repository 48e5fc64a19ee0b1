using Wsm.Catalogs;
using Wsm.Helm.Charts;
using Wsm.Helm.Charts.Loading;

namespace Wsm.Charts;

/// <summary>Charts on this machine: archives as they are, folders packed.</summary>
public sealed class LocalCharts : IChartSource
{
    public async Task<ResolvedChart> FetchAsync(ChartRequest request, CancellationToken cancellationToken)
    {
        var chart = (LocalChart)request;
        if (Directory.Exists(chart.Path))
        {
            return await Task.Run(() => Pack(chart), cancellationToken).ConfigureAwait(false);
        }

        var file = new FileInfo(chart.Path);
        if (!file.Exists)
        {
            throw new UserError($"There is no chart at {chart.Path}.", "A chart is a folder with a Chart.yaml, or a .tgz file.");
        }

        if (file.Length > FetchedChart.LargestArchive)
        {
            throw new UserError($"{chart.Path} is larger than {FetchedChart.LargestArchive / 1024 / 1024} MiB, more than a chart can have.");
        }

        return FetchedChart.Check(await File.ReadAllBytesAsync(chart.Path, cancellationToken).ConfigureAwait(false), chart.Path, chart.Sha256);
    }

    private static ResolvedChart Pack(LocalChart chart)
    {
        if (!File.Exists(Path.Combine(chart.Path, "Chart.yaml")))
        {
            throw new UserError($"The folder {chart.Path} is no chart: it has no Chart.yaml.");
        }

        try
        {
            var files = ChartFolder.Read(chart.Path, ChartLimits.Default);
            return FetchedChart.Check(ChartPackage.Write(files, chart.Path), chart.Path, chart.Sha256);
        }
        catch (ChartException broken)
        {
            throw new UserError($"The chart in {chart.Path} cannot be packed: {broken.Message}.", cause: broken);
        }
    }
}
