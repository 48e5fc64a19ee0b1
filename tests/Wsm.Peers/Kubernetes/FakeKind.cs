namespace Wsm.Peers.Kubernetes;

/// <summary>A kind that the stand-in for an API server has.</summary>
public sealed record FakeKind(string Group, string Version, string Kind, string Plural, bool IsNamespaced = true)
{
    public static IReadOnlyList<FakeKind> Common { get; } =
    [
        new("", "v1", "Pod", "pods"),
        new("", "v1", "Event", "events"),
        new("", "v1", "Secret", "secrets"),
        new("", "v1", "ConfigMap", "configmaps"),
        new("", "v1", "Service", "services"),
        new("", "v1", "ReplicationController", "replicationcontrollers"),
        new("", "v1", "Node", "nodes", false),
        new("", "v1", "Namespace", "namespaces", false),
        new("apps", "v1", "Deployment", "deployments"),
        new("apps", "v1", "ReplicaSet", "replicasets"),
        new("apps", "v1", "StatefulSet", "statefulsets"),
        new("apps", "v1", "DaemonSet", "daemonsets"),
        new("batch", "v1", "Job", "jobs"),
        new("batch", "v1beta1", "CronJob", "cronjobs"),
        new("storage.k8s.io", "v1", "StorageClass", "storageclasses", false),
    ];

    public string ApiVersion => Group.Length == 0 ? Version : $"{Group}/{Version}";

    public string Root => Group.Length == 0 ? $"/api/{Version}" : $"/apis/{Group}/{Version}";
}
