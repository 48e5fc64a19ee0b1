using Wsm.Product.Wording;

namespace Wsm.Product.Catalogs;

/// <summary>The cluster that charts are rendered for.</summary>
/// <param name="KubeVersion">The Kubernetes version; null for the one that helm assumes without a cluster.</param>
/// <param name="ApiVersions">API versions besides those that every cluster has.</param>
public sealed record ClusterFacts(string? KubeVersion, IReadOnlyList<string> ApiVersions)
{
    /// <summary>For people: the version, and whether anybody said so.</summary>
    public string Describe() =>
        "Kubernetes "
        + $"{(KubeVersion ?? $"{Wsm.Helm.Rendering.Objects.KubeVersion.Default.Version}, as helm assumes where no cluster is named")}"
        + (ApiVersions.Count == 0 ? "" : $", with {Counted.Text(ApiVersions.Count, "further API version")}");

    public static ClusterFacts Unknown { get; } = new(null, []);
}
