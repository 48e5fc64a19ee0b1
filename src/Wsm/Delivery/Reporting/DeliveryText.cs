using Wsm.Terminal;

namespace Wsm.Delivery.Reporting;

/// <summary>A delivery in words.</summary>
internal static class DeliveryText
{
    public static string Line(DeliveredItem item) =>
        item.Result switch
        {
            DeliveryOutcome.Pushed => $"✓ {item.Source} → {item.Target}{Traffic(item)}",
            DeliveryOutcome.Present => $"= {item.Source} → {item.Target} (already there)",
            DeliveryOutcome.Planned => $"+ {item.Source} → {item.Target}{(item.Sent > 0 ? $" ({ByteSize.Text(item.Sent)} at most)" : "")}",
            _ => $"✗ {item.Source}{(item.Target.Length > 0 ? $" → {item.Target}" : "")}: {item.Reason}",
        };

    /// <summary>The last line: what there is now.</summary>
    public static string Summary(DeliveryReport report)
    {
        var counts = report.Items.CountBy(item => item.Result).ToDictionary(pair => pair.Key, pair => pair.Value);
        var parts = new List<string>();
        void Add(DeliveryOutcome result, string word)
        {
            if (counts.TryGetValue(result, out var count))
                parts.Add($"{count} {word}");
        }

        Add(DeliveryOutcome.Planned, "to push");
        Add(DeliveryOutcome.Pushed, "pushed");
        Add(DeliveryOutcome.Present, "already there");
        Add(DeliveryOutcome.Failed, "failed");
        return parts.Count == 0 ? "There was nothing to push." : string.Join(", ", parts) + ".";
    }

    /// <summary>Each distinct way out, once.</summary>
    public static IReadOnlyList<string> Hints(DeliveryReport report) =>
        [.. report.Items.Where(item => item.Result == DeliveryOutcome.Failed).Select(item => item.Hint).OfType<string>().Distinct()];

    private static string Traffic(DeliveredItem item) =>
        (item.Sent, item.Mounted) switch
        {
            (0, 0) => "",
            (0, var mounted) => $" ({ByteSize.Text(mounted)} mounted)",
            (var sent, 0) => $" ({ByteSize.Text(sent)} sent)",
            var (sent, mounted) => $" ({ByteSize.Text(sent)} sent, {ByteSize.Text(mounted)} mounted)",
        };
}
