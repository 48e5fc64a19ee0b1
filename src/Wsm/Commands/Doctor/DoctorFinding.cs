using System.Text.Json.Serialization;

namespace Wsm.Commands.Doctor;

/// <summary>One thing that was looked at, and what to do where it is not well.</summary>
internal sealed record DoctorFinding(string Subject, Severity Severity, string Detail, string? Hint = null)
{
    public static DoctorFinding Good(string subject, string detail) => new(subject, Severity.Good, detail);
}

/// <summary>How bad it is.</summary>
internal enum Severity
{
    [JsonStringEnumMemberName("good")]
    Good,

    [JsonStringEnumMemberName("warning")]
    Warning,

    /// <summary>The work cannot succeed like this.</summary>
    [JsonStringEnumMemberName("blocking")]
    Blocking,
}

internal sealed record Diagnosis(IReadOnlyList<DoctorFinding> Findings);

[JsonSourceGenerationOptions(
    WriteIndented = true,
    NewLine = "\n",
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(Diagnosis))]
internal sealed partial class DiagnosisJson : JsonSerializerContext;
