using Wsm.Helm.Data;

namespace Wsm.Helm.Values.Merging;

/// <summary>
/// What the merging of values has to know of a chart: its name where it is used, its own defaults, and the charts below it.
/// </summary>
public interface IChartValues
{
    /// <summary>The key under which a parent's values speak to this chart: its alias, else its name.</summary>
    string Name { get; }

    /// <summary>
    /// The chart's values.yaml, or what import-values made of it; null when it has none. Never changed by merging: callers copy.
    /// </summary>
    MapValue? Defaults { get; }

    IReadOnlyList<IChartValues> SubCharts { get; }
}
