namespace Wsm.Site.Clusters.Observed;

/// <summary>A kind whose objects make pods.</summary>
/// <param name="Template">The way to the pod's description.</param>
internal sealed record WorkloadKind(string Group, string Kind, string Plural, string[] Template)
{
    private static readonly string[] Usual = ["spec", "template", "spec"];

    public static IReadOnlyList<WorkloadKind> All { get; } =
    [
        new("apps", "Deployment", "deployments", Usual),
        new("apps", "StatefulSet", "statefulsets", Usual),
        new("apps", "DaemonSet", "daemonsets", Usual),
        new("apps", "ReplicaSet", "replicasets", Usual),
        new("", "ReplicationController", "replicationcontrollers", Usual),
        new("batch", "CronJob", "cronjobs", ["spec", "jobTemplate", "spec", "template", "spec"]),
        new("batch", "Job", "jobs", Usual),
    ];
}
