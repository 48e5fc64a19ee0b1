using System.Text.Json.Serialization;

namespace Wsm.Delivery.Preflights;

/// <summary>One thing that was looked at before a delivery, and what to do where it is not ready.</summary>
public sealed record Finding(string Subject, bool Ready, string Detail, string? Hint = null);

public sealed record PreflightReport(IReadOnlyList<Finding> Findings);

[JsonSourceGenerationOptions(
    WriteIndented = true,
    NewLine = "\n",
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(PreflightReport))]
internal sealed partial class PreflightJson : JsonSerializerContext;
