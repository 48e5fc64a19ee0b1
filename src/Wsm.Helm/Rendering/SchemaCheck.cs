using System.Text;
using Wsm.Helm.Charts.Dependencies;
using Wsm.Helm.Charts.Schema;
using Wsm.Helm.Templates.Formatting;
using Wsm.Helm.Templates.Values;

namespace Wsm.Helm.Rendering;

/// <summary>Checks the values of each chart that has a values.schema.json.</summary>
internal static class SchemaCheck
{
    /// <returns>What is wrong, chart by chart, in helm's form; empty when all is well.</returns>
    public static string Run(ChartInstance chart, MapValue values, Action<string> warn)
    {
        var problems = new StringBuilder();
        Run(chart, values, warn, problems);
        return problems.ToString();
    }

    private static void Run(ChartInstance chart, MapValue values, Action<string> warn, StringBuilder problems)
    {
        if (chart.Chart.Schema is { } schema)
            Check(chart.Name, schema.Text, values, warn, problems);
        foreach (var inner in chart.SubCharts)
        {
            if (!values.TryGet(inner.Name, out var own) || own.IsNil)
                continue;
            if (own.Data is MapValue ownValues)
                Run(inner, ownValues, warn, problems);
            else
                problems.Append($"{inner.Name}:\ninvalid type for values: expected object (map), got {GoFormat.Sprintf("%T", own.Data)}\n");
        }
    }

    private static void Check(string chart, string schema, MapValue values, Action<string> warn, StringBuilder problems)
    {
        try
        {
            var result = SchemaValidator.Validate(schema, values);
            foreach (var address in result.Unchecked)
                warn($"the values of chart {chart} were not checked against {address}: schemas are never fetched from the network");
            if (result.Problem is { } problem)
                problems.Append(chart).Append(":\n").Append(problem);
        }
        catch (SchemaException refused)
        {
            problems.Append(chart).Append(":\n").Append(refused.Message);
        }
    }
}
