using Wsm.Helm.Charts;
using Wsm.Helm.Charts.Dependencies;
using Wsm.Helm.Data;
using Wsm.Helm.Rendering.Objects;

namespace Wsm.Helm.Rendering;

/// <summary>The dot of every chart's templates, and the templates themselves under their full names.</summary>
internal sealed class ChartScope
{
    private readonly Value _release;
    private readonly Value _capabilities;

    private ChartScope(Value release, Value capabilities)
    {
        _release = release;
        _capabilities = capabilities;
    }

    /// <summary>By full name; each with the dot it runs with.</summary>
    public Dictionary<string, ScopedTemplate> Templates { get; } = new(StringComparer.Ordinal);

    public static ChartScope Of(ChartInstance root, MapValue values, Value release, Value capabilities)
    {
        var scope = new ChartScope(release, capabilities);
        scope.Add(root, values);
        return scope;
    }

    /// <param name="chart">Shared by all its templates, which thus see what others of them set.</param>
    /// <param name="values">Of this chart.</param>
    private MapValue Add(ChartInstance chart, MapValue values)
    {
        var subCharts = new MapValue(chart.SubCharts.Count);
        var dot = new MapValue(8);
        dot["Chart"] = Value.Of(MetadataMap.Of(chart.Metadata, chart.Parent is null));
        dot["Files"] = new Value(new FilesObject(chart.Chart.Files));
        dot["Release"] = _release;
        dot["Capabilities"] = _capabilities;
        dot["Values"] = Value.Of(values);
        dot["Subcharts"] = Value.Of(subCharts);
        foreach (var inner in chart.SubCharts)
        {
            // The name is read as a path, so a chart with a dot in its name gets no values: so does helm.
            var table = values.TableAt(inner.Name)?.WithTypeName(GoTypeNames.ChartValues)
                ?? new MapValue { TypeName = GoTypeNames.ChartValues };
            subCharts[inner.Name] = Value.Of(Add(inner, table));
        }

        AddTemplates(chart, dot);
        return dot;
    }

    /// <summary>The template files of a chart and of all charts below it; those of a chart with several aliases come as often.</summary>
    public static IEnumerable<ChartFile> FilesOf(ChartInstance root) => OwnFilesOf(root).Concat(root.SubCharts.SelectMany(FilesOf));

    private void AddTemplates(ChartInstance chart, MapValue dot)
    {
        var path = chart.FullPath;
        foreach (var file in OwnFilesOf(chart))
        {
            Templates[$"{path}/{file.Name}"] = new ScopedTemplate(file, dot, path + "/templates", IsPartial(file));
        }
    }

    /// <summary>A library is there to be included from.</summary>
    private static IEnumerable<ChartFile> OwnFilesOf(ChartInstance chart) =>
        chart.Metadata.IsLibrary ? chart.Chart.Templates.Where(IsPartial) : chart.Chart.Templates;

    private static bool IsPartial(ChartFile file) => file.Name.AsSpan(file.Name.LastIndexOf('/') + 1).StartsWith("_");
}

/// <param name="File">The text.</param>
/// <param name="Dot">What it runs with.</param>
/// <param name="BasePath">The chart's folder of templates, as <c>.Template.BasePath</c> says it.</param>
/// <param name="IsPartial">Only included from, never rendered by itself.</param>
internal sealed record ScopedTemplate(ChartFile File, MapValue Dot, string BasePath, bool IsPartial);
