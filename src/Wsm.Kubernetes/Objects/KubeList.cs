namespace Wsm.Kubernetes.Objects;

/// <param name="ResourceVersion">The moment that the list shows; a watch goes on from there.</param>
public sealed record KubeList(IReadOnlyList<KubeObject> Items, string ResourceVersion);
