using System.Text.Json.Nodes;
using Wsm.Peers.Kubernetes;

namespace Wsm.Tests.Clusters;

/// <summary>Objects as kubelets and controllers leave them.</summary>
internal static class Pods
{
    public static void Run(FakeCluster cluster, string name, string image, string? imageId, string space = "product") =>
        cluster.Objects.Put(Pod(name, image, space, Status(imageId, null, null)));

    public static void Fail(
        FakeCluster cluster,
        string name,
        string image,
        string message,
        string reason = "ImagePullBackOff",
        string? secret = null
    )
    {
        var pod = Pod(name, image, "product", Status(null, reason, $"Back-off pulling image \"{image}\""));
        if (secret is not null)
        {
            pod["spec"]!["imagePullSecrets"] = new JsonArray(new JsonObject { ["name"] = secret });
        }

        cluster.Objects.Put(pod);
        foreach (
            var (number, words) in ((int, string)[])[(1, message), (2, "Error: ErrImagePull"), (3, $"Back-off pulling image \"{image}\"")]
        )
        {
            cluster.Objects.Put(
                new JsonObject
                {
                    ["apiVersion"] = "v1",
                    ["kind"] = "Event",
                    ["metadata"] = new JsonObject { ["name"] = $"{name}.{number}", ["namespace"] = "product" },
                    ["involvedObject"] = new JsonObject
                    {
                        ["kind"] = "Pod",
                        ["namespace"] = "product",
                        ["name"] = name,
                        ["fieldPath"] = "spec.containers{main}",
                    },
                    ["type"] = "Warning",
                    ["reason"] = "Failed",
                    ["message"] = words,
                    ["lastTimestamp"] = $"2026-01-01T00:00:0{number}Z",
                }
            );
        }
    }

    public static void Node(FakeCluster cluster, string name, string architecture) =>
        cluster.Objects.Put(
            new JsonObject
            {
                ["apiVersion"] = "v1",
                ["kind"] = "Node",
                ["metadata"] = new JsonObject { ["name"] = name },
                ["status"] = new JsonObject
                {
                    ["nodeInfo"] = new JsonObject
                    {
                        ["operatingSystem"] = "linux",
                        ["architecture"] = architecture,
                        ["containerRuntimeVersion"] = "containerd://1.7.2",
                        ["kubeletVersion"] = "v1.31.4",
                        ["osImage"] = "Debian GNU/Linux 12",
                    },
                },
            }
        );

    private static JsonObject Status(string? imageId, string? waiting, string? message)
    {
        var status = new JsonObject { ["name"] = "main", ["imageID"] = imageId ?? "" };
        status["state"] = waiting is null
            ? new JsonObject { ["running"] = new JsonObject() }
            : new JsonObject
            {
                ["waiting"] = new JsonObject { ["reason"] = waiting, ["message"] = message },
            };
        return new JsonObject { ["containerStatuses"] = new JsonArray(status) };
    }

    private static JsonObject Pod(string name, string image, string space, JsonObject status) =>
        new()
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Pod",
            ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = space },
            ["spec"] = new JsonObject
            {
                ["nodeName"] = "n1",
                ["containers"] = new JsonArray(new JsonObject { ["name"] = "main", ["image"] = image }),
            },
            ["status"] = status,
        };
}
