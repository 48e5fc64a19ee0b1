using System.Text.Json;
using System.Text.Json.Serialization;
using Wsm.Bundles.Sharding;
using Wsm.Oci.Models;
using Wsm.Product.Failures;

namespace Wsm.Site.Delivery.Shards;

/// <summary>What the shards of a delivery did together, by their reports.</summary>
public sealed record ShardSum
{
    /// <summary>How many shards the whole has.</summary>
    public required int Count { get; init; }

    /// <summary>Those of which there is no report.</summary>
    public required IReadOnlyList<int> Missing { get; init; }

    /// <summary>Shards whose plan is another one than the first report's: a tag has moved, or the commands differ.</summary>
    public required IReadOnlyList<int> OtherPlans { get; init; }

    /// <summary>Each image once: what the shard that came furthest says of it, with the bytes of all.</summary>
    public required IReadOnlyList<DeliveredItem> Images { get; init; }

    public required IReadOnlyList<DeliveredItem> Charts { get; init; }

    public bool IsComplete =>
        Missing.Count == 0
        && OtherPlans.Count == 0
        && Images.Concat(Charts).All(item => item.Result is DeliveryOutcome.Pushed or DeliveryOutcome.Present);

    /// <param name="reports">Each with the name it is known by, for messages.</param>
    /// <exception cref="UserError">One is no shard's, or they are of works with different numbers of shards.</exception>
    public static ShardSum Of(IReadOnlyList<(string Name, DeliveryReport Report)> reports)
    {
        foreach (var (name, report) in reports)
        {
            if (report.Shard is null)
            {
                throw UserError.Usage($"{name} is the report of a whole delivery, and not of a shard.");
            }

            if (report.Shard.Count != reports[0].Report.Shard!.Count)
            {
                throw UserError.Usage(
                    $"{name} is of one of {report.Shard.Count} shards, and {reports[0].Name} of one of {reports[0].Report.Shard!.Count}."
                );
            }
        }

        var (count, plan) = (reports[0].Report.Shard!.Count, reports[0].Report.Shard!.Plan);
        var there = reports.Select(pair => pair.Report.Shard!.Index).ToHashSet();
        return new ShardSum
        {
            Count = count,
            Missing = [.. Enumerable.Range(0, count).Where(index => !there.Contains(index))],
            OtherPlans =
            [
                .. reports.Where(pair => pair.Report.Shard!.Plan != plan).Select(pair => pair.Report.Shard!.Index).Distinct().Order(),
            ],
            Images = Together(reports.SelectMany(pair => pair.Report.Images)),
            Charts = Together(reports.SelectMany(pair => pair.Report.Charts)),
        };
    }

    /// <exception cref="JsonException">It is no report.</exception>
    /// <exception cref="FormatException">An item of a list is null, or there is no such shard.</exception>
    public static DeliveryReport Parse(ReadOnlySpan<byte> json)
    {
        var report = JsonSerializer.Deserialize(json, DeliveryJson.Default.DeliveryReport)
            ?? throw new JsonException("the document is null");
        JsonLists.NoGaps(report.Images, "images");
        JsonLists.NoGaps(report.Charts, "charts");
        return report.Shard is not { } shard || Shard.IsPart(shard.Index, shard.Count)
            ? report
            : throw new FormatException($"it is of shard {shard.Index} of {shard.Count}");
    }

    private static List<DeliveredItem> Together(IEnumerable<DeliveredItem> items) =>
        [
            .. items
                .GroupBy(item => (item.Source, item.Target))
                .Select(same =>
                    same.MinBy(item => Distance(item.Result))! with
                    {
                        Sent = same.Sum(item => item.Sent),
                        Mounted = same.Sum(item => item.Mounted),
                    }
                ),
        ];

    /// <summary>From being there.</summary>
    private static int Distance(DeliveryOutcome outcome) =>
        outcome switch
        {
            DeliveryOutcome.Pushed => 0,
            DeliveryOutcome.Present => 1,
            DeliveryOutcome.Failed => 2,
            DeliveryOutcome.Left => 3,
            _ => 4,
        };
}

[JsonSourceGenerationOptions(
    WriteIndented = true,
    NewLine = "\n",
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(ShardSum))]
public sealed partial class ShardSumJson : JsonSerializerContext;
