using System.Text.Json.Nodes;
using Wsm.Kubernetes.Objects;

namespace Wsm.Site.Releases.Objects;

/// <summary>
/// Turns fields that a client-side tool owns by updating into fields that it owns by applying, so that server-side apply takes away what a
/// new manifest does not have any more.
/// </summary>
/// <remarks>https://kubernetes.io/docs/reference/using-api/server-side-apply/#upgrading-from-client-side-apply-to-server-side-apply</remarks>
internal static class ManagedFields
{
    /// <param name="updaters">Managers whose updates become the applier's.</param>
    /// <returns>A JSON patch that fails if the object has changed since; null where there is nothing to do.</returns>
    public static JsonArray? UpgradePatch(KubeObject live, IReadOnlyCollection<string> updaters, string applier)
    {
        if (live.At("metadata", "managedFields") is not JsonArray fields)
        {
            return null;
        }

        var entries = fields.OfType<JsonObject>().Select(entry => (JsonObject)entry.DeepClone()).ToList();
        var updates = entries.Where(entry => IsUpdate(entry, updaters)).ToList();
        if (updates.Count == 0)
        {
            return null;
        }

        var target = entries.FirstOrDefault(entry => (string?)entry["manager"] == applier && Is(entry, "Apply"));
        if (target is null)
        {
            target = updates[0];
            target["manager"] = applier;
            target["operation"] = "Apply";
        }

        foreach (var update in updates.Where(update => update != target))
        {
            if ((string?)update["apiVersion"] == (string?)target["apiVersion"] && update["fieldsV1"] is JsonObject more)
            {
                target["fieldsV1"] = Union(target["fieldsV1"] as JsonObject ?? [], more);
            }

            entries.Remove(update);
        }

        // Not a collection expression: that one would add the objects by reflection, which a native program cannot.
        return new JsonArray(
            Replace("/metadata/managedFields", new JsonArray([.. entries])),
            Replace("/metadata/resourceVersion", live.ResourceVersion)
        );
    }

    private static bool IsUpdate(JsonObject entry, IReadOnlyCollection<string> managers) =>
        Is(entry, "Update") && managers.Contains((string?)entry["manager"] ?? "");

    private static bool Is(JsonObject entry, string operation) =>
        (string?)entry["operation"] == operation && string.IsNullOrEmpty((string?)entry["subresource"]);

    private static JsonObject Union(JsonObject one, JsonObject other)
    {
        foreach (var (key, value) in other)
        {
            one[key] =
                one[key] is JsonObject below && value is JsonObject more ? Union((JsonObject)below.DeepClone(), more) : value?.DeepClone();
        }

        return one;
    }

    private static JsonObject Replace(string path, JsonNode value) =>
        new()
        {
            ["op"] = "replace",
            ["path"] = path,
            ["value"] = value,
        };
}
