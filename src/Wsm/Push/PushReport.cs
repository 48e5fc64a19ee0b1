using System.Text.Json.Serialization;

namespace Wsm.Push;

/// <summary>What came of a push, item by item; <c>-o json</c> prints it.</summary>
public sealed record PushReport
{
    public required IReadOnlyList<PushedItem> Images { get; init; }

    public required IReadOnlyList<PushedItem> Charts { get; init; }

    [JsonIgnore]
    public IEnumerable<PushedItem> Items => Images.Concat(Charts);
}

/// <summary>One image or chart.</summary>
public sealed record PushedItem
{
    /// <summary>The reference as written, or the chart's name and version.</summary>
    public required string Source { get; init; }

    /// <summary>Where it is, or should have been.</summary>
    public required string Target { get; init; }

    /// <summary>How the cluster names it, where that differs.</summary>
    public string? Pull { get; init; }

    public string? Digest { get; init; }

    public required PushResult Result { get; init; }

    /// <summary>Bytes that travelled for it.</summary>
    public long Sent { get; init; }

    /// <summary>Bytes that the registry linked from another of its repositories.</summary>
    public long Mounted { get; init; }

    public string? Reason { get; init; }

    public string? Hint { get; init; }
}

public enum PushResult
{
    Pushed,

    /// <summary>It was there already.</summary>
    Present,

    Failed,

    /// <summary>With <c>--dry-run</c>: it would be pushed.</summary>
    Planned,
}

[JsonSourceGenerationOptions(WriteIndented = true, NewLine = "\n", PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(PushReport))]
internal sealed partial class PushJson : JsonSerializerContext;
