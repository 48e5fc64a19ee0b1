using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Unicode;

namespace Wsm.Kubernetes.Objects;

/// <summary>Reads objects that come from outside. What no server writes is malformed here, before anybody looks into it.</summary>
public static class KubeJson
{
    // The framework finds a key that is there twice only when the object is looked into, and then calls it a bug.
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    /// <exception cref="JsonException">It is no JSON, no object, has a key twice, or one that is no text.</exception>
    public static JsonObject ParseObject(ReadOnlySpan<byte> json)
    {
        if (!Utf8.IsValid(json))
        {
            throw new JsonException("it is not valid UTF-8");
        }

        try
        {
            var found = JsonNode.Parse(json, null, Strict) as JsonObject ?? throw new JsonException("it is no object");
            if (json.IndexOf("\\ud"u8) >= 0 || json.IndexOf("\\uD"u8) >= 0)
            {
                ReadKeys(found);
            }

            return found;
        }
        catch (InvalidOperationException error)
        {
            throw new JsonException(error.Message, error);
        }
    }

    /// <summary>Keys are looked at only when an object is; half a surrogate pair among them shows then.</summary>
    private static void ReadKeys(JsonNode? node)
    {
        foreach (var child in node is JsonObject map ? map.Select(pair => pair.Value) : node as JsonArray ?? [])
        {
            ReadKeys(child);
        }
    }

    /// <inheritdoc cref="ParseObject(ReadOnlySpan{byte})"/>
    public static JsonObject ParseObject(string json) => ParseObject(System.Text.Encoding.UTF8.GetBytes(json));
}
