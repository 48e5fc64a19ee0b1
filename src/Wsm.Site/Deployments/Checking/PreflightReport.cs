namespace Wsm.Site.Deployments.Checking;

/// <summary>What was looked at before anything is changed.</summary>
/// <param name="Namespaces">Where releases and documents go, as far as those namespaces are there; the first one first.</param>
/// <param name="PullSecrets">What pods show to registries, by namespace and name.</param>
public sealed record PreflightReport(
    IReadOnlyList<DeploymentFinding> Findings,
    IReadOnlyList<string> Namespaces,
    IReadOnlyList<(string? Namespace, string Name)> PullSecrets
);
