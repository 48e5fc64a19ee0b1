using Wsm.Helm.Data;

namespace Wsm.Helm.Rendering;

/// <summary>The order in which helm installs kinds; kinds it does not know come last, by name.</summary>
internal sealed class InstallOrder : IComparer<string>
{
    private static readonly Dictionary<string, int> Known = Positions([
        "PriorityClass",
        "Namespace",
        "NetworkPolicy",
        "ResourceQuota",
        "LimitRange",
        "PodSecurityPolicy",
        "PodDisruptionBudget",
        "ServiceAccount",
        "Secret",
        "SecretList",
        "ConfigMap",
        "StorageClass",
        "PersistentVolume",
        "PersistentVolumeClaim",
        "CustomResourceDefinition",
        "ClusterRole",
        "ClusterRoleList",
        "ClusterRoleBinding",
        "ClusterRoleBindingList",
        "Role",
        "RoleList",
        "RoleBinding",
        "RoleBindingList",
        "Service",
        "DaemonSet",
        "Pod",
        "ReplicationController",
        "ReplicaSet",
        "Deployment",
        "HorizontalPodAutoscaler",
        "StatefulSet",
        "Job",
        "CronJob",
        "IngressClass",
        "Ingress",
        "APIService",
        "MutatingWebhookConfiguration",
        "ValidatingWebhookConfiguration",
    ]);

    public static InstallOrder Instance { get; } = new();

    /// <summary>Sorts; documents of one kind keep their order.</summary>
    public static List<RenderedDocument> Sort(IEnumerable<RenderedDocument> documents) =>
        [.. documents.OrderBy(static document => document.Head.Kind, Instance)];

    public int Compare(string? x, string? y)
    {
        var first = Known.GetValueOrDefault(x!, int.MaxValue);
        var second = Known.GetValueOrDefault(y!, int.MaxValue);
        return first == int.MaxValue && second == int.MaxValue ? GoStringOrder.Instance.Compare(x, y) : first.CompareTo(second);
    }

    private static Dictionary<string, int> Positions(string[] kinds)
    {
        var positions = new Dictionary<string, int>(kinds.Length, StringComparer.Ordinal);
        foreach (var kind in kinds)
        {
            positions.Add(kind, positions.Count);
        }

        return positions;
    }
}
