using Wsm.Site.Releases.Actions;

namespace Wsm.Site.Deployments;

/// <summary>One thing that a deployment brings into the cluster.</summary>
/// <param name="Component">The component of the catalog that asks for it.</param>
public abstract record DeploymentStep(string Component);

/// <summary>A chart as a release.</summary>
public sealed record ReleaseStep(string Component, ReleaseRequest Request) : DeploymentStep(Component);

/// <summary>Documents that are sent as they stand.</summary>
/// <param name="File">Where they stand, for people.</param>
/// <param name="Namespace">Of those that name none.</param>
public sealed record DocumentsStep(string Component, string File, string Text, string Namespace) : DeploymentStep(Component);
