using System.Text.Json;
using Wsm.Site.Clusters.Judging;
using Wsm.Terminal;
using Wsm.Terminal.Clusters;

namespace Wsm.Commands.Check;

/// <summary>Shows what a cluster asks for and runs.</summary>
internal static class ClusterCheckText
{
    private const int MostPlaces = 5;

    /// <summary>
    /// One image after another, those that need a look last; below each of these, who asks for it and what the cluster says.
    /// </summary>
    public static void Write(IReadOnlyList<ImageFinding> findings, UserConsole console)
    {
        var images = findings
            .GroupBy(finding => (finding.Use.Image, Text: FindingText.Long(finding), finding.IsGood))
            .OrderBy(image => !image.Key.IsGood)
            .ThenBy(image => image.Key.Image, StringComparer.Ordinal);
        foreach (var image in images)
        {
            if (image.Key.IsGood)
            {
                console.Print($"✓ {image.Key.Image}: {image.Key.Text} ({Count(image.Count())})");
                continue;
            }

            console.Print($"✗ {image.Key.Image}: {image.Key.Text}");
            var places = image.Select(Place).Distinct().ToList();
            foreach (var place in places.Take(MostPlaces))
            {
                console.Print($"    {place}");
            }

            if (places.Count > MostPlaces)
            {
                console.Print($"    and {places.Count - MostPlaces} more");
            }

            foreach (var message in image.Select(finding => finding.Use.Message).OfType<string>().Distinct().Take(2))
            {
                console.Print($"    the cluster says: {OneLine(message)}");
            }
        }
    }

    public static void WriteTable(IReadOnlyList<ImageFinding> findings, TextWriter output) =>
        Columns.Write(
            [
                ["NAMESPACE", "WORKLOAD", "POD", "CONTAINER", "IMAGE", "STATE"],
                .. findings.Select(finding =>
                    (string[])
                        [
                            finding.Use.Namespace,
                            finding.Use.Workload,
                            finding.Use.Pod ?? "(template)",
                            finding.Use.Container,
                            finding.Use.Image,
                            FindingText.Short(finding),
                        ]
                ),
            ],
            output
        );

    public static string Json(
        string context,
        Uri server,
        IReadOnlyList<string> namespaces,
        IReadOnlyList<ImageFinding> findings,
        IReadOnlyList<string> unread
    ) =>
        JsonSerializer.Serialize(
            new ClusterCheckReport(context, server.ToString(), namespaces, [.. findings.Select(Checked)], unread),
            ClusterCheckJson.Default.ClusterCheckReport
        );

    public static string Count(int containers) => containers == 1 ? "1 container" : $"{containers} containers";

    private static string Place(ImageFinding finding) =>
        $"{finding.Use.Namespace}/{finding.Use.Workload}, container "
        + $"{finding.Use.Container}{(finding.Use.Pod is null ? " (template)" : "")}";

    private static string OneLine(string message) => message.ReplaceLineEndings(" ").Trim();

    private static CheckedContainer Checked(ImageFinding finding) =>
        new(
            finding.Use.Namespace,
            finding.Use.Workload,
            finding.Use.Pod,
            finding.Use.Container,
            finding.Use.Role,
            finding.Use.Image,
            finding.Use.ImageId,
            finding.Use.Node,
            finding.Verdict,
            finding.BundleImage,
            finding.Expected?.ToString(),
            finding.PullName,
            FindingText.Place(finding.Origin),
            finding.Origin is null ? null : [.. finding.Origin.Values.Select(value => value.Path)],
            finding.Cause,
            FindingText.Explanation(finding),
            finding.Use.Message
        );
}
