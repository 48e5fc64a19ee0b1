using System.Text.Json;
using Wsm.Hosting;
using Wsm.Oci.Files;
using Wsm.Product.Failures;
using Wsm.Product.Wording;
using Wsm.Site.Delivery;
using Wsm.Site.Delivery.Shards;
using Wsm.Terminal;
using Wsm.Terminal.Delivery;

namespace Wsm.Commands.Check;

/// <summary>Sums up what the shards of a delivery report.</summary>
internal static class ShardCheck
{
    private const long LargestReport = 64L << 20;

    /// <returns>The exit code: whether all of them together brought everything.</returns>
    /// <exception cref="UserError">A file cannot be read, or is no shard's report.</exception>
    public static int Run(IReadOnlyList<string> files, UserConsole console, bool json)
    {
        var sum = ShardSum.Of([.. files.Select(file => (file, Read(file)))]);
        if (json)
        {
            console.Print(JsonSerializer.Serialize(sum, ShardSumJson.Default.ShardSum));
        }
        else
        {
            foreach (var item in sum.Images.Concat(sum.Charts))
            {
                console.Print(
                    item.Result == DeliveryOutcome.Left
                        ? $"✗ {item.Source} → {item.Target}: no shard has completed it"
                        : DeliveryText.Line(item)
                );
            }
        }

        var items = sum.Images.Concat(sum.Charts).ToList();
        var there = items.Count(item => item.Result is DeliveryOutcome.Pushed or DeliveryOutcome.Present);
        if (sum.IsComplete)
        {
            console.Say(
                $"All {sum.Count} shards are done, and all {items.Count} are there: {ByteSize.Text(items.Sum(item => item.Sent))} were sent."
            );
            return ExitCode.Done;
        }

        List<string> details = [];
        if (sum.Missing.Count > 0)
        {
            details.Add($"There is no report of {Named(sum.Missing, sum.Count)}.");
        }

        if (sum.OtherPlans.Count > 0)
        {
            details.Add(
                $"{Named(sum.OtherPlans, sum.Count)} worked on other images than {files[0]} tells of: a tag has moved, or the commands differ."
            );
        }

        return console.Report(
            new Failure(
                $"{there} of {items.Count} are there.",
                "Run the shards that are missing or failed again; what has arrived is not sent again.",
                ExitCode.Incomplete
            )
            {
                Details = details,
            }
        );
    }

    private static string Named(IReadOnlyList<int> shards, int count) =>
        $"{(shards.Count == 1 ? "shard" : "shards")} {string.Join(", ", shards.Select(shard => $"{shard}/{count}"))}";

    private static DeliveryReport Read(string file)
    {
        try
        {
            return ShardSum.Parse(RegularFile.ReadAll(file, LargestReport));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw UserError.Usage($"The report {file} cannot be read: {error.Message}");
        }
        catch (Exception error) when (error is JsonException or FormatException)
        {
            throw UserError.Usage($"{file} is not a report of 'wsm push --report' or 'wsm mirror --report': {error.Message}");
        }
    }
}
