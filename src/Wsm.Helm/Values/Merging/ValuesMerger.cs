using Wsm.Helm.Data;
using Wsm.Helm.Data.Formatting;
using Wsm.Helm.Provenance;

namespace Wsm.Helm.Values.Merging;

/// <summary>
/// Puts layers of values together as helm 4 does. Maps merge key by key, everything else is replaced whole, a null deletes;
/// a parent's values win over its sub-charts', and <c>global</c> is handed down.
/// </summary>
public sealed partial class ValuesMerger
{
    private const string GlobalKey = "global";

    private readonly bool _trace;
    private readonly Action<string> _warn;

    /// <param name="traceProvenance">Stamp every node with its path from the top chart and with the layer that set it.</param>
    /// <param name="warn">Gets what helm logs: a map that was to replace something else, and the like.</param>
    public ValuesMerger(bool traceProvenance = false, Action<string>? warn = null)
    {
        _trace = traceProvenance;
        _warn = warn ?? (_ => { });
    }

    /// <summary>
    /// A new map of both; what <paramref name="over"/> says wins. How helm stacks several <c>-f</c> files and several documents of one.
    /// </summary>
    public static MapValue Overlay(MapValue under, MapValue over)
    {
        var merged = new MapValue(under.Count) { Origin = over.Origin ?? under.Origin };
        foreach (var (key, value) in under.Entries)
        {
            merged[key] = value;
        }

        foreach (var (key, value) in over.Entries)
        {
            merged[key] =
                value.Data is MapValue above && merged.TryGet(key, out var there) && there.Data is MapValue below
                    ? Value.Of(Overlay(below, above))
                    : value;
        }

        return merged;
    }

    /// <summary>
    /// The values that templates see: <paramref name="user"/>'s over the chart's, for the chart and all of its dependencies. Changes
    /// neither.
    /// </summary>
    /// <exception cref="ValuesException">A sub-chart's values are no map.</exception>
    public MapValue Coalesce(IChartValues chart, MapValue user) => Run(chart, user, merge: false);

    /// <summary>
    /// The same with nulls kept, for values that are going to be coalesced again (dependencies' conditions, import-values).
    /// </summary>
    /// <exception cref="ValuesException">A sub-chart's values are no map.</exception>
    public MapValue Merge(IChartValues chart, MapValue user) => Run(chart, user, merge: true);

    /// <summary>
    /// Puts into <paramref name="target"/> what it lacks of <paramref name="source"/>, deleting where it says null; both are changed.
    /// </summary>
    public MapValue CoalesceTables(MapValue target, MapValue source) => Tables(target, source, "", merge: false);

    /// <summary>The same with nulls kept.</summary>
    public MapValue MergeTables(MapValue target, MapValue source) => Tables(target, source, "", merge: true);

    private MapValue Run(IChartValues chart, MapValue user, bool merge)
    {
        var values = user.LazyCopy(GoTypeNames.ChartValues);
        if (_trace)
        {
            values.Origin ??= new ValueOrigin(ValuePath.Root, ValueSource.Absent);
        }

        CoalesceChart(chart, values, "", ValuePath.Root, merge);
        return values;
    }

    private void CoalesceChart(IChartValues chart, MapValue values, string prefix, ValuePath path, bool merge)
    {
        CoalesceDefaults(chart, values, prefix, path, merge);
        foreach (var dependency in chart.SubCharts)
        {
            var place = path.Child(dependency.Name);
            if (!values.TryGet(dependency.Name, out var found))
            {
                found = Value.Of(new MapValue { Origin = _trace ? new ValueOrigin(place, ValueSource.Absent) : null });
                values[dependency.Name] = found;
            }

            // Helm means %T and says %t, so that the value itself gets into the message.
            if (found.Data is not MapValue own)
            {
                throw new ValuesException($"type mismatch on {dependency.Name}: {GoFormat.Sprintf("%t", found.Data)}")
                {
                    WithoutValues = $"type mismatch on {dependency.Name}: it must be a map, for it holds the values of a sub-chart",
                };
            }

            var below = Join(prefix, chart.Name);
            CoalesceGlobals(own, values, below);
            CoalesceChart(dependency, own, below, place, merge);
        }
    }

    private void CoalesceDefaults(IChartValues chart, MapValue values, string prefix, ValuePath path, bool merge)
    {
        var below = Join(prefix, chart.Name);
        if (chart.Defaults is null)
        {
            return;
        }

        var defaults = chart.Defaults.LazyCopy();
        if (_trace)
        {
            ValueStamp.Fill(defaults, path, new ValueSource(ValueLayer.ChartDefault, chart.Name));
        }

        foreach (var (key, value) in defaults.Entries)
        {
            if (!values.TryGet(key, out var there))
            {
                values[key] = value;
            }
            else if (there.IsNil && !merge)
            {
                values.Remove(key);
            }
            else if (there.Data is MapValue target)
            {
                if (value.Data is MapValue source)
                {
                    Tables(target, source, Join(below, key), merge || IsDependency(chart, key));
                }
                else if (!value.IsNil)
                {
                    _warn($"skipped value for {below}.{key}: Not a table.");
                }
            }
        }
    }

    private static bool IsDependency(IChartValues chart, string key)
    {
        foreach (var dependency in chart.SubCharts)
        {
            if (dependency.Name == key)
            {
                return true;
            }
        }

        return false;
    }

    private static string Join(string prefix, string key) => prefix.Length == 0 ? key : $"{prefix}.{key}";
}
