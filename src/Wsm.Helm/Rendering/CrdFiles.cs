using Wsm.Helm.Charts;
using Wsm.Helm.Charts.Dependencies;

namespace Wsm.Helm.Rendering;

internal static class CrdFiles
{
    /// <summary>A chart's own first, then those of the charts below it.</summary>
    public static List<ChartFile> Of(ChartInstance root)
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
