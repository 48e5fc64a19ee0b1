using Wsm.Catalogs;
using Wsm.Helm.Charts;
using Wsm.Helm.Charts.Loading;

namespace Wsm.Charts;

/// <summary>Charts on this machine: archives as they are, folders to be packed when need be.</summary>
public sealed class LocalCharts : IChartSource
{
    private const string ChartYaml = "Chart.yaml";

    public async Task<ResolvedChart> FetchAsync(ChartRequest request, CancellationToken cancellationToken)
    {
        var chart = (LocalChart)request;
        if (Directory.Exists(chart.Path))
        {
            return await Task.Run(() => Read(chart), cancellationToken).ConfigureAwait(false);
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

    /// <exception cref="UserError">The folder holds no chart.</exception>
    internal static ChartIdentity IdentityOf(string folder)
    {
        var file = new FileInfo(Path.Combine(folder, ChartYaml));
        if (!file.Exists)
        {
            throw new UserError($"The folder {folder} is no chart: it has no {ChartYaml}.", "A chart is a folder with a Chart.yaml, or a .tgz file.");
        }

        // A pipe or a device has no length, and reading it could wait for ever.
        return file.Length <= ChartLimits.Default.FileSize
            ? ChartIdentity.Parse(file.Length == 0 ? "" : File.ReadAllText(file.FullName), folder)
            : throw new UserError($"{file.FullName} is larger than {ChartLimits.Default.FileSize / 1024 / 1024} MiB, more than a chart can have.");
    }

    private static ResolvedChart Read(LocalChart chart)
    {
        var identity = IdentityOf(chart.Path);
        try
        {
            var files = ChartFolder.Read(chart.Path, ChartLimits.Default);
            if (!files.Any(file => file.Name == ChartYaml))
            {
                throw new UserError($"The .helmignore of {chart.Path} leaves out its {ChartYaml}.", "A chart cannot be without that file; take the rule out that names it.");
            }

            return chart.Sha256 is { } promised
                ? FetchedChart.Check(ChartPackage.Write(files, identity.Name), chart.Path, promised)
                : new ResolvedChart(identity, chart.Path, files, () => ChartPackage.Write(files, identity.Name));
        }
        catch (ChartException broken)
        {
            throw new UserError($"The chart in {chart.Path} cannot be read: {broken.Message}.", cause: broken);
        }
    }
}
