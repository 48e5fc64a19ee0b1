using Wsm.Helm.Charts;
using Wsm.Helm.Charts.Dependencies;
using Wsm.Helm.Data;

namespace Wsm.Helm.Rendering;

/// <summary>The files of <c>crds/</c>, which are no templates: helm installs them before it renders anything.</summary>
public static class CrdFiles
{
    /// <summary>Those of a chart, and of the charts below it that take part with these values.</summary>
    public static IReadOnlyList<ChartFile> Of(Chart chart, MapValue values) =>
        Of(new DependencyResolver(enableAll: false, static _ => { }).Resolve(chart, values));

    /// <summary>A chart's own first, then those of the charts below it.</summary>
    internal static List<ChartFile> Of(ChartInstance root)
    {
        var files = new List<ChartFile>();
        Collect(root, files);
        return files;
    }

    private static void Collect(ChartInstance chart, List<ChartFile> files)
    {
        foreach (var file in chart.Chart.Files)
        {
            if (
                file.Name.StartsWith("crds/", StringComparison.Ordinal)
                && Path.GetExtension(file.Name).ToLowerInvariant() is ".yaml" or ".yml" or ".json"
            )
            {
                files.Add(new ChartFile($"{chart.FullPath}/{file.Name}", file.Bytes));
            }
        }

        foreach (var inner in chart.SubCharts)
        {
            Collect(inner, files);
        }
    }
}
