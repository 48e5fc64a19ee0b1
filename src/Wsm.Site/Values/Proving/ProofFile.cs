using System.Text.Json;
using System.Text.Json.Serialization;
using Wsm.Product.Resolving;

namespace Wsm.Site.Values.Proving;

/// <summary><c>proof.json</c></summary>
public sealed record ProofFile
{
    public const string FileName = "proof.json";

    public string ApiVersion { get; init; } = "wsm/v1";

    public string Kind { get; init; } = "Proof";

    /// <summary>Registries that were asked for every image's digest.</summary>
    public required IReadOnlyList<string> RegistriesAsked { get; init; }

    /// <summary>Which registries were not, and why.</summary>
    public required IReadOnlyList<string> RegistriesNotAsked { get; init; }

    /// <summary>The cluster that the charts were rendered for; null where there is no chart.</summary>
    public ProofCluster? Cluster { get; init; }

    public required IReadOnlyList<ProofEntry> Images { get; init; }

    public string ToJson() => JsonSerializer.Serialize(this, ProofJson.Default.ProofFile);
}

/// <param name="KubeVersion">The Kubernetes version that the templates were told.</param>
/// <param name="Assumed">Nobody named a version; helm assumes this one.</param>
public sealed record ProofCluster(string KubeVersion, bool Assumed, IReadOnlyList<string> ApiVersions)
{
    public static ProofCluster? Of(ImageSet set) =>
        set.Components.FirstOrDefault(component => component.Chart is not null)?.Cluster is { } cluster
            ? new ProofCluster(
                cluster.KubeVersion ?? Helm.Rendering.Objects.KubeVersion.Default.Version,
                cluster.KubeVersion is null,
                cluster.ApiVersions
            )
            : null;
}

[JsonSourceGenerationOptions(
    WriteIndented = true,
    NewLine = "\n",
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(ProofFile))]
internal sealed partial class ProofJson : JsonSerializerContext;
