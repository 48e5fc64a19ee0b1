using System.Text.Json.Serialization;

namespace Wsm.Site.Delivery;

/// <summary>One thing that was looked at before a delivery, and what to do where it is not ready.</summary>
public sealed record PreflightFinding(string Subject, bool Ready, string Detail, string? Hint = null)
{
    /// <summary>What <see cref="Hint"/> is found by, where it is not known yet.</summary>
    [JsonIgnore]
    public Exception? Cause { get; init; }
}

public sealed record PreflightReport(IReadOnlyList<PreflightFinding> Findings);

[JsonSourceGenerationOptions(
    WriteIndented = true,
    NewLine = "\n",
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(PreflightReport))]
public sealed partial class PreflightJson : JsonSerializerContext;
