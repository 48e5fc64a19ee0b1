using System.Text.Json.Nodes;

namespace Wsm.Peers.Kubernetes;

/// <summary>What controllers write into the status of a workload that has all it wants; null where it stands there already.</summary>
internal static class WorkloadStatus
{
    public static JsonObject? Deployment(JsonObject item) =>
        Unless(
            item,
            new JsonObject
            {
                ["observedGeneration"] = Generation(item),
                ["replicas"] = Replicas(item),
                ["updatedReplicas"] = Replicas(item),
                ["readyReplicas"] = Replicas(item),
                ["availableReplicas"] = Replicas(item),
                ["conditions"] = new JsonArray(
                    Condition("Available", "MinimumReplicasAvailable"),
                    Condition("Progressing", "NewReplicaSetAvailable")
                ),
            }
        );

    public static JsonObject? StatefulSet(JsonObject item) =>
        Unless(
            item,
            new JsonObject
            {
                ["observedGeneration"] = Generation(item),
                ["replicas"] = Replicas(item),
                ["updatedReplicas"] = Replicas(item),
                ["readyReplicas"] = Replicas(item),
                ["currentReplicas"] = Replicas(item),
                ["currentRevision"] = "r",
                ["updateRevision"] = "r",
            }
        );

    public static JsonObject? DaemonSet(JsonObject item) =>
        Unless(
            item,
            new JsonObject
            {
                ["observedGeneration"] = Generation(item),
                ["currentNumberScheduled"] = 1,
                ["desiredNumberScheduled"] = 1,
                ["updatedNumberScheduled"] = 1,
                ["numberAvailable"] = 1,
                ["numberReady"] = 1,
                ["numberMisscheduled"] = 0,
            }
        );

    public static JsonObject? Job(JsonObject item) =>
        item["status"]?["succeeded"] is not null || item["status"]?["failed"] is not null
            ? null
            : new JsonObject
            {
                ["succeeded"] = 1,
                ["startTime"] = "2026-01-01T00:00:00Z",
                ["completionTime"] = "2026-01-01T00:00:01Z",
                ["conditions"] = new JsonArray(Condition("Complete", "")),
            };

    /// <summary>A pod that no controller owns, such as a hook's, has run to its end.</summary>
    public static JsonObject? BarePod(JsonObject item) =>
        item["metadata"]!["ownerReferences"] is not null
        || (string?)item["status"]?["phase"] is not (null or "Pending")
        || item["status"]?["containerStatuses"] is not null
            ? null
            : new JsonObject { ["phase"] = "Succeeded" };

    private static JsonObject? Unless(JsonObject item, JsonObject status) =>
        (long?)item["status"]?["observedGeneration"] == (long?)status["observedGeneration"]
        && (int?)item["status"]?["updatedReplicas"] == (int?)status["updatedReplicas"]
            ? null
            : status;

    private static JsonNode Generation(JsonObject item) => (long?)item["metadata"]!["generation"] ?? 1;

    private static JsonNode Replicas(JsonObject item) => (int?)item["spec"]!["replicas"] ?? 1;

    private static JsonObject Condition(string type, string reason) =>
        new()
        {
            ["type"] = type,
            ["status"] = "True",
            ["reason"] = reason,
            ["message"] = "",
            ["lastTransitionTime"] = "2026-01-01T00:00:00Z",
        };
}
