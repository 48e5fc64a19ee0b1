using System.Text.Json.Serialization;

namespace Wsm.Delivery.Reporting;

/// <summary>What came of a delivery, item by item; <c>-o json</c> prints it.</summary>
public sealed record DeliveryReport
{
    public required IReadOnlyList<DeliveredItem> Images { get; init; }

    public required IReadOnlyList<DeliveredItem> Charts { get; init; }

    [JsonIgnore]
    public IEnumerable<DeliveredItem> Items => Images.Concat(Charts);
}

/// <summary>One image or chart.</summary>
public sealed record DeliveredItem
{
    /// <summary>The reference as written, or the chart's name and version.</summary>
    public required string Source { get; init; }

    /// <summary>Where it is, or should have been.</summary>
    public required string Target { get; init; }

    /// <summary>How the cluster names it, where that differs.</summary>
    public string? Pull { get; init; }

    public string? Digest { get; init; }

    public required DeliveryOutcome Result { get; init; }

    /// <summary>Bytes that travelled for it.</summary>
    public long Sent { get; init; }

    /// <summary>Bytes that the registry linked from another of its repositories.</summary>
    public long Mounted { get; init; }

    public string? Reason { get; init; }

    public string? Hint { get; init; }
}

[JsonSourceGenerationOptions(
    WriteIndented = true,
    NewLine = "\n",
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(DeliveryReport))]
internal sealed partial class DeliveryJson : JsonSerializerContext;
