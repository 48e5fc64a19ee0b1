using System.Text.Json.Nodes;

namespace Wsm.Peers.Kubernetes;

/// <summary>Plays what a real cluster has beside its API server: nodes, kubelets, and the controllers of workloads.</summary>
public sealed class Kubelet
{
    private readonly RealObjects _objects;

    internal Kubelet(RealObjects objects) => _objects = objects;

    /// <summary>A node that is ready.</summary>
    public Task AddNodeAsync(string name, string architecture = "amd64") =>
        _objects.CreateAsync(
            $$$"""
            {"apiVersion":"v1","kind":"Node","metadata":{"name":"{{{name}}}"},"status":{
              "conditions":[{"type":"Ready","status":"True"}],"addresses":[{"type":"InternalIP","address":"127.0.0.1"}],
              "nodeInfo":{"operatingSystem":"linux","architecture":"{{{architecture}}}","containerRuntimeVersion":"containerd://1.7.2",
                "kubeletVersion":"v1.20.2","osImage":"Debian GNU/Linux 12","machineID":"","systemUUID":"","bootID":"",
                "kernelVersion":"6.1.0","kubeProxyVersion":"v1.20.2"} } }
            """
        );

    /// <summary>Makes a pod with one container, <c>main</c>, which nothing has started yet.</summary>
    /// <param name="owner">What controls it, as the server gave it; null for nothing.</param>
    public Task<JsonObject> AddPodAsync(string space, string name, string image, JsonObject? owner = null)
    {
        var pod = (JsonObject)
            JsonNode.Parse(
                $$$"""
                {"apiVersion":"v1","kind":"Pod","metadata":{"namespace":"{{{space}}}","name":"{{{name}}}"},
                  "spec":{"nodeName":"n1","containers":[{"name":"main","image":"{{{image}}}"}]} }
                """
            )!;
        if (owner is not null)
        {
            pod["metadata"]!["ownerReferences"] = new JsonArray(OwnedBy(owner));
            if (owner["spec"]?["template"]?["metadata"]?["labels"] is { } labels)
            {
                pod["metadata"]!["labels"] = labels.DeepClone();
            }
        }

        return _objects.CreateAsync(pod);
    }

    /// <summary>The pod's containers run, from the image of this digest, and are ready.</summary>
    /// <param name="imageId">As the node's runtime writes it: <c>HOST/REPOSITORY@sha256:…</c>.</param>
    public Task<JsonObject> RunAsync(string space, string pod, string imageId) =>
        SetAsync(space, pod, "Running", container => new JsonObject
        {
            ["ready"] = true,
            ["started"] = true,
            ["imageID"] = imageId,
            ["state"] = new JsonObject { ["running"] = new JsonObject { ["startedAt"] = "2026-01-01T00:00:00Z" } },
        });

    /// <summary>The pod's containers wait because their image does not come, and events say why.</summary>
    /// <param name="message">The node's own words about the pull.</param>
    /// <param name="reason"><c>ErrImagePull</c>, <c>ImagePullBackOff</c>, <c>InvalidImageName</c> …</param>
    public async Task<JsonObject> FailPullAsync(string space, string pod, string message, string reason = "ImagePullBackOff")
    {
        var changed = await SetAsync(space, pod, "Pending", container => new JsonObject
            {
                ["ready"] = false,
                ["imageID"] = "",
                ["state"] = new JsonObject
                {
                    ["waiting"] = new JsonObject { ["reason"] = reason, ["message"] = $"Back-off pulling image \"{container["image"]}\"" },
                },
            })
            .ConfigureAwait(false);
        var container = (string?)changed["spec"]!["containers"]![0]!["name"];
        await SayAsync(changed, "Failed", message, "Warning", $"spec.containers{{{container}}}").ConfigureAwait(false);
        return changed;
    }

    /// <summary>An event about an object.</summary>
    public Task<JsonObject> SayAsync(JsonObject about, string reason, string message, string type = "Warning", string? field = null) =>
        _objects.CreateAsync(
            new JsonObject
            {
                ["apiVersion"] = "v1",
                ["kind"] = "Event",
                ["metadata"] = new JsonObject
                {
                    ["namespace"] = (string?)about["metadata"]!["namespace"],
                    ["name"] = $"{about["metadata"]!["name"]}.{Guid.NewGuid():N}",
                },
                ["involvedObject"] = new JsonObject
                {
                    ["apiVersion"] = (string?)about["apiVersion"],
                    ["kind"] = (string?)about["kind"],
                    ["namespace"] = (string?)about["metadata"]!["namespace"],
                    ["name"] = (string?)about["metadata"]!["name"],
                    ["uid"] = (string?)about["metadata"]!["uid"],
                    ["fieldPath"] = field,
                },
                ["type"] = type,
                ["reason"] = reason,
                ["message"] = message,
                ["count"] = 1,
                ["firstTimestamp"] = DateTime.UtcNow.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", null),
                ["lastTimestamp"] = DateTime.UtcNow.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", null),
            }
        );

    /// <summary>
    /// Every workload of a namespace is as its spec wants it: Deployments, StatefulSets and DaemonSets have all replicas ready, Jobs and
    /// bare pods are done.
    /// </summary>
    public async Task SettleAsync(string space)
    {
        foreach (var (path, status) in Settled)
        {
            foreach (var item in await _objects.ListAsync(path.Replace("NS", space, StringComparison.Ordinal)).ConfigureAwait(false))
            {
                var (version, kind) = KindOf(path);
                item["apiVersion"] = version;
                item["kind"] = kind;
                if (status(item) is { } wanted)
                {
                    await _objects.PatchStatusIfThereAsync(item, wanted).ConfigureAwait(false);
                }
            }
        }
    }

    /// <summary>Settles the namespace again and again until the task is done, as controllers do while somebody waits.</summary>
    public async Task<T> WhileAsync<T>(Task<T> waiting, string space)
    {
        while (!waiting.IsCompleted)
        {
            await SettleAsync(space).ConfigureAwait(false);
            await Task.WhenAny(waiting, Task.Delay(200)).ConfigureAwait(false);
        }

        return await waiting.ConfigureAwait(false);
    }

    private static readonly (string Path, Func<JsonObject, JsonObject?> Status)[] Settled =
    [
        ("/apis/apps/v1/namespaces/NS/deployments", WorkloadStatus.Deployment),
        ("/apis/apps/v1/namespaces/NS/statefulsets", WorkloadStatus.StatefulSet),
        ("/apis/apps/v1/namespaces/NS/daemonsets", WorkloadStatus.DaemonSet),
        ("/apis/batch/v1/namespaces/NS/jobs", WorkloadStatus.Job),
        ("/api/v1/namespaces/NS/pods", WorkloadStatus.BarePod),
    ];

    private static (string Version, string Kind) KindOf(string path) =>
        path[(path.LastIndexOf('/') + 1)..] switch
        {
            "deployments" => ("apps/v1", "Deployment"),
            "statefulsets" => ("apps/v1", "StatefulSet"),
            "daemonsets" => ("apps/v1", "DaemonSet"),
            "jobs" => ("batch/v1", "Job"),
            _ => ("v1", "Pod"),
        };

    private static JsonObject OwnedBy(JsonObject owner) =>
        new()
        {
            ["apiVersion"] = (string?)owner["apiVersion"],
            ["kind"] = (string?)owner["kind"],
            ["name"] = (string?)owner["metadata"]!["name"],
            ["uid"] = (string?)owner["metadata"]!["uid"],
            ["controller"] = true,
        };

    private async Task<JsonObject> SetAsync(string space, string name, string phase, Func<JsonObject, JsonObject> state)
    {
        var pod = await _objects.GetAsync($"/api/v1/namespaces/{space}/pods/{name}").ConfigureAwait(false);
        var statuses = new JsonArray();
        foreach (var container in pod["spec"]!["containers"]!.AsArray().OfType<JsonObject>())
        {
            var status = state(container);
            status["name"] = (string?)container["name"];
            status["image"] = (string?)container["image"];
            status["restartCount"] = 0;
            statuses.Add(status);
        }

        var ready = phase == "Running" ? "True" : "False";
        return await _objects
            .PatchStatusAsync(
                pod,
                new JsonObject
                {
                    ["phase"] = phase,
                    ["conditions"] = new JsonArray(
                        new JsonObject { ["type"] = "Ready", ["status"] = ready },
                        new JsonObject { ["type"] = "ContainersReady", ["status"] = ready }
                    ),
                    ["containerStatuses"] = statuses,
                }
            )
            .ConfigureAwait(false);
    }
}
