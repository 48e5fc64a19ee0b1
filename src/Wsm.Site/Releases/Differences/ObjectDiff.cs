using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Wsm.Kubernetes.Objects;
using Wsm.Product.Secrets;

namespace Wsm.Site.Releases.Differences;

/// <summary>Compares an object as it is with what it would be. What is secret is not shown.</summary>
internal static class ObjectDiff
{
    private const string Hidden = "(hidden)";

    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>What the server writes by itself.</summary>
    private static readonly HashSet<string> Bookkeeping =
    [
        "metadata.managedFields",
        "metadata.resourceVersion",
        "metadata.generation",
        "metadata.creationTimestamp",
        "metadata.uid",
        "status",
    ];

    public static IReadOnlyList<FieldChange> Between(KubeObject before, KubeObject after)
    {
        var changes = new List<FieldChange>();
        Compare("", before.Json, after.Json, before is { Kind: "Secret", Group: "" }, changes);
        return changes;
    }

    /// <param name="isSecret">What stands here is secret, whatever it is called.</param>
    private static void Compare(string path, JsonNode? before, JsonNode? after, bool isSecret, List<FieldChange> changes)
    {
        if (Bookkeeping.Contains(path) || JsonNode.DeepEquals(before, after))
        {
            return;
        }

        switch (before, after)
        {
            case (JsonObject old, JsonObject now):
                foreach (var key in old.Select(pair => pair.Key).Union(now.Select(pair => pair.Key)))
                {
                    Compare(path.Length == 0 ? key : $"{path}{Step(key)}", old[key], now[key], isSecret || HidesValue(now, key), changes);
                }

                break;
            case (JsonArray old, JsonArray now) when KeyOf(old, now) is { } key:
                foreach (var name in Names(old, key).Union(Names(now, key)))
                {
                    Compare($"{path}[{name}]", Find(old, key, name), Find(now, key, name), isSecret, changes);
                }

                break;
            default:
                var hides = Hides(path, isSecret);
                changes.Add(new FieldChange(path, Shown(before, hides), Shown(after, hides)));
                break;
        }
    }

    /// <summary>Of a secret object its data; of others what stands under a name that secrets have.</summary>
    private static bool Hides(string path, bool isSecret)
    {
        var last = path[(path.LastIndexOfAny(['.', '[']) + 1)..].TrimEnd(']');
        return (isSecret && !path.StartsWith("metadata", StringComparison.Ordinal) && path != "type")
            || path.Contains("last-applied-configuration", StringComparison.Ordinal)
            || (SecretNames.IsSecret(last) && !SecretNames.IsReference(last));
    }

    /// <summary>The value of a variable whose name is that of a secret.</summary>
    private static bool HidesValue(JsonObject holder, string key) =>
        key == "value" && holder["name"] is JsonValue name && name.TryGetValue(out string? text) && SecretNames.IsSecret(text);

    private static string Step(string key) =>
        key.Contains('.', StringComparison.Ordinal) || key.Contains('/', StringComparison.Ordinal) ? $"[{key}]" : $".{key}";

    private static string? Shown(JsonNode? node, bool hides) =>
        node is null ? null
        : hides ? Hidden
        : Masked(node).ToJsonString(Readable);

    /// <summary>A copy in which what is secret in it is not shown.</summary>
    private static JsonNode Masked(JsonNode node)
    {
        switch (node)
        {
            case JsonObject map:
                var copy = new JsonObject();
                foreach (var (key, value) in map)
                {
                    copy[key] =
                        value is null ? null
                        : value is JsonValue && (HidesValue(map, key) || (SecretNames.IsSecret(key) && !SecretNames.IsReference(key)))
                            ? Hidden
                        : Masked(value);
                }

                return copy;
            case JsonArray list:
                return new JsonArray([.. list.Select(item => item is null ? null : Masked(item))]);
            default:
                return node.DeepClone();
        }
    }

    /// <summary>By what the items of a list are told apart; null where they are not.</summary>
    private static string? KeyOf(JsonArray old, JsonArray now) =>
        ((string[])["name", "key", "mountPath", "containerPort", "port", "type"]).FirstOrDefault(key => IsKey(old, key) && IsKey(now, key));

    private static bool IsKey(JsonArray list, string key) =>
        list.All(item => item is JsonObject map && map[key] is JsonValue) && Names(list, key).Distinct().Count() == list.Count;

    private static IEnumerable<string> Names(JsonArray list, string key) => list.Select(item => item![key]!.ToString());

    private static JsonNode? Find(JsonArray list, string key, string name) => list.FirstOrDefault(item => item![key]!.ToString() == name);
}
