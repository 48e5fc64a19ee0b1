using System.Text.Json;
using Wsm.Hosting;
using Wsm.Site.Delivery;

namespace Wsm.Terminal.Delivery;

/// <summary>The end of a delivery: the report for machines, the sum for people, the exit code.</summary>
internal static class DeliveryOutput
{
    public static int Print(DeliveryReport report, UserConsole console, bool json, bool dryRun)
    {
        report = new DeliveryReport { Images = WithHints(report.Images), Charts = WithHints(report.Charts) };
        if (json)
        {
            console.Print(JsonSerializer.Serialize(report, DeliveryJson.Default.DeliveryReport));
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
