using Wsm.Kubernetes.Objects;

namespace Wsm.Site.Releases.Objects;

/// <summary>An object that a document asks for.</summary>
/// <param name="Item">As the document has it; in a kind with namespaces with its namespace.</param>
/// <param name="Kind">What the cluster knows it as; null where the cluster does not have the kind.</param>
/// <param name="Source">The template, or the file, that it stands in.</param>
internal sealed record ClusterObject(KubeObject Item, ResourceKind? Kind, string Source)
{
    public const string PolicyAnnotation = "helm.sh/resource-policy";

    public string Name => Item.Name;

    public string? Namespace => Item.Namespace;

    /// <summary>What it is, whatever version of its kind it is written in.</summary>
    public ObjectKey Key => new(Item.Group, Item.Kind, Item.Namespace ?? "", Item.Name);

    /// <summary>The chart wants it to stay when everything else goes.</summary>
    public bool IsKept => IsKeep(Item);

    public static bool IsKeep(KubeObject item) =>
        item.Annotations.GetValueOrDefault(PolicyAnnotation) is { } policy
        && policy.Split(',').Any(word => word.Trim().Equals("keep", StringComparison.OrdinalIgnoreCase));

    public override string ToString() => Key.ToString();
}
