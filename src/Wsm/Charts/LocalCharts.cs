using Wsm.Catalogs;
using Wsm.Helm.Charts;
using Wsm.Helm.Charts.Loading;

namespace Wsm.Charts;

/// <summary>Charts on this machine: archives as they are, folders to be packed when need be.</summary>
public sealed class LocalCharts : IChartSource
{
    private const string ChartYaml = "Chart.yaml";

    /// <remarks>A disk is not waited for: to read a chart takes less time than to hand the work to another thread.</remarks>
    public Task<ResolvedChart> FetchAsync(ChartRequest request, CancellationToken cancellationToken)
    {
        var chart = (LocalChart)request;
        return Task.FromResult(Directory.Exists(chart.Path) ? ReadFolder(chart) : ReadArchive(chart));
    }

    private static ResolvedChart ReadArchive(LocalChart chart)
    {
        var file = new FileInfo(chart.Path);
        if (file is { Exists: true, LinkTarget: not null } && file.ResolveLinkTarget(returnFinalTarget: true) is not { Exists: true })
        {
            throw new UserError($"{chart.Path} is a symbolic link that leads nowhere.");
        }

        if (!file.Exists)
        {
            throw new UserError($"There is no chart at {chart.Path}.", "A chart is a folder with a Chart.yaml, or a .tgz file.");
        }

        if (file.Length > FetchedChart.LargestArchive)
        {
            throw new UserError(
                $"{chart.Path} is larger than {FetchedChart.LargestArchive / 1024 / 1024} MiB, more than a chart can have."
            );
        }

        return FetchedChart.Check(File.ReadAllBytes(chart.Path), chart.Path, chart.Sha256);
    }

    /// <exception cref="UserError">The folder holds no chart.</exception>
    internal static ChartIdentity IdentityOf(string folder)
    {
        var file = new FileInfo(Path.Combine(folder, ChartYaml));
        if (!file.Exists)
        {
            throw new UserError(
                $"The folder {folder} is no chart: it has no {ChartYaml}.",
                "A chart is a folder with a Chart.yaml, or a .tgz file.",
                ExitCode.Usage
            );
        }

        // A pipe or a device has no length, and reading it could wait for ever.
        return file.Length <= ChartLimits.Default.FileSize
            ? ChartIdentity.Parse(file.Length == 0 ? ReadOnlyMemory<byte>.Empty : File.ReadAllBytes(file.FullName), folder)
            : throw new UserError(
                $"{file.FullName} is larger than {ChartLimits.Default.FileSize / 1024 / 1024} MiB, more than a chart can have."
            );
    }

    private static ResolvedChart ReadFolder(LocalChart chart)
    {
        var identity = IdentityOf(chart.Path);
        try
        {
            var files = ChartFolder.Read(chart.Path, ChartLimits.Default);
            if (!files.Any(file => file.Name == ChartYaml))
            {
                throw new UserError(
                    $"The .helmignore of {chart.Path} leaves out its {ChartYaml}.",
                    "A chart cannot be without that file; take the rule out that names it."
                );
            }

            return chart.Sha256 is { } promised
                ? FetchedChart.Check(
                    ChartPackage.Write(files, identity.Name),
                    chart.Path,
                    promised,
                    hint: "The folder changed since its digest was noted: put back what was there, or take the digest out of the catalog."
                )
                : new ResolvedChart(identity, chart.Path, files, () => ChartPackage.Write(files, identity.Name));
        }
        catch (ChartException broken)
        {
            throw new UserError(
                $"The chart in {chart.Path} cannot be read: {broken.Message}.",
                "What lies in the folder and is no part of the chart can be named in its .helmignore.",
                cause: broken
            );
        }
    }
}
