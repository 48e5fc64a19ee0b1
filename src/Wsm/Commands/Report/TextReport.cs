using Wsm.Commands.Report.Facts;
using Wsm.Product.Catalogs;
using Wsm.Product.Wording;
using Wsm.Terminal;

namespace Wsm.Commands.Report;

/// <summary>The report in a few lines, for a terminal.</summary>
internal static class TextReport
{
    public static void Write(BundleFacts facts, TextWriter output)
    {
        output.WriteLine(
            $"{facts.Lock.Title}: {facts.Images.Count} images, {facts.Lock.Charts.Count} charts, {ByteSize.Text(facts.DistinctBytes)} for "
                + $"{FactWords.Platforms(facts.Lock.Platforms)}; {FactWords.Of(facts.Signature)}."
        );
        output.WriteLine($"Lock: {facts.LockDigest}");
        output.WriteLine();
        Columns.Write(
            [
                ["IMAGE", "DIGEST", "SIZE", "OWN", "FOUND AS", "CAME ALONG"],
                .. facts.Images.Select(image =>
                    (string[])
                        [
                            image.Entry.Reference,
                            image.Entry.Digest.Short,
                            ByteSize.Text(image.Bytes),
                            ByteSize.Text(image.OwnBytes),
                            image.Origins.Count == 0 ? "-" : OriginWords.Degree(image.Origins),
                            CameAlong(image),
                        ]
                ),
            ],
            output
        );
        foreach (var line in FactWords.NotCarried(facts.Lock))
        {
            output.WriteLine(line);
        }

        if (facts.Lock.Charts.Count == 0)
        {
            return;
        }

        output.WriteLine();
        Columns.Write(
            [
                ["CHART", "RELEASE", "DIGEST", "SIZE", "SOURCE"],
                .. facts.Lock.Charts.Select(chart =>
                    (string[])
                        [
                            $"{chart.Name} {chart.Version}",
                            FactWords.ReleaseOf(chart, facts) is { Length: > 0 } release ? release : "-",
                            chart.Digest.Short,
                            ByteSize.Text(chart.Size),
                            chart.Source,
                        ]
                ),
            ],
            output
        );
        output.WriteLine();
        foreach (var component in facts.Lock.Components)
        {
            output.WriteLine($"{component.Title}: {FactWords.Release(component, facts)}");
        }

        output.WriteLine($"Values that bring all of it from inside: {FactWords.ValuesCommand}");
    }

    private static string CameAlong(ImageFacts image)
    {
        var kinds = image
            .Documents.GroupBy(document => document.Kind)
            .OrderBy(same => same.Key)
            .Select(same => $"{same.Count()} {same.Key.ToString().ToLowerInvariant()}");
        var words = string.Join(
            ", ",
            image.Verdict is { } verdict ? kinds.Append(verdict.IsGood ? "✓ signed" : "✗ not proved to be signed") : kinds
        );
        return words.Length == 0 ? "-" : words;
    }
}
