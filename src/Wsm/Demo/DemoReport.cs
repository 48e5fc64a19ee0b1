using System.Text.Json;
using System.Text.Json.Serialization;
using Wsm.Product.Wording;

namespace Wsm.Demo;

/// <summary>What <c>wsm demo -o json</c> prints.</summary>
/// <param name="Folder">What <c>--keep</c> left behind.</param>
internal sealed record DemoReport(bool Passed, IReadOnlyList<DemoOutcome> Steps, string? Folder)
{
    private static readonly DemoJson Json = new(ReadableJson.Like(DemoJson.Default.Options));

    public string ToJson() => JsonSerializer.Serialize(this, Json.DemoReport);
}

/// <param name="Finding">What was proved, or what was not as it should be.</param>
internal sealed record DemoOutcome(string Title, string Command, bool Passed, string Finding);

[JsonSourceGenerationOptions(
    WriteIndented = true,
    NewLine = "\n",
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(DemoReport))]
internal sealed partial class DemoJson : JsonSerializerContext;
