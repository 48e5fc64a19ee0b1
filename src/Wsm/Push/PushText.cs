using Wsm.Terminal;

namespace Wsm.Push;

/// <summary>A push in words.</summary>
internal static class PushText
{
    public static string Line(PushedItem item) => item.Result switch
    {
        PushResult.Pushed => $"✓ {item.Source} → {item.Target}{Traffic(item)}",
        PushResult.Present => $"= {item.Source} → {item.Target} (already there)",
        PushResult.Planned => $"+ {item.Source} → {item.Target}{(item.Sent > 0 ? $" ({ByteSize.Text(item.Sent)} at most)" : "")}",
        _ => $"✗ {item.Source}{(item.Target.Length > 0 ? $" → {item.Target}" : "")}: {item.Reason}",
    };

    /// <summary>The last line: what there is now.</summary>
    public static string Summary(PushReport report)
    {
        var counts = report.Items.CountBy(item => item.Result).ToDictionary(pair => pair.Key, pair => pair.Value);
        var parts = new List<string>();
        void Add(PushResult result, string word)
        {
            if (counts.TryGetValue(result, out var count)) parts.Add($"{count} {word}");
        }

        Add(PushResult.Planned, "to push");
        Add(PushResult.Pushed, "pushed");
        Add(PushResult.Present, "already there");
        Add(PushResult.Failed, "failed");
        return parts.Count == 0 ? "There was nothing to push." : string.Join(", ", parts) + ".";
    }

    /// <summary>Each distinct way out, once.</summary>
    public static IReadOnlyList<string> Hints(PushReport report) =>
        [.. report.Items.Where(item => item.Result == PushResult.Failed).Select(item => item.Hint).OfType<string>().Distinct()];

    private static string Traffic(PushedItem item) => (item.Sent, item.Mounted) switch
    {
        (0, 0) => "",
        (0, var mounted) => $" ({ByteSize.Text(mounted)} mounted)",
        (var sent, 0) => $" ({ByteSize.Text(sent)} sent)",
        var (sent, mounted) => $" ({ByteSize.Text(sent)} sent, {ByteSize.Text(mounted)} mounted)",
    };
}
