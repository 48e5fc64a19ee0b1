using Wsm.Helm.Charts;
using Wsm.Helm.Data;

namespace Wsm.Product.Finding;

/// <summary>What a chart's own values say at a path; where they say nothing, the sub-chart's that the path leads into.</summary>
/// <param name="Chart">Whose values.yaml it is.</param>
public readonly record struct ChartDefault(string Chart, Value Value)
{
    public static ChartDefault? At(Chart chart, IReadOnlyList<object> steps) => At(chart, steps, 0);

    private static ChartDefault? At(Chart chart, IReadOnlyList<object> steps, int from)
    {
        var at = Value.Of(chart.Values ?? new MapValue());
        var found = true;
        for (var index = from; index < steps.Count && found; index++)
        {
            found = Next(ref at, steps[index]);
        }

        if (found)
        {
            return new ChartDefault(chart.Name, at);
        }

        if (from + 1 >= steps.Count)
        {
            return null;
        }

        foreach (var needed in chart.Metadata.Dependencies ?? [])
        {
            var name =
                needed is null ? ""
                : needed.Alias.Length > 0 ? needed.Alias
                : needed.Name;
            if (
                Equals(steps[from], name)
                && chart.Dependencies.FirstOrDefault(inner => inner.Name == needed!.Name) is { } below
                && At(below, steps, from + 1) is { } inner
            )
            {
                return inner;
            }
        }

        return null;
    }

    private static bool Next(ref Value at, object step)
    {
        switch (at.Data, step)
        {
            case (MapValue map, string key) when map.Entries.TryGetValue(key, out var entry):
                at = entry;
                return true;
            case (ListValue list, int index) when index < list.Count:
                at = list[index];
                return true;
            default:
                return false;
        }
    }
}
