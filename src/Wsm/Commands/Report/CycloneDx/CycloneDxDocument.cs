using System.Text.Json.Serialization;

namespace Wsm.Commands.Report.CycloneDx;

/// <summary>The part of CycloneDX 1.6 that wsm writes: https://cyclonedx.org/docs/1.6/json/</summary>
internal sealed record CycloneDxDocument
{
    [JsonPropertyName("$schema")]
    public string Schema { get; init; } = "http://cyclonedx.org/schema/bom-1.6.schema.json";

    public string BomFormat { get; init; } = "CycloneDX";

    public string SpecVersion { get; init; } = "1.6";

    public required string SerialNumber { get; init; }

    public int Version { get; init; } = 1;

    public required CycloneDxMetadata Metadata { get; init; }

    public required IReadOnlyList<CycloneDxComponent> Components { get; init; }

    public required IReadOnlyList<CycloneDxDependency> Dependencies { get; init; }
}

internal sealed record CycloneDxMetadata(CycloneDxTools Tools, CycloneDxComponent Component);

internal sealed record CycloneDxTools(IReadOnlyList<CycloneDxComponent> Components);

internal sealed record CycloneDxComponent
{
    /// <summary><c>container</c>, <c>application</c>, <c>library</c> …</summary>
    public required string Type { get; init; }

    [JsonPropertyName("bom-ref")]
    public string? BomRef { get; init; }

    public string? Group { get; init; }

    public required string Name { get; init; }

    public string? Version { get; init; }

    public string? Description { get; init; }

    public IReadOnlyList<CycloneDxHash>? Hashes { get; init; }

    public IReadOnlyList<CycloneDxLicenseChoice>? Licenses { get; init; }

    public string? Copyright { get; init; }

    /// <summary>https://github.com/package-url/purl-spec</summary>
    public string? Purl { get; init; }

    public IReadOnlyList<CycloneDxReference>? ExternalReferences { get; init; }

    public IReadOnlyList<CycloneDxProperty>? Properties { get; init; }
}

internal sealed record CycloneDxLicenseChoice(CycloneDxLicense License);

/// <param name="Id">As SPDX calls it.</param>
internal sealed record CycloneDxLicense(string Id);

/// <param name="Alg"><c>SHA-256</c>, <c>SHA-512</c>.</param>
internal sealed record CycloneDxHash(string Alg, string Content);

internal sealed record CycloneDxReference(string Type, string Url, string? Comment = null, IReadOnlyList<CycloneDxHash>? Hashes = null);

internal sealed record CycloneDxProperty(string Name, string Value);

internal sealed record CycloneDxDependency(string Ref, IReadOnlyList<string> DependsOn);

[JsonSourceGenerationOptions(
    WriteIndented = true,
    NewLine = "\n",
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(CycloneDxDocument))]
internal sealed partial class CycloneDxJson : JsonSerializerContext;
