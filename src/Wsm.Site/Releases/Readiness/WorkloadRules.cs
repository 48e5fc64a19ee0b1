using Wsm.Kubernetes.Objects;

namespace Wsm.Site.Releases.Readiness;

/// <summary>The rules for what keeps a number of pods running.</summary>
internal static class WorkloadRules
{
    /// <summary>How many of an object's pods are ready, and are wanted; of anything that has none 0 of 1.</summary>
    public static (long Ready, long Wanted) CountOf(KubeObject live) =>
        live.Kind switch
        {
            "Deployment" or "StatefulSet" or "ReplicaSet" or "ReplicationController" => (
                Count(live, "readyReplicas"),
                live.Number("spec", "replicas") ?? 1
            ),
            "DaemonSet" => (Count(live, "numberReady"), Count(live, "desiredNumberScheduled")),
            "Job" => (Count(live, "succeeded"), live.Number("spec", "completions") ?? 1),
            _ => (0, 1),
        };

    public static ObjectStatus OfDeployment(KubeObject live)
    {
        if (live.Flag("spec", "paused"))
        {
            return ObjectStatus.Current;
        }

        if (StatusRules.Condition(live, "Progressing") is { Reason: "ProgressDeadlineExceeded" } late)
        {
            return ObjectStatus.Failed(late.Message.Length > 0 ? late.Message : "it did not progress within its deadline");
        }

        var wanted = live.Number("spec", "replicas") ?? 1;
        var progressing = StatusRules.Condition(live, "Progressing");
        return Unseen(live)
            ?? Short(live, "replicas", wanted, "made")
            ?? Short(live, "updatedReplicas", wanted, "new")
            ?? (
                Count(live, "replicas") > wanted
                    ? ObjectStatus.InProgress($"{Count(live, "replicas") - wanted} old replicas are still there")
                    : null
            )
            ?? Short(live, "availableReplicas", wanted, "available")
            ?? Short(live, "readyReplicas", wanted, "ready")
            ?? (
                progressing is { IsTrue: not null, Reason: not "NewReplicaSetAvailable" }
                    ? ObjectStatus.InProgress(progressing.Message)
                    : null
            )
            ?? (StatusRules.Condition(live, "Available") is { IsTrue: false } away ? ObjectStatus.InProgress(away.Message) : null)
            ?? ObjectStatus.Current;
    }

    public static ObjectStatus OfStatefulSet(KubeObject live)
    {
        if (live.Text("spec", "updateStrategy", "type") == "OnDelete")
        {
            return ObjectStatus.Current;
        }

        var wanted = live.Number("spec", "replicas") ?? 1;
        if ((Unseen(live) ?? Short(live, "replicas", wanted, "made") ?? Short(live, "readyReplicas", wanted, "ready")) is { } early)
        {
            return early;
        }

        if (Count(live, "replicas") > wanted)
        {
            return ObjectStatus.InProgress($"{Count(live, "replicas") - wanted} replicas too many are still there");
        }

        if (live.Number("spec", "updateStrategy", "rollingUpdate", "partition") is { } partition and > 0)
        {
            return Short(live, "updatedReplicas", wanted - partition, "new") ?? ObjectStatus.Current;
        }

        return Short(live, "currentReplicas", wanted, "current")
            ?? (
                live.Text("status", "currentRevision") != live.Text("status", "updateRevision")
                    ? ObjectStatus.InProgress("old replicas are still there")
                    : ObjectStatus.Current
            );
    }

    public static ObjectStatus OfDaemonSet(KubeObject live)
    {
        if (live.Number("status", "desiredNumberScheduled") is not { } wanted)
        {
            return ObjectStatus.InProgress("its controller has not seen it yet");
        }

        return Unseen(live)
            ?? Short(live, "currentNumberScheduled", wanted, "made")
            ?? Short(live, "updatedNumberScheduled", wanted, "new")
            ?? Short(live, "numberAvailable", wanted, "available")
            ?? Short(live, "numberReady", wanted, "ready")
            ?? ObjectStatus.Current;
    }

    public static ObjectStatus OfReplicaSet(KubeObject live)
    {
        if (StatusRules.Condition(live, "ReplicaFailure") is { IsTrue: true } failed)
        {
            return ObjectStatus.InProgress(failed.Message);
        }

        var wanted = live.Number("spec", "replicas") ?? 1;
        return Unseen(live)
            ?? Short(live, "replicas", wanted, "made")
            ?? Short(live, "availableReplicas", wanted, "available")
            ?? Short(live, "readyReplicas", wanted, "ready")
            ?? ObjectStatus.Current;
    }

    private static long Count(KubeObject live, string field) => live.Number("status", field) ?? 0;

    private static ObjectStatus? Unseen(KubeObject live) =>
        live.Number("status", "observedGeneration") is null ? ObjectStatus.InProgress("its controller has not seen it yet") : null;

    private static ObjectStatus? Short(KubeObject live, string field, long wanted, string what) =>
        Count(live, field) < wanted ? ObjectStatus.InProgress($"{Count(live, field)} of {wanted} replicas are {what}") : null;
}
