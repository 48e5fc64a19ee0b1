using System.Text.Json.Serialization;
using Wsm.Oci.References;

namespace Wsm.Site.Delivery;

/// <summary>What came of a delivery, item by item; <c>-o json</c> prints it.</summary>
public sealed record DeliveryReport
{
    public required IReadOnlyList<DeliveredItem> Images { get; init; }

    public required IReadOnlyList<DeliveredItem> Charts { get; init; }

    /// <summary>Which part of the whole this was; null for all of it.</summary>
    public ShardShare? Shard { get; init; }

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

    public Digest? Digest { get; init; }

    /// <summary>
    /// The digest that was published, where the image was converted or the chart's dependencies were rewritten on the way; else absent.
    /// </summary>
    public Digest? SourceDigest { get; init; }

    public required DeliveryOutcome Result { get; init; }

    /// <summary>
    /// The digest of other content that the target's name stood for before, or stands for still; null when there was none.
    /// </summary>
    public string? Replaces { get; init; }

    /// <summary>Bytes that travelled for it.</summary>
    public long Sent { get; init; }

    /// <summary>Bytes that the registry linked from another of its repositories.</summary>
    public long Mounted { get; init; }

    /// <summary>Digests of layers that only their publisher gives, and that were not brought.</summary>
    public IReadOnlyList<Digest>? LeftOut { get; init; }

    /// <summary>Digests of attestations that a converted image leaves behind.</summary>
    public IReadOnlyList<Digest>? AttestationsLeftOut { get; init; }

    public string? Reason { get; init; }

    /// <summary>What the person can do about it.</summary>
    public string? Hint { get; init; }

    [JsonIgnore]
    public bool IsChart { get; init; }

    /// <summary>What <see cref="Hint"/> is found by, where it is not known yet.</summary>
    [JsonIgnore]
    public Exception? Cause { get; init; }
}

[JsonSourceGenerationOptions(
    WriteIndented = true,
    NewLine = "\n",
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(DeliveryReport))]
public sealed partial class DeliveryJson : JsonSerializerContext;
