using System.Text.Json.Nodes;
using Wsm.Kubernetes.Objects;

namespace Wsm.Site.Releases.Readiness;

/// <summary>Says from an object alone how far it has come, by the rules of kstatus, which helm's <c>--wait</c> uses as well.</summary>
/// <remarks>https://github.com/kubernetes-sigs/cli-utils/blob/master/pkg/kstatus/README.md</remarks>
internal static class StatusRules
{
    public static ObjectStatus Of(KubeObject live, WaitOptions options)
    {
        if (live.Text("metadata", "deletionTimestamp") is not null)
        {
            return new ObjectStatus(ObjectState.Terminating, "it is being deleted");
        }

        if (live.Number("status", "observedGeneration") is { } seen && seen != live.Number("metadata", "generation"))
        {
            return ObjectStatus.InProgress("its controller has not seen the last change yet");
        }

        return (live.Group, live.Kind) switch
        {
            ("apps", "Deployment") => WorkloadRules.OfDeployment(live),
            ("apps", "StatefulSet") => WorkloadRules.OfStatefulSet(live),
            ("apps", "DaemonSet") => WorkloadRules.OfDaemonSet(live),
            ("apps", "ReplicaSet") => WorkloadRules.OfReplicaSet(live),
            ("batch", "Job") => OfJob(live, options.AwaitsJobs),
            ("", "Pod") => PodRules.Of(live, options.AwaitsPods),
            ("", "PersistentVolumeClaim") => live.Text("status", "phase") == "Bound"
                ? ObjectStatus.Current
                : ObjectStatus.InProgress($"its volume is {live.Text("status", "phase") ?? "not bound"}"),
            ("", "Service") => live.Text("spec", "type") == "LoadBalancer" && string.IsNullOrEmpty(live.Text("spec", "clusterIP"))
                ? ObjectStatus.InProgress("it has no address yet")
                : ObjectStatus.Current,
            ("apiextensions.k8s.io", "CustomResourceDefinition") => OfDefinition(live),
            ("", "ConfigMap" or "Secret") or ("batch", "CronJob") or ("policy", "PodDisruptionBudget") => ObjectStatus.Current,
            _ => OfOther(live, options.AwaitsAvailable),
        };
    }

    /// <summary>Whether the condition is there and true; null where it is not there.</summary>
    internal static (bool? IsTrue, string Reason, string Message) Condition(KubeObject live, string type)
    {
        var found = live.Items("status", "conditions").FirstOrDefault(condition => condition.Text("type") == type);
        return found is null ? (null, "", "") : (found.Text("status") == "True", found.Text("reason") ?? "", found.Text("message") ?? "");
    }

    private static ObjectStatus OfJob(KubeObject live, bool awaitsEnd)
    {
        if (Condition(live, "Failed") is { IsTrue: true } failed)
        {
            return ObjectStatus.Failed($"it failed: {failed.Message}");
        }

        if (Condition(live, "Complete").IsTrue == true)
        {
            return ObjectStatus.Current;
        }

        return !awaitsEnd && live.At("status", "startTime") is JsonValue
            ? ObjectStatus.Current
            : ObjectStatus.InProgress(live.At("status", "startTime") is null ? "it has not begun" : "it runs");
    }

    private static ObjectStatus OfDefinition(KubeObject live)
    {
        if (Condition(live, "NamesAccepted") is { IsTrue: false } refused)
        {
            return ObjectStatus.Failed(refused.Message);
        }

        return Condition(live, "Established").IsTrue == true
            ? ObjectStatus.Current
            : ObjectStatus.InProgress("the API server does not serve it yet");
    }

    /// <summary>Custom resources, and whatever else has conditions by the common names.</summary>
    private static ObjectStatus OfOther(KubeObject live, bool awaitsAvailable)
    {
        if (Condition(live, "Stalled") is { IsTrue: true } stalled)
        {
            return ObjectStatus.Failed(stalled.Message);
        }

        if (Condition(live, "Reconciling") is { IsTrue: true } working)
        {
            return ObjectStatus.InProgress(working.Message);
        }

        var ready = Condition(live, "Ready");
        if (ready.IsTrue is null && awaitsAvailable)
        {
            ready = Condition(live, "Available");
        }

        return ready.IsTrue == false
            ? ObjectStatus.InProgress(ready.Message.Length > 0 ? ready.Message : "it is not ready")
            : ObjectStatus.Current;
    }
}
