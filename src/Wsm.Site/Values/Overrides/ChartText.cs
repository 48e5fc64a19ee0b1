using Wsm.Helm.Charts;
using Wsm.Helm.Provenance;

namespace Wsm.Site.Values.Overrides;

/// <summary>What is written in a chart's templates and files, its sub-charts' too.</summary>
internal sealed class ChartText(Chart chart)
{
    private const int LongestMention = 3;

    private readonly Dictionary<string, bool> _known = [];
    private readonly Dictionary<string, bool> _mayRead = [];
    private readonly Dictionary<ChartFile, TemplateText> _texts = new(ReferenceEqualityComparer.Instance);

    /// <summary>The text stands somewhere in them, so that it needs no value to come out.</summary>
    public bool Has(string text) => _known.TryGetValue(text, out var has) ? has : _known[text] = Has(chart, text);

    /// <summary>
    /// Some template that sees the value may look at it, though this rendering did not: a branch that was not taken names it, or takes the
    /// map around it and asks for its key.
    /// </summary>
    public bool MayRead(ValuePath path)
    {
        var text = path.ToString();
        if (_mayRead.TryGetValue(text, out var known))
        {
            return known;
        }

        string[] keys = [.. path.Steps().OfType<string>()];
        var seen = keys[0] is "global"
            ? Everywhere(chart).Any(file => Mentions(file, keys))
            : Seeing(chart, keys).Any(place => Mentions(place.File, place.Keys));
        return _mayRead[text] = seen;
    }

    private bool Mentions(ChartFile file, string[] keys)
    {
        if (!_texts.TryGetValue(file, out var text))
        {
            _texts[file] = text = new TemplateText(file.Text);
        }

        // Variables often stand for what is global: $bucket.path is global.bucket.path.
        var named = keys[0] is "global" && keys.Length > 2 ? keys[1..] : keys;
        return named.Length == 1
            ? text.Has(".Values." + named[0])
            : text.Has(string.Join('.', named.TakeLast(LongestMention)))
                || (text.TakesWhole(string.Join('.', keys[..^1].TakeLast(LongestMention - 1))) && text.AsksFor(keys[^1]));
    }

    /// <summary>
    /// The templates that see the value, each with the keys by which: those of the charts on the way, the sub-chart's that its first key
    /// leads into, and all that may be included there.
    /// </summary>
    private static IEnumerable<(ChartFile File, string[] Keys)> Seeing(Chart chart, string[] keys)
    {
        foreach (var file in chart.Templates)
        {
            yield return (file, keys);
        }

        var below = keys.Length > 1 ? DependenciesAt(chart, keys[0]) : [];
        foreach (var place in below.SelectMany(inner => Seeing(inner, keys[1..])))
        {
            yield return place;
        }

        foreach (var file in below.Count > 0 ? chart.Templates.Where(IsLibrary) : [])
        {
            yield return (file, keys[1..]);
        }

        foreach (var file in chart.Dependencies.Except(below).Where(inner => inner.Metadata.IsLibrary).SelectMany(Everywhere))
        {
            yield return (file, below.Count > 0 ? keys[1..] : keys);
        }
    }

    private static List<Chart> DependenciesAt(Chart chart, string key) =>
        [
            .. (chart.Metadata.Dependencies ?? [])
                .Where(needed => needed is not null && (needed.Alias.Length > 0 ? needed.Alias : needed.Name) == key)
                .SelectMany(needed => chart.Dependencies.Where(inner => inner.Name == needed!.Name))
                .Concat(chart.Dependencies.Where(inner => inner.Name == key))
                .Distinct(),
        ];

    /// <summary>Its named templates are for others to include.</summary>
    private static bool IsLibrary(ChartFile file) => file.Name[(file.Name.LastIndexOf('/') + 1)..].StartsWith('_');

    private static IEnumerable<ChartFile> Everywhere(Chart chart) => chart.Templates.Concat(chart.Dependencies.SelectMany(Everywhere));

    private static bool Has(Chart chart, string text) =>
        chart.Templates.Concat(chart.Files).Any(file => file.Text.Contains(text, StringComparison.Ordinal))
        || chart.Dependencies.Any(below => Has(below, text));
}
