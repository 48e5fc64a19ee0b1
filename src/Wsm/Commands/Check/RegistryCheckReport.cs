using System.Text.Json.Serialization;
using Wsm.Oci.References;

namespace Wsm.Commands.Check;

/// <summary>What a registry and a chart store hold of a bundle, item by item; <c>-o json</c> prints it.</summary>
public sealed record RegistryCheckReport(IReadOnlyList<CheckedItem> Images, IReadOnlyList<CheckedItem> Charts)
{
    [JsonIgnore]
    public IEnumerable<CheckedItem> Items => Images.Concat(Charts);
}

/// <param name="Source">The reference as written, or the chart's name and version.</param>
/// <param name="Target">Where it was looked for.</param>
/// <param name="Digest">What should be there; null where the bundle's own copy cannot be read.</param>
/// <param name="Problem">What is wrong; null when nothing is.</param>
public sealed record CheckedItem(string Source, string Target, Digest? Digest, CheckState State, string? Problem = null)
{
    /// <summary>Digests of layers that only their publisher gives, and that the bundle does not hold.</summary>
    public IReadOnlyList<Digest>? LeftOut { get; init; }
}

public enum CheckState
{
    /// <summary>The tag, every manifest below it and every blob are there.</summary>
    Complete,

    /// <summary>It is not there, or a part of it is not.</summary>
    Missing,

    /// <summary>Something else answers to the name.</summary>
    Differs,

    /// <summary>The place could not be asked.</summary>
    Unknown,
}

[JsonSourceGenerationOptions(
    WriteIndented = true,
    NewLine = "\n",
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(RegistryCheckReport))]
internal sealed partial class CheckJson : JsonSerializerContext;
