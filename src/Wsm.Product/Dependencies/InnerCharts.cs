using Wsm.Helm.Charts;
using Wsm.Helm.Charts.Loading;

namespace Wsm.Product.Dependencies;

/// <summary>The charts that a chart brings along below <c>charts/</c>, each packed by itself.</summary>
internal static class InnerCharts
{
    private const string Folder = "charts/";

    /// <returns>By name; a chart may bring along several versions of another.</returns>
    /// <exception cref="ChartException">One is none.</exception>
    public static IReadOnlyDictionary<string, IReadOnlyList<InnerChart>> In(IReadOnlyList<ChartFile> files) =>
        files
            .Where(file => file.Name.StartsWith(Folder, StringComparison.Ordinal))
            .Select(file => new ChartFile(file.Name[Folder.Length..], file.Bytes))
            .GroupBy(file => file.Name.Split('/')[0])
            .Where(chart => chart.Key[0] is not ('_' or '.'))
            .OrderBy(chart => chart.Key, StringComparer.Ordinal)
            .Select(chart => Read(chart.Key, [.. chart]))
            .OfType<InnerChart>()
            .GroupBy(chart => chart.Name)
            .ToDictionary(same => same.Key, IReadOnlyList<InnerChart> (same) => [.. same]);

    private static InnerChart? Read(string name, IReadOnlyList<ChartFile> files)
    {
        if (name.EndsWith(".tgz", StringComparison.Ordinal))
        {
            var packed = MetadataReader.Read(PackedChart.Read(files[0].Bytes).Files);
            return new InnerChart(packed.Name, packed.Version, files[0].Bytes);
        }

        var inside = files
            .Where(file => file.Name.Length > name.Length)
            .Select(file => new ChartFile(file.Name[(name.Length + 1)..], file.Bytes))
            .ToList();
        if (inside.Count == 0)
        {
            return null;
        }

        var metadata = MetadataReader.Read(inside);
        return new InnerChart(metadata.Name, metadata.Version, ChartPacking.Pack(metadata.Name, inside));
    }
}
