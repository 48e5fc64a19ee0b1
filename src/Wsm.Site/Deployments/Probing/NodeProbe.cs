using System.Text.Json.Nodes;
using Wsm.Kubernetes.Api;
using Wsm.Kubernetes.Failures;
using Wsm.Kubernetes.Objects;
using Wsm.Site.Clusters.Observed;
using Wsm.Site.Releases.Actions;
using Wsm.Site.Releases.Readiness;

namespace Wsm.Site.Deployments.Probing;

/// <summary>
/// Lets each node pull one image, by a pod that is taken away again as soon as the node has said how it went. Nothing of the image is run.
/// </summary>
/// <param name="patience">How long a node may take.</param>
public sealed class NodeProbe(ReleaseCluster cluster, TimeSpan patience)
{
    private const int AtOnce = 16;
    private const string Container = "probe";

    /// <summary>Nothing else bears it: what bears it was left behind by a run that was killed.</summary>
    private const string Label = "wsm.probe";
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Cleaning = TimeSpan.FromSeconds(20);

    /// <summary>Reasons that a container has only once its image is there.</summary>
    private static readonly string[] AfterThePull = ["CreateContainerConfigError", "CreateContainerError", "RunContainerError"];

    /// <summary>Nodes that take pods, and those that do not: name and why.</summary>
    /// <exception cref="ApiException">One may not look at nodes.</exception>
    public async Task<(IReadOnlyList<string> Nodes, IReadOnlyList<NodeProbeResult> Others)> FindNodesAsync(
        CancellationToken cancellationToken
    )
    {
        var nodes = (await cluster.Client.ListAsync(ResourceKind.Node, null, Selection.Everything, cancellationToken)).Items;
        var judged = nodes.OrderBy(node => node.Name, StringComparer.Ordinal).Select(node => (node.Name, Why: WhyNot(node))).ToList();
        return (
            [.. judged.Where(node => node.Why is null).Select(node => node.Name)],
            [.. judged.Where(node => node.Why is not null).Select(node => new NodeProbeResult(node.Name, NodeProbeEnd.NotAsked, node.Why!))]
        );
    }

    /// <param name="image">As the cluster should name it.</param>
    /// <param name="space">Where the pods are made; it must be there.</param>
    /// <param name="secrets">Those of that namespace that the pods show to the registry.</param>
    /// <returns>In the order of the nodes.</returns>
    public async Task<IReadOnlyList<NodeProbeResult>> RunAsync(
        IReadOnlyList<string> nodes,
        string image,
        string space,
        IReadOnlyList<string> secrets,
        CancellationToken cancellationToken
    )
    {
        await ClearAsync(space, cancellationToken);
        var results = new NodeProbeResult[nodes.Count];
        await Parallel.ForEachAsync(
            Enumerable.Range(0, nodes.Count),
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (at, cancellation) => results[at] = await ProbeAsync(nodes[at], image, space, secrets, cancellation)
        );
        return results;
    }

    /// <summary>Takes away what runs that were killed have left.</summary>
    private async Task ClearAsync(string space, CancellationToken cancellationToken)
    {
        var left = await cluster.Client.ListAsync(ResourceKind.Pod, space, new Selection { Labels = Label }, cancellationToken);
        foreach (var pod in left.Items)
        {
            await DeleteAsync(space, pod.Name, cancellationToken);
        }
    }

    private async Task<NodeProbeResult> ProbeAsync(
        string node,
        string image,
        string space,
        IReadOnlyList<string> secrets,
        CancellationToken cancellationToken
    )
    {
        KubeObject pod;
        try
        {
            // Who is stopped in the middle of this would not know what to take away.
            cancellationToken.ThrowIfCancellationRequested();
            using var limit = new CancellationTokenSource(Cleaning, cluster.Time);
            pod = await cluster.Client.CreateAsync(ResourceKind.Pod, space, PodOn(node, image, space, secrets), limit.Token);
        }
        catch (ApiException refused) when (refused.StatusCode is not null)
        {
            return new NodeProbeResult(node, NodeProbeEnd.Failed, $"the pod is refused: {refused.ServerMessage ?? refused.Message}");
        }

        try
        {
            return await WatchAsync(node, space, pod.Name, cancellationToken);
        }
        finally
        {
            // Also when the person has stopped the program.
            using var limit = new CancellationTokenSource(Cleaning, cluster.Time);
            await DeleteAsync(space, pod.Name, limit.Token);
        }
    }

    private async Task<NodeProbeResult> WatchAsync(string node, string space, string name, CancellationToken cancellationToken)
    {
        var began = cluster.Time.GetTimestamp();
        while (true)
        {
            if (await cluster.Client.FindAsync(ResourceKind.Pod, space, name, cancellationToken) is not { } pod)
            {
                return new NodeProbeResult(node, NodeProbeEnd.Failed, "somebody took the pod away");
            }

            var status = pod.Items("status", "containerStatuses").FirstOrDefault(known => known.Text("name") == Container);
            var waiting = status?.Text("state", "waiting", "reason");
            if (status?.Text("imageID") is { Length: > 0 } || (waiting is not null && AfterThePull.Contains(waiting)))
            {
                return new NodeProbeResult(node, NodeProbeEnd.Pulled, $"in {cluster.Time.GetElapsedTime(began).TotalSeconds:0} s");
            }

            var isOver = cluster.Time.GetElapsedTime(began) > patience;
            if (waiting is not (null or "ContainerCreating" or "PodInitializing") || isOver || pod.Text("status", "phase") == "Failed")
            {
                return await FailedAsync(node, pod, waiting, cancellationToken);
            }

            await Task.Delay(Pause, cluster.Time, cancellationToken);
        }
    }

    private async Task<NodeProbeResult> FailedAsync(string node, KubeObject pod, string? waiting, CancellationToken cancellationToken)
    {
        var events = await cluster.Client.ListAsync(
            ResourceKind.Event,
            pod.Namespace,
            new Selection { Fields = $"involvedObject.kind=Pod,involvedObject.name={pod.Name},type=Warning" },
            cancellationToken
        );
        var use = PodContainers.OfPod(pod, $"Pod/{pod.Name}", new PullEvents(events.Items)).First(known => known.Container == Container);
        var words = use.Message ?? events.Items.Select(item => item.Text("message")).LastOrDefault() ?? pod.Text("status", "message");
        return waiting is null or "ContainerCreating" or "PodInitializing"
            ? new NodeProbeResult(
                node,
                NodeProbeEnd.Failed,
                $"the node has not said within {patience.TotalSeconds:0} s how the pull went{(words is null ? "" : $": {words}")}"
            )
            : new NodeProbeResult(node, NodeProbeEnd.Failed, words is null ? waiting : $"{waiting}: {words}") { Use = use };
    }

    private async Task DeleteAsync(string space, string pod, CancellationToken cancellationToken)
    {
        try
        {
            await cluster.Client.DeleteAsync(ResourceKind.Pod, space, pod, new DeleteOptions { GraceSeconds = 0 }, cancellationToken);
        }
        catch (Exception lasting) when (lasting is OperationCanceledException or ApiException)
        {
            // How the pull went is worth more than an end in failure; the person learns what stays.
            cluster.Tell(
                new ReleaseNote(
                    NoteKind.Warning,
                    $"the pod {space}/{pod}, which tried a node, could not be taken away ({lasting.Message}); the next probe does it"
                )
            );
        }
    }

    private static string? WhyNot(KubeObject node) =>
        node.Flag("spec", "unschedulable") ? "takes no pods now (unschedulable)"
        : node.Text("status", "nodeInfo", "operatingSystem") is { } system and not "linux" ? $"runs {system}"
        : node.Items("status", "conditions").Any(condition => condition.Text("type") == "Ready" && condition.Text("status") != "True")
            ? "is not ready"
        : null;

    /// <summary>
    /// The command is in no image: the container fails when its image has come, before anything of it runs. The pod is as harmless as the
    /// strictest admission policy wants it, and names resources, which quotas may ask for.
    /// </summary>
    private KubeObject PodOn(string node, string image, string space, IReadOnlyList<string> secrets)
    {
        var amounts = new JsonObject { ["cpu"] = "10m", ["memory"] = "16Mi" };
        return new KubeObject(
            new JsonObject
            {
                ["apiVersion"] = "v1",
                ["kind"] = "Pod",
                ["metadata"] = new JsonObject
                {
                    ["generateName"] = "wsm-probe-",
                    ["namespace"] = space,
                    ["labels"] = new JsonObject { [Label] = "node", ["app.kubernetes.io/managed-by"] = "wsm" },
                },
                ["spec"] = new JsonObject
                {
                    ["nodeName"] = node,
                    ["restartPolicy"] = "Never",
                    // Should the run be killed, the pod ends all the same.
                    ["activeDeadlineSeconds"] = (int)patience.TotalSeconds + (int)Cleaning.TotalSeconds,
                    ["terminationGracePeriodSeconds"] = 0,
                    ["automountServiceAccountToken"] = false,
                    ["enableServiceLinks"] = false,
                    ["tolerations"] = new JsonArray(new JsonObject { ["operator"] = "Exists" }),
                    ["imagePullSecrets"] = new JsonArray([.. secrets.Select(secret => new JsonObject { ["name"] = secret })]),
                    ["securityContext"] = new JsonObject
                    {
                        ["runAsNonRoot"] = true,
                        ["runAsUser"] = 65534,
                        ["seccompProfile"] = new JsonObject { ["type"] = "RuntimeDefault" },
                    },
                    ["containers"] = new JsonArray(
                        new JsonObject
                        {
                            ["name"] = Container,
                            ["image"] = image,
                            // Else what the node happens to have would be the answer.
                            ["imagePullPolicy"] = "Always",
                            ["command"] = new JsonArray("/wsm-probe-runs-nothing"),
                            ["resources"] = new JsonObject { ["requests"] = amounts, ["limits"] = amounts.DeepClone() },
                            ["securityContext"] = new JsonObject
                            {
                                ["allowPrivilegeEscalation"] = false,
                                ["capabilities"] = new JsonObject { ["drop"] = new JsonArray("ALL") },
                            },
                        }
                    ),
                },
            }
        );
    }
}
