using Wsm.Helm.Charts;

namespace Wsm.Values.Overrides;

/// <summary>What is written in a chart's templates and files, its sub-charts' too.</summary>
internal sealed class ChartText(Chart chart)
{
    private readonly Dictionary<string, bool> _known = [];

    /// <summary>The text stands somewhere in them, so that it needs no value to come out.</summary>
    public bool Has(string text) => _known.TryGetValue(text, out var has) ? has : _known[text] = Has(chart, text);

    private static bool Has(Chart chart, string text) =>
        chart.Templates.Concat(chart.Files).Any(file => file.Text.Contains(text, StringComparison.Ordinal))
        || chart.Dependencies.Any(below => Has(below, text));
}
