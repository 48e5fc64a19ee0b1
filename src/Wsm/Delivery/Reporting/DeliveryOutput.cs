using System.Text.Json;
using Wsm.Terminal;

namespace Wsm.Delivery.Reporting;

/// <summary>The end of a delivery: the report for machines, the sum for people, the exit code.</summary>
internal static class DeliveryOutput
{
    public static int Print(DeliveryReport report, UserConsole console, bool json, bool dryRun)
    {
        if (json)
            console.Print(JsonSerializer.Serialize(report, DeliveryJson.Default.DeliveryReport));
        else if (dryRun)
            foreach (var item in report.Items)
                console.Print(DeliveryText.Line(item));

        var failed = report.Items.Count(item => item.Result == DeliveryOutcome.Failed);
        if (failed == 0)
        {
            console.Say(DeliveryText.Summary(report));
            return ExitCode.Done;
        }
        var total = report.Items.Count();
        return console.Report(
            new Failure(
                $"{failed} of {total} {(dryRun ? "would fail" : "failed")}: {DeliveryText.Summary(report)}",
                dryRun ? null : "Run the same command again when that is mended; what has arrived is not sent again.",
                ExitCode.Failed
            )
            {
                Details = DeliveryText.Hints(report),
            }
        );
    }
}
