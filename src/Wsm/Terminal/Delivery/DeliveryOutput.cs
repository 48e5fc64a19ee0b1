using System.Text;
using System.Text.Json;
using Wsm.Hosting;
using Wsm.Oci.Files;
using Wsm.Site.Delivery;

namespace Wsm.Terminal.Delivery;

/// <summary>The end of a delivery: the report for machines, the sum for people, the exit code.</summary>
internal static class DeliveryOutput
{
    /// <param name="file">Where the report is written to as well; null for nowhere.</param>
    /// <exception cref="IOException">It cannot be written there.</exception>
    public static int Print(DeliveryReport report, UserConsole console, bool json, bool dryRun, string? file)
    {
        report = report with { Images = WithHints(report.Images), Charts = WithHints(report.Charts) };
        var text = JsonSerializer.Serialize(report, DeliveryJson.Default.DeliveryReport);
        if (file is not null)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            AtomicFile.Write(file, Encoding.UTF8.GetBytes(text + "\n"));
        }

        if (json)
        {
            console.Print(text);
        }
        else if (dryRun)
        {
            foreach (var item in report.Items)
            {
                console.Print(DeliveryText.Line(item));
            }
        }

        var failed = report.Items.Count(item => item.Result == DeliveryOutcome.Failed);
        if (failed == 0)
        {
            console.Say(DeliveryText.Summary(report));
            return ExitCode.Done;
        }

        return console.Report(
            new Failure(
                DeliveryText.Summary(report),
                dryRun ? null : "Run the same command again once that is fixed; what has arrived is not sent again.",
                ExitCode.Failed
            )
            {
                Details = DeliveryText.Hints(report),
            }
        );
    }

    private static IReadOnlyList<DeliveredItem> WithHints(IReadOnlyList<DeliveredItem> items) =>
        [.. items.Select(item => item with { Hint = item.Hint ?? Failure.HintFor(item.Cause) })];
}
