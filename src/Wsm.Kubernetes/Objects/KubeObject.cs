using System.Text.Json.Nodes;

namespace Wsm.Kubernetes.Objects;

/// <summary>An object of any kind, as JSON. What is missing on a way into it is null or empty, never an error.</summary>
public sealed class KubeObject(JsonObject json)
{
    public JsonObject Json { get; } = json;

    public string ApiVersion => Text("apiVersion") ?? "";

    public string Kind => Text("kind") ?? "";

    /// <summary>The API group: empty for the core.</summary>
    public string Group => ApiVersion.Contains('/', StringComparison.Ordinal) ? ApiVersion.Split('/')[0] : "";

    public string Name => Text("metadata", "name") ?? "";

    public string? Namespace => Text("metadata", "namespace");

    public string Uid => Text("metadata", "uid") ?? "";

    public string ResourceVersion => Text("metadata", "resourceVersion") ?? "";

    public IReadOnlyDictionary<string, string> Labels => Texts("metadata", "labels");

    public IReadOnlyDictionary<string, string> Annotations => Texts("metadata", "annotations");

    /// <summary>The owner that controls it, as <c>Kind/name</c>; null for what stands by itself.</summary>
    public string? Controller =>
        Items("metadata", "ownerReferences").FirstOrDefault(owner => owner.Flag("controller")) is { } owner
            ? $"{owner.Kind}/{owner.Text("name")}"
            : null;

    public string? Text(params ReadOnlySpan<string> path) => At(path) is JsonValue value ? TextOf(value) : null;

    public bool Flag(params ReadOnlySpan<string> path) => At(path) is JsonValue value && value.TryGetValue(out bool flag) && flag;

    public long? Number(params ReadOnlySpan<string> path) =>
        At(path) is not JsonValue value ? null
        : value.TryGetValue(out long number) ? number
        : value.TryGetValue(out int small) ? small // of an object that was made here and not read
        : null;

    /// <summary>The objects of a list; others in it are passed over.</summary>
    public IEnumerable<KubeObject> Items(params ReadOnlySpan<string> path) =>
        At(path) is JsonArray items ? items.OfType<JsonObject>().Select(item => new KubeObject(item)) : [];

    public KubeObject? Object(params ReadOnlySpan<string> path) => At(path) is JsonObject found ? new KubeObject(found) : null;

    public JsonNode? At(params ReadOnlySpan<string> path)
    {
        JsonNode? node = Json;
        foreach (var key in path)
        {
            node = (node as JsonObject)?[key];
        }

        return node;
    }

    public override string ToString() => Namespace is { } space ? $"{Kind} {space}/{Name}" : $"{Kind} {Name}";

    /// <summary>Null for what is no text, half a surrogate pair among it.</summary>
    private static string? TextOf(JsonValue value)
    {
        try
        {
            return value.TryGetValue(out string? text) ? text : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private Dictionary<string, string> Texts(params ReadOnlySpan<string> path)
    {
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in At(path) as JsonObject ?? [])
        {
            if (value is JsonValue scalar && TextOf(scalar) is { } text)
            {
                texts[key] = text;
            }
        }

        return texts;
    }
}
