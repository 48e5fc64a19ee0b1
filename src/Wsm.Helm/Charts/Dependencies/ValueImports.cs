using Wsm.Helm.Data;
using Wsm.Helm.Data.Formatting;
using Wsm.Helm.Values.Merging;

namespace Wsm.Helm.Charts.Dependencies;

/// <summary>import-values: what a chart takes over from the values of the charts below it, under its own ones.</summary>
internal sealed class ValueImports(ValuesMerger merger, Action<string> warn)
{
    public void Apply(ChartInstance chart)
    {
        foreach (var inner in chart.SubCharts)
        {
            Apply(inner);
        }

        if (chart.Metadata.Dependencies is not { } dependencies)
        {
            return;
        }

        var values = merger.Merge(chart, new MapValue());
        var imported = new MapValue();
        var normalised = new List<ChartDependency?>(dependencies.Count);
        foreach (var dependency in dependencies)
        {
            normalised.Add(dependency! with { ImportValues = Import(dependency, values, imported) });
        }

        chart.Metadata = chart.Metadata with { Dependencies = normalised };
        // Helm does this also where nothing is imported: the chart's defaults then hold those of the charts below it.
        chart.Defaults = merger.MergeTables(values.LazyCopy(GoTypeNames.Map), imported);
    }

    private List<Value> Import(ChartDependency dependency, MapValue values, MapValue imported)
    {
        var normalised = new List<Value>(dependency.ImportValues.Count);
        foreach (var entry in dependency.ImportValues)
        {
            string child,
                parent;
            if (entry.Data is MapValue pair)
            {
                (child, parent) = (GoFormat.ToText(pair["child"]), GoFormat.ToText(pair["parent"]));
            }
            else if (entry.Data is string export)
            {
                (child, parent) = ("exports." + export, ".");
            }
            else
            {
                continue;
            }

            normalised.Add(Value.Of(Pair(child, parent)));
            if (values.TableAt($"{dependency.Name}.{child}") is { } table)
            {
                merger.MergeTables(imported, Nest(parent, table.LazyCopy()));
            }
            else
            {
                warn($"the chart {dependency.Name} has no table {child} to import values from");
            }
        }

        return normalised;
    }

    private static MapValue Pair(string child, string parent)
    {
        var pair = new MapValue(2) { TypeName = GoTypeNames.StringMap };
        pair["child"] = Value.Of(child);
        pair["parent"] = Value.Of(parent);
        return pair;
    }

    private static MapValue Nest(string path, MapValue table)
    {
        if (path == ".")
        {
            return table;
        }

        var steps = path.Split('.');
        for (var i = steps.Length - 1; i >= 0; i--)
        {
            var outer = new MapValue(1);
            outer[steps[i]] = Value.Of(table);
            table = outer;
        }

        return table;
    }
}
