using Wsm.Product.Wording;
using Wsm.Site.Delivery;

namespace Wsm.Terminal.Delivery;

/// <summary>A delivery in words.</summary>
internal static class DeliveryText
{
    public static string Line(DeliveredItem item) =>
        item.Result switch
        {
            DeliveryOutcome.Pushed =>
                $"✓ {item.Source} → {item.Target}{Remarks([.. Traffic(item), Replaced(item), .. Converted(item), Lacking(item), item.Reason])}",
            DeliveryOutcome.Present => $"= {item.Source} → {item.Target} (already there)",
            DeliveryOutcome.Planned => $"+ {item.Source} → "
                + item.Target
                + Remarks([
                    item.Sent > 0 ? $"{ByteSize.Text(item.Sent)} at most" : null,
                    Replaced(item),
                    .. Converted(item),
                    Lacking(item),
                ]),
            DeliveryOutcome.Left => $"… {item.Source} → {item.Target}{Remarks([.. Traffic(item), "completed by another shard"])}",
            _ => $"✗ {item.Source}{(item.Target.Length > 0 ? $" → {item.Target}" : "")}: {item.Reason}",
        };

    /// <summary>What became of the items, those that failed last.</summary>
    public static string Summary(DeliveryReport report)
    {
        var total = report.Items.Count();
        var counts = report.Items.CountBy(item => item.Result).ToDictionary(pair => pair.Key, pair => pair.Value);
        var parts = new List<string>();
        void Add(DeliveryOutcome result, string word)
        {
            if (counts.TryGetValue(result, out var count))
            {
                parts.Add($"{count} {word}");
            }
        }

        Add(DeliveryOutcome.Planned, "to push");
        Add(DeliveryOutcome.Pushed, "pushed");
        Add(DeliveryOutcome.Present, "already there");
        Add(DeliveryOutcome.Left, "left to other shards");
        var replaced = report.Items.Count(item =>
            item is { Replaces: not null, Result: DeliveryOutcome.Pushed or DeliveryOutcome.Planned }
        );
        if (replaced > 0)
        {
            parts.Add($"{replaced} in place of other content");
        }

        if (counts.TryGetValue(DeliveryOutcome.Failed, out var failed))
        {
            parts.Add($"{failed} of {total} {(counts.ContainsKey(DeliveryOutcome.Planned) ? "would fail" : "failed")}");
        }

        var share = report.Shard is { } shard
            ? $"Shard {shard.Index}/{shard.Count} ({Counted.Text(shard.Blobs, "blob")}, {ByteSize.Text(shard.Bytes)}): "
            : "";
        return parts.Count == 0 ? $"{share}There was nothing to push." : $"{share}{string.Join(", ", parts)}.";
    }

    /// <summary>Each distinct way out, once.</summary>
    public static IReadOnlyList<string> Hints(DeliveryReport report) =>
        [.. report.Items.Where(item => item.Result == DeliveryOutcome.Failed).Select(item => item.Hint).OfType<string>().Distinct()];

    private static IEnumerable<string?> Traffic(DeliveredItem item) =>
        [item.Sent > 0 ? $"{ByteSize.Text(item.Sent)} sent" : null, item.Mounted > 0 ? $"{ByteSize.Text(item.Mounted)} mounted" : null];

    private static string? Replaced(DeliveredItem item) => item.Replaces is { } other ? $"replaces {other}" : null;

    private static IEnumerable<string?> Converted(DeliveredItem item) =>
        item is { IsChart: true, SourceDigest: { } archive }
            ? [$"dependencies rewritten: {item.Digest} instead of {archive}, without a provenance file"]
        : item.SourceDigest is { } published
            ?
            [
                $"converted: {item.Digest} instead of {published}",
                item.AttestationsLeftOut is { Count: var left } ? $"without {Counted.Text(left, "attestation")}" : null,
            ]
        : [];

    private static string? Lacking(DeliveredItem item) =>
        item.LeftOut is { Count: var lacking } ? $"but for {lacking} layers that only their publisher gives" : null;

    private static string Remarks(IEnumerable<string?> remarks) =>
        string.Join(", ", remarks.OfType<string>()) is { Length: > 0 } text ? $" ({text})" : "";
}
