using Wsm.Helm.Charts;

namespace Wsm.Product.Finding;

/// <summary>Which value turns a sub-chart on: the conditions and tags on the way from the top chart to it.</summary>
internal sealed class ComponentSwitches(Chart chart)
{
    /// <param name="template">A template's name: <c>parent/charts/sub/templates/x.yaml</c>.</param>
    /// <returns>As <c>--set</c> takes it: <c>sub.enabled=true</c>; null when nothing has to be turned on.</returns>
    public string? For(string template)
    {
        var at = chart;
        var prefix = "";
        var switches = new List<string>();
        var steps = template.Split('/');
        for (var index = 1; index + 1 < steps.Length && steps[index] == "charts"; index += 2)
        {
            var name = steps[index + 1];
            var needed = at.Metadata.Dependencies?.FirstOrDefault(dependency =>
                dependency is not null && (dependency.Alias.Length > 0 ? dependency.Alias : dependency.Name) == name
            );
            var condition = needed?.Condition.Split(',')[0].Trim() ?? "";
            if (condition.Length > 0)
            {
                switches.Add($"{prefix}{condition}=true");
            }
            else if (needed?.Tags is [var tag, ..])
            {
                switches.Add($"tags.{tag}=true");
            }

            var next = at.Dependencies.FirstOrDefault(dependency => dependency.Name == (needed?.Name ?? name));
            if (next is null)
            {
                break;
            }

            (at, prefix) = (next, $"{prefix}{name}.");
        }

        return switches.Count == 0 ? null : string.Join(",", switches.Distinct());
    }
}
