using System.Text.Json.Serialization;

namespace Wsm.Values;

/// <summary>One image of the final rendering, judged.</summary>
internal sealed record ProofEntry
{
    public required string Component { get; init; }

    /// <summary>As the rendered document names it.</summary>
    public required string Image { get; init; }

    /// <summary>Where it was published; null for what is not known.</summary>
    public string? Source { get; init; }

    public required ProofStatus Status { get; init; }

    /// <summary>Why it is not proved.</summary>
    public string? Reason { get; init; }

    /// <summary>Not a container's image, but a reference that something may start.</summary>
    public required bool Candidate { get; init; }

    public required string Document { get; init; }

    public string? Container { get; init; }

    public required string Field { get; init; }

    public required string Template { get; init; }

    public int? Line { get; init; }
}

[JsonConverter(typeof(JsonStringEnumConverter<ProofStatus>))]
internal enum ProofStatus
{
    /// <summary>The documents name the image inside.</summary>
    Proved,

    /// <summary>The documents name it by its public name, and the nodes' mirror configuration leads that inside.</summary>
    Mirrored,

    Unproved,
}

/// <summary><c>proof.json</c></summary>
internal sealed record ProofFile
{
    public string ApiVersion { get; init; } = "wsm/v1";

    public string Kind { get; init; } = "Proof";

    public required IReadOnlyList<ProofEntry> Images { get; init; }
}

[JsonSourceGenerationOptions(WriteIndented = true, NewLine = "\n", PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ProofFile))]
internal sealed partial class ProofJson : JsonSerializerContext;
