using Wsm.Catalogs;
using Wsm.Helm.Charts;
using Wsm.Helm.Provenance;
using Wsm.Helm.Templates.Values;
using Wsm.Helm.Values;

namespace Wsm.Values;

/// <summary>A value that somebody set and that no template asks for.</summary>
/// <param name="Source">The file.</param>
/// <param name="Nearest">What is asked for and reads alike; null where nothing does.</param>
internal sealed record UnreadKey(string Path, string Source, string? Nearest);

/// <summary>Finds misspelt and outdated keys: those that neither a template asks for nor the charts' own values know.</summary>
internal sealed class UnreadKeys
{
    private readonly Chart _chart;
    private readonly Dictionary<string, ValuePath> _reads = [];
    private readonly HashSet<string> _opened = [];

    private UnreadKeys(Chart chart, IEnumerable<ValuePath> reads)
    {
        _chart = chart;
        foreach (var path in reads)
            Note(path);
    }

    public static IReadOnlyList<UnreadKey> Find(Chart chart, IEnumerable<ValuesLayer> layers, IEnumerable<ValuePath> reads)
    {
        var keys = new UnreadKeys(chart, reads);
        return
        [
            .. layers.SelectMany(layer =>
                keys.In(ValuesReader.Read(layer.Yaml), ValuePath.Root)
                    .Select(path => new UnreadKey(path.ToString(), layer.Name, keys.NearestTo(path)))
            ),
        ];
    }

    /// <summary>What a sub-chart reads below its <c>global</c> stands below the top chart's.</summary>
    private void Note(ValuePath path)
    {
        var steps = path.Steps();
        var at = ValuePath.Root;
        for (var index = 0; index < steps.Count; index++)
        {
            if (index > 0 && steps[index] is "global")
                at = ValuePath.Root;
            _opened.Add(at.ToString());
            at = Child(at, steps[index]);
            if (index == steps.Count - 1)
                _reads.TryAdd(at.ToString(), at);
        }
    }

    private IEnumerable<ValuePath> In(MapValue map, ValuePath path)
    {
        foreach (var (key, value) in map.Entries)
        {
            var here = path.Child(key);
            if (_opened.Contains(here.ToString()) && value.Data is MapValue below)
            {
                foreach (var deeper in In(below, here))
                    yield return deeper;
            }
            else if (!_reads.ContainsKey(here.ToString()) && _opened.Contains(path.ToString()) && !IsKnown(_chart, here.Steps(), 0))
            {
                yield return here;
            }
        }
    }

    /// <summary>The chart's own values have the key, or a condition switches on it, or it belongs to a sub-chart that knows it.</summary>
    private static bool IsKnown(Chart chart, IReadOnlyList<object> steps, int from)
    {
        if (from >= steps.Count || Has(chart.Values, steps, from))
            return true;
        if (steps[from] is "tags")
            return true;
        var dotted = string.Join('.', steps.Skip(from));
        foreach (var needed in chart.Metadata.Dependencies ?? [])
        {
            if (needed is null)
                continue;
            if (needed.Condition.Split(',').Any(condition => condition.Trim() == dotted))
                return true;
            var name = needed.Alias.Length > 0 ? needed.Alias : needed.Name;
            if (
                Equals(steps[from], name)
                && chart.Dependencies.FirstOrDefault(inner => inner.Name == needed.Name) is { } below
                && IsKnown(below, steps, from + 1)
            )
                return true;
        }

        return chart.Dependencies.Any(inner =>
            (steps[from] is "global" && IsKnown(inner, steps, from)) || (Equals(steps[from], inner.Name) && IsKnown(inner, steps, from + 1))
        );
    }

    private static bool Has(MapValue? values, IReadOnlyList<object> steps, int from)
    {
        var at = values;
        for (var index = from; index < steps.Count; index++)
        {
            if (at is null || steps[index] is not string key || !at.Entries.TryGetValue(key, out var value))
                return false;
            if (index == steps.Count - 1 || value.Data is not MapValue { Count: > 0 } next)
                return true;
            at = next;
        }

        return true;
    }

    /// <summary>The key that differs least, among those beside it first, then among all of its own name's length.</summary>
    private string? NearestTo(ValuePath path)
    {
        var text = path.ToString();
        var best = _reads
            .Values.Select(read => (Path: read.ToString(), Cost: Cost(path, read, text)))
            .Where(item => item.Cost <= 3)
            .OrderBy(item => item.Cost)
            .ThenBy(item => item.Path, StringComparer.Ordinal)
            .FirstOrDefault();
        return best.Path;
    }

    private static int Cost(ValuePath path, ValuePath read, string text)
    {
        var other = read.ToString();
        if (Equals(read.Key, path.Key) && other != text)
            return other.EndsWith("." + text, StringComparison.Ordinal) || text.EndsWith("." + other, StringComparison.Ordinal) ? 1 : 3;
        return Math.Abs(other.Length - text.Length) > 3 ? int.MaxValue : EditDistance.Between(text, other);
    }

    private static ValuePath Child(ValuePath path, object step) => step is string key ? path.Child(key) : path.Child((int)step);
}
