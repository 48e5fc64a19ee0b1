using System.Text;
using Wsm.Helm.Charts.Dependencies;
using Wsm.Helm.Charts.Schema;
using Wsm.Helm.Data;

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
        {
            Check(chart.Name, schema.Text, values, warn, problems);
        }

        foreach (var inner in chart.SubCharts)
        {
            if (!values.TryGet(inner.Name, out var own) || own.IsNil)
            {
                continue;
            }

            if (own.Data is MapValue ownValues)
            {
                Run(inner, ownValues, warn, problems);
            }
            else
            {
                problems
                    .Append(inner.Name)
                    .Append(":\ninvalid type for values: expected object (map), got ")
                    .Append(GoTypes.NameOf(own.Data))
                    .Append('\n');
            }
        }
    }

    private static void Check(string chart, string schema, MapValue values, Action<string> warn, StringBuilder problems)
    {
        string? problem;
        try
        {
            var result = SchemaValidator.Validate(schema, values);
            foreach (var address in result.Unchecked)
            {
                warn($"the values schema of the chart {chart} refers to {address}, which is not fetched: what it asks for was not checked");
            }

            problem = result.Problem;
        }
        catch (SchemaException wrong)
        {
            problem = wrong.Message;
        }

        if (problem is not null)
        {
            problems.Append(chart).Append(":\n").Append(problem);
        }
    }
}
