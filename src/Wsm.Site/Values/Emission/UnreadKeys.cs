using Wsm.Helm.Charts;
using Wsm.Helm.Data;
using Wsm.Helm.Provenance;
using Wsm.Helm.Values;
using Wsm.Product.Catalogs;
using Wsm.Product.Wording;
using Wsm.Site.Values.Overrides;

namespace Wsm.Site.Values.Emission;

/// <summary>A value that somebody set and that no template asks for.</summary>
/// <param name="Source">The file.</param>
/// <param name="Nearest">What is asked for and reads alike; null where nothing does.</param>
public sealed record UnreadKey(ValuePath Path, string Source, string? Nearest);

/// <summary>
/// Finds misspelt and outdated keys: those that no template looks at, neither in this rendering nor, as far as its text tells, in another.
/// That the chart's own values list a key says nothing: some list what no template reads any more.
/// </summary>
internal sealed class UnreadKeys
{
    private readonly Chart _chart;
    private readonly ChartText _text;
    private readonly Dictionary<string, ValuePath> _reads = [];
    private readonly HashSet<string> _opened = [];
    private readonly HashSet<string> _shown;

    private UnreadKeys(Chart chart, ChartText text, IEnumerable<ValuePath> reads, HashSet<string> shown)
    {
        _chart = chart;
        _text = text;
        _shown = shown;
        foreach (var path in reads)
        {
            Note(path);
        }
    }

    /// <param name="reads">What templates looked at, one key at a time.</param>
    /// <param name="shown">Paths of values whose text stands in the documents: those that were printed with the map around them,
    /// too.</param>
    public static IReadOnlyList<UnreadKey> Find(
        Chart chart,
        ChartText text,
        IEnumerable<ValuesLayer> layers,
        IEnumerable<ValuePath> reads,
        HashSet<string> shown
    )
    {
        var keys = new UnreadKeys(chart, text, reads, shown);
        return
        [
            .. layers.SelectMany(layer =>
                keys.In(ValuesReader.Read(layer.Yaml), ValuePath.Root).Select(path => new UnreadKey(path, layer.Name, keys.NearestTo(path)))
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
            {
                at = ValuePath.Root;
            }

            _opened.Add(at.ToString());
            at = Child(at, steps[index]);
            if (index == steps.Count - 1)
            {
                _reads.TryAdd(at.ToString(), at);
            }
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
                {
                    yield return deeper;
                }
            }
            else if (
                !_reads.ContainsKey(here.ToString())
                && _opened.Contains(path.ToString())
                && !_shown.Contains(here.ToString())
                && !IsCondition(_chart, here.Steps(), 0)
                && !_text.MayRead(here)
            )
            {
                yield return here;
            }
        }
    }

    /// <summary>A condition or a tag switches on it, or it is the map of a sub-chart, which may be off.</summary>
    private static bool IsCondition(Chart chart, IReadOnlyList<object> steps, int from)
    {
        if (from >= steps.Count || steps[from] is "tags")
        {
            return true;
        }

        var dotted = string.Join('.', steps.Skip(from));
        foreach (var needed in chart.Metadata.Dependencies ?? [])
        {
            if (needed is null)
            {
                continue;
            }

            if (
                needed
                    .Condition.Split(',')
                    .Select(condition => condition.Trim())
                    .Any(condition => condition == dotted || condition.StartsWith(dotted + ".", StringComparison.Ordinal))
            )
            {
                return true;
            }

            var name = needed.Alias.Length > 0 ? needed.Alias : needed.Name;
            if (
                Equals(steps[from], name)
                && chart.Dependencies.FirstOrDefault(inner => inner.Name == needed.Name) is { } below
                && IsCondition(below, steps, from + 1)
            )
            {
                return true;
            }
        }

        return chart.Dependencies.Any(inner =>
            (steps[from] is "global" && IsCondition(inner, steps, from))
            || (Equals(steps[from], inner.Name) && IsCondition(inner, steps, from + 1))
        );
    }

    /// <summary>Another key that does the same, as is known of the chart; else one whose name differs in a letter or two.</summary>
    private string? NearestTo(ValuePath path) =>
        SuccessorKeys.Of(_chart.Name, path) is { } successor
            ? _reads.ContainsKey(successor.Path)
            || _text.MayRead(successor.Path.Split('.').Aggregate(ValuePath.Root, (at, step) => at.Child(step)))
                ? successor.Text
                : null
            : NearestByName(path);

    /// <summary>The key that differs least, among those beside it first, then among all of its own name's length.</summary>
    private string? NearestByName(ValuePath path)
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

    /// <summary>A short word resembles many: a letter in four may differ.</summary>
    private static int Cost(ValuePath path, ValuePath read, string text)
    {
        var other = read.ToString();
        if (Equals(read.Key, path.Key) && other != text)
        {
            return other.EndsWith("." + text, StringComparison.Ordinal) || text.EndsWith("." + other, StringComparison.Ordinal)
                ? 1
                : int.MaxValue;
        }

        if (read.Key is not { } near || path.Key is not { } key || read.Parent?.ToString() != path.Parent?.ToString())
        {
            return int.MaxValue;
        }

        var distance = EditDistance.Between(key, near);
        return distance <= Math.Max(1, key.Length / 4) ? distance : int.MaxValue;
    }

    private static ValuePath Child(ValuePath path, object step) => step is string key ? path.Child(key) : path.Child((int)step);
}
