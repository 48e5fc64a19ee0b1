namespace Wsm.Site.Releases.Objects;

/// <summary>The order in which helm takes kinds away; kinds it does not know come last, by name.</summary>
internal static class UninstallOrder
{
    private static readonly string[] Known =
    [
        "ValidatingWebhookConfiguration",
        "MutatingWebhookConfiguration",
        "APIService",
        "Ingress",
        "IngressClass",
        "Service",
        "CronJob",
        "Job",
        "StatefulSet",
        "HorizontalPodAutoscaler",
        "Deployment",
        "ReplicaSet",
        "ReplicationController",
        "Pod",
        "DaemonSet",
        "RoleBindingList",
        "RoleBinding",
        "RoleList",
        "Role",
        "ClusterRoleBindingList",
        "ClusterRoleBinding",
        "ClusterRoleList",
        "ClusterRole",
        "CustomResourceDefinition",
        "PersistentVolumeClaim",
        "PersistentVolume",
        "StorageClass",
        "ConfigMap",
        "SecretList",
        "Secret",
        "ServiceAccount",
        "PodDisruptionBudget",
        "PodSecurityPolicy",
        "LimitRange",
        "ResourceQuota",
        "NetworkPolicy",
        "Namespace",
        "PriorityClass",
    ];

    /// <summary>Objects of one kind keep their order.</summary>
    public static IEnumerable<ClusterObject> Sort(IEnumerable<ClusterObject> items) =>
        items
            .OrderBy(item => Array.IndexOf(Known, item.Item.Kind) is var place and >= 0 ? place : Known.Length)
            .ThenBy(item => Known.Contains(item.Item.Kind) ? "" : item.Item.Kind, StringComparer.Ordinal);
}
