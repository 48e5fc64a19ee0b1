using Wsm.Helm.Data;
using Wsm.Helm.Values.Merging;

namespace Wsm.Helm.Charts.Dependencies;

/// <summary>
/// A chart in the place where it is used: under its alias, with the charts below it that are enabled. One packed chart may be used in
/// several places;
/// the instances belong to one render and are changed by it, the <see cref="Chart"/> behind them is not.
/// </summary>
internal sealed class ChartInstance : IChartValues
{
    private readonly List<ChartInstance> _subCharts = [];

    private ChartInstance(Chart chart)
    {
        Chart = chart;
        Metadata = chart.Metadata;
        Defaults = chart.Values;
    }

    public Chart Chart { get; }

    /// <summary>As templates see it: named by the alias, and without dependencies that are switched off.</summary>
    public ChartMetadata Metadata { get; internal set; }

    public string Name => Metadata.Name;

    public ChartInstance? Parent { get; private set; }

    public MapValue? Defaults { get; internal set; }

    public IReadOnlyList<ChartInstance> SubCharts => _subCharts;

    IReadOnlyList<IChartValues> IChartValues.SubCharts => _subCharts;

    /// <summary>The path that prefixes the names of its templates: <c>parent/charts/alias</c>.</summary>
    public string FullPath => Parent is null ? Name : $"{Parent.FullPath}/charts/{Name}";

    internal static ChartInstance Of(Chart chart)
    {
        var instance = new ChartInstance(chart);
        instance.SetSubCharts(chart.Dependencies.Select(Of));
        return instance;
    }

    internal ChartInstance As(string alias)
    {
        var copy = Of(Chart);
        if (alias.Length > 0)
        {
            copy.Metadata = copy.Metadata with { Name = alias };
        }

        return copy;
    }

    internal void SetSubCharts(IEnumerable<ChartInstance> charts)
    {
        var replaced = charts.ToList();
        _subCharts.Clear();
        foreach (var chart in replaced)
        {
            chart.Parent = this;
            _subCharts.Add(chart);
        }
    }
}
