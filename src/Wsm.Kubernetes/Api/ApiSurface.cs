using Wsm.Kubernetes.Objects;

namespace Wsm.Kubernetes.Api;

/// <summary>Every kind that a server has.</summary>
/// <param name="Kinds">In each version that is served; a group's preferred version first.</param>
/// <param name="Failed">Groups whose own server did not answer, and why.</param>
public sealed record ApiSurface(IReadOnlyList<ResourceKind> Kinds, IReadOnlyDictionary<string, string> Failed)
{
    /// <summary><c>v1</c>, <c>apps/v1</c> …, sorted, as <c>kubectl api-versions</c> prints them.</summary>
    public IReadOnlyList<string> Versions { get; init; } = [];

    /// <summary>By what a document says of itself; null where the server does not have it.</summary>
    public ResourceKind? Find(string apiVersion, string kind) =>
        Kinds.FirstOrDefault(known => known.Kind == kind && known.ApiVersion == apiVersion);

    /// <summary>In the version that the server prefers; null where it does not have the kind.</summary>
    public ResourceKind? FindPreferred(string group, string kind) =>
        Kinds.FirstOrDefault(known => known.Kind == kind && known.Group == group);
}
