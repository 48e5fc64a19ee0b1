namespace Wsm.Kubernetes.Objects;

/// <summary>A kind of object that a server has, and under which name its address goes.</summary>
/// <param name="Group">Empty for the core.</param>
/// <param name="Plural">The name in addresses: <c>deployments</c>.</param>
public sealed record ResourceKind(string Group, string Version, string Kind, string Plural, bool IsNamespaced)
{
    public static readonly ResourceKind Pod = new("", "v1", "Pod", "pods", true);
    public static readonly ResourceKind Event = new("", "v1", "Event", "events", true);
    public static readonly ResourceKind Node = new("", "v1", "Node", "nodes", false);
    public static readonly ResourceKind Namespace = new("", "v1", "Namespace", "namespaces", false);
    public static readonly ResourceKind Secret = new("", "v1", "Secret", "secrets", true);
    public static readonly ResourceKind StorageClass = new("storage.k8s.io", "v1", "StorageClass", "storageclasses", false);

    /// <summary>What may be done with it: <c>list</c>, <c>watch</c>, <c>patch</c>; empty where nobody asked the server.</summary>
    public IReadOnlyList<string> Verbs { get; init; } = [];

    public string ApiVersion => Group.Length == 0 ? Version : $"{Group}/{Version}";

    /// <summary>The address of all objects of the kind, of one, or of a part of one.</summary>
    /// <param name="space">Null for every namespace; ignored for a kind that has none.</param>
    internal string PathOf(string? space, string? name = null, string? part = null) =>
        (Group.Length == 0 ? $"/api/{Version}" : $"/apis/{Group}/{Version}")
        + (IsNamespaced && space is not null ? $"/namespaces/{Uri.EscapeDataString(space)}" : "")
        + $"/{Plural}"
        + (name is null ? "" : $"/{Uri.EscapeDataString(name)}")
        + (part is null ? "" : $"/{part}");
}
