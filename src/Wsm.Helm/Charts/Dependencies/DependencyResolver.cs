using Wsm.Helm.Data;
using Wsm.Helm.Values.Merging;
using Wsm.Helm.Versions;

namespace Wsm.Helm.Charts.Dependencies;

/// <summary>
/// Decides which charts below a chart take part, under which names, with helm's rules: version ranges, aliases, tags, then conditions,
/// then import-values.
/// </summary>
internal sealed class DependencyResolver(bool enableAll, Action<string> warn)
{
    private readonly ValuesMerger _merger = new(warn: warn);

    public ChartInstance Resolve(Chart chart, MapValue values)
    {
        var root = ChartInstance.Of(chart);
        Switch(root, values, "");
        new ValueImports(_merger, warn).Apply(root);
        return root;
    }

    private void Switch(ChartInstance chart, MapValue values, string path)
    {
        if (chart.Metadata.Dependencies is null)
        {
            return;
        }

        var declared = NameInstances(chart);
        var merged = _merger.Coalesce(chart, values);
        var switched = new List<ChartDependency>(declared.Count);
        var off = new HashSet<string>(StringComparer.Ordinal);
        foreach (var dependency in declared)
        {
            var enabled = enableAll || IsEnabled(dependency, merged, path);
            if (enabled)
            {
                switched.Add(dependency with { Enabled = true });
            }
            else
            {
                off.Add(dependency.Name);
            }
        }

        // A name that is switched off anywhere is off, whichever entry it came from.
        switched.RemoveAll(dependency => off.Contains(dependency.Name));
        chart.SetSubCharts(chart.SubCharts.Where(inner => !off.Contains(inner.Name)));
        foreach (var inner in chart.SubCharts)
        {
            Switch(inner, merged, $"{path}{inner.Name}.");
        }

        chart.Metadata = chart.Metadata with { Dependencies = switched.Count > 0 ? switched : null };
    }

    /// <summary>
    /// Gives each declared dependency its chart under its alias. Charts that no declaration speaks of, or only with a range that their
    /// version
    /// is not in, stay as they are: without alias and condition.
    /// </summary>
    /// <returns>The declarations, named as their charts are now.</returns>
    private static List<ChartDependency> NameInstances(ChartInstance chart)
    {
        var dependencies = chart.Metadata.Dependencies!;
        var instances = new List<ChartInstance>();
        foreach (var present in chart.SubCharts)
        {
            if (!dependencies.Any(dependency => Fits(present, dependency!)))
            {
                instances.Add(present);
            }
        }

        var declared = new List<ChartDependency>(dependencies.Count);
        foreach (var dependency in dependencies)
        {
            if (chart.SubCharts.FirstOrDefault(present => Fits(present, dependency!)) is { } found)
            {
                instances.Add(found.As(dependency!.Alias));
            }

            declared.Add(dependency! with { Name = dependency.Alias.Length > 0 ? dependency.Alias : dependency.Name });
        }

        chart.SetSubCharts(instances);
        return declared;
    }

    private static bool Fits(ChartInstance chart, ChartDependency dependency) =>
        chart.Name == dependency.Name && VersionConstraint.Contains(dependency.Version, chart.Metadata.Version);

    private bool IsEnabled(ChartDependency dependency, MapValue values, string path)
    {
        var enabled = IsEnabledByTags(dependency, values);
        foreach (var condition in dependency.Condition.Trim().Split(','))
        {
            if (condition.Length == 0 || !values.TryGetAt(path + condition, out var value))
            {
                continue;
            }

            if (value.Data is bool chosen)
            {
                return chosen;
            }

            warn($"the condition {condition} of the chart {dependency.Name} is no boolean");
        }

        return enabled;
    }

    private bool IsEnabledByTags(ChartDependency dependency, MapValue values)
    {
        if (values["tags"].Data is not MapValue tags)
        {
            return true;
        }

        bool anyOn = false,
            anyOff = false;
        foreach (var tag in dependency.Tags)
        {
            if (!tags.TryGet(tag, out var value))
            {
                continue;
            }

            if (value.Data is bool on)
            {
                anyOn |= on;
                anyOff |= !on;
            }
            else
            {
                warn($"the tag {tag} of the chart {dependency.Name} is no boolean");
            }
        }

        return anyOn || !anyOff;
    }
}
