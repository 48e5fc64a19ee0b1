using System.Text.Json;
using System.Text.Json.Serialization;

namespace Wsm.Values;

/// <summary><c>proof.json</c></summary>
internal sealed record ProofFile
{
    public const string FileName = "proof.json";

    public string ApiVersion { get; init; } = "wsm/v1";

    public string Kind { get; init; } = "Proof";

    /// <summary>Registries that were asked for every image's digest.</summary>
    public required IReadOnlyList<string> RegistriesAsked { get; init; }

    /// <summary>Which registries were not, and why.</summary>
    public required IReadOnlyList<string> RegistriesNotAsked { get; init; }

    public required IReadOnlyList<ProofEntry> Images { get; init; }

    public string ToJson() => JsonSerializer.Serialize(this, ProofJson.Default.ProofFile);
}

[JsonSourceGenerationOptions(
    WriteIndented = true,
    NewLine = "\n",
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(ProofFile))]
internal sealed partial class ProofJson : JsonSerializerContext;
