using Wsm.Kubernetes.Api;
using Wsm.Kubernetes.Failures;
using Wsm.Kubernetes.Objects;
using Wsm.Site.Clusters.Observed;
using Wsm.Site.Releases.Objects;

namespace Wsm.Site.Releases.Readiness;

/// <summary>Finds the pods of workloads that are not ready, and what keeps them from starting.</summary>
internal sealed class PodTroubles(ApiClient client)
{
    private const int LogLines = 10;

    /// <summary>What passes by itself, and says nothing.</summary>
    private static readonly string[] Harmless = ["ContainerCreating", "PodInitializing"];

    private static readonly (string List, bool IsInit)[] Lists = [("initContainerStatuses", true), ("containerStatuses", false)];

    private readonly HashSet<string> _told = new(StringComparer.Ordinal);

    /// <summary>What was not told before.</summary>
    public async Task<IReadOnlyList<PodTrouble>> FindNewAsync(ClusterObject item, KubeObject live, CancellationToken cancellationToken)
    {
        var found = new List<PodTrouble>();
        try
        {
            foreach (var pod in await PodsOfAsync(live, cancellationToken))
            {
                foreach (var trouble in await OfPodAsync(item, pod, cancellationToken))
                {
                    if (_told.Add(trouble.Sameness))
                    {
                        found.Add(await WithLogAsync(trouble, pod, cancellationToken));
                    }
                }
            }
        }
        catch (ApiException refused) when (refused.StatusCode is not null)
        {
            // Looking at pods is a courtesy: without the right to, the workload's own status must do.
        }

        return found;
    }

    private async Task<IReadOnlyList<KubeObject>> PodsOfAsync(KubeObject live, CancellationToken cancellationToken)
    {
        if (live is { Kind: "Pod", Group: "" })
        {
            return [live];
        }

        if (live.Object("spec", "selector", "matchLabels") is not { } labels)
        {
            return [];
        }

        var selector = string.Join(',', labels.Json.Select(label => $"{label.Key}={label.Value}"));
        var pods = await client.ListAsync(ResourceKind.Pod, live.Namespace, new Selection { Labels = selector }, cancellationToken);
        return [.. pods.Items.Where(pod => pod.Text("metadata", "deletionTimestamp") is null)];
    }

    private async Task<IReadOnlyList<PodTrouble>> OfPodAsync(ClusterObject item, KubeObject pod, CancellationToken cancellationToken)
    {
        var workload = item.ToString();
        if (StatusRules.Condition(pod, "PodScheduled") is { IsTrue: false, Reason: "Unschedulable" } nowhere)
        {
            return [new PodTrouble(workload, pod.Name, "", nowhere.Reason, nowhere.Message)];
        }

        if (!Lists.SelectMany(list => pod.Items("status", list.List)).Any(status => ReasonOf(status) is not null))
        {
            return [];
        }

        var events = await client.ListAsync(
            ResourceKind.Event,
            pod.Namespace,
            new Selection { Fields = $"involvedObject.kind=Pod,involvedObject.name={pod.Name},type=Warning" },
            cancellationToken
        );
        var uses = PodContainers.OfPod(pod, $"{item.Item.Kind}/{item.Name}", new PullEvents(events.Items)).ToList();
        return
        [
            .. from list in Lists
            from status in pod.Items("status", list.List)
            let reason = ReasonOf(status)
            where reason is not null
            let name = status.Text("name") ?? ""
            let use = uses.FirstOrDefault(use => use.Container == name)
            select new PodTrouble(workload, pod.Name, name, reason, MessageOf(status, use)) { Use = use },
        ];
    }

    /// <summary>Null for a container that is well, or on its way.</summary>
    private static string? ReasonOf(KubeObject status)
    {
        if (status.Text("state", "waiting", "reason") is { } waiting)
        {
            return Harmless.Contains(waiting) ? null : waiting;
        }

        return status.Number("state", "terminated", "exitCode") is { } code and not 0
            ? status.Text("state", "terminated", "reason") ?? $"ended with {code}"
            : null;
    }

    private static string? MessageOf(KubeObject status, ContainerUse? use)
    {
        var ended = status.Object("state", "terminated") ?? status.Object("lastState", "terminated");
        var code = ended?.Number("exitCode") is { } number and not 0 ? $"it ended with exit code {number}" : null;
        var said = use?.Message ?? status.Text("state", "waiting", "message") ?? ended?.Text("message");
        return code is not null && said is not null ? $"{code}; {said.Trim()}" : code ?? said?.Trim();
    }

    private async Task<PodTrouble> WithLogAsync(PodTrouble trouble, KubeObject pod, CancellationToken cancellationToken)
    {
        var status = Lists
            .SelectMany(list => pod.Items("status", list.List))
            .FirstOrDefault(status => trouble.Container.Length > 0 && status.Text("name") == trouble.Container);
        var hasEndedBefore = status?.Object("lastState", "terminated") is not null;
        if (status is null || (!hasEndedBefore && status.Object("state", "terminated") is null))
        {
            return trouble;
        }

        var lines = new List<string>();
        try
        {
            await foreach (
                var line in client.ReadLogAsync(
                    pod.Namespace ?? "",
                    pod.Name,
                    trouble.Container,
                    LogLines,
                    previous: status.Object("state", "terminated") is null,
                    follow: false,
                    cancellationToken
                )
            )
            {
                lines.Add(line);
            }
        }
        catch (ApiException gone) when (gone.StatusCode is not null)
        {
            // The log may be gone with its container, or may not be looked at; what else is known is told all the same.
        }

        return trouble with
        {
            Log = lines,
        };
    }
}
