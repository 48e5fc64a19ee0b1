using Wsm.Kubernetes.Objects;

namespace Wsm.Site.Releases.Readiness;

/// <summary>The rules for a pod that stands by itself.</summary>
internal static class PodRules
{
    /// <param name="awaitsEnd">It is there when it has ended well, not when it is ready.</param>
    public static ObjectStatus Of(KubeObject live, bool awaitsEnd)
    {
        var crash = live.Items("status", "containerStatuses")
            .FirstOrDefault(status => status.Text("state", "waiting", "reason") == "CrashLoopBackOff");
        return live.Text("status", "phase") switch
        {
            "Succeeded" => ObjectStatus.Current,
            "Failed" => ObjectStatus.Failed(
                $"it failed: {live.Text("status", "message") ?? live.Text("status", "reason") ?? "a container ended with an error"}"
            ),
            "Running" when awaitsEnd => ObjectStatus.InProgress("it runs"),
            "Running" when StatusRules.Condition(live, "Ready").IsTrue == true => ObjectStatus.Current,
            "Running" when crash is not null => ObjectStatus.Failed($"its container {crash.Text("name")} ends again and again"),
            "Running" => ObjectStatus.InProgress("it runs and is not ready"),
            _ when StatusRules.Condition(live, "PodScheduled") is { IsTrue: false, Reason: "Unschedulable" } nowhere =>
                ObjectStatus.InProgress($"no node takes it: {nowhere.Message}"),
            _ => ObjectStatus.InProgress("it is being started"),
        };
    }
}
