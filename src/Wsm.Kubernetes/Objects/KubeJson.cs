using System.Text.Json;
using System.Text.Json.Nodes;

namespace Wsm.Kubernetes.Objects;

/// <summary>Reads objects that come from outside. What no server writes is malformed here, before anybody looks into it.</summary>
public static class KubeJson
{
    // The framework finds a key that is there twice only when the object is looked into, and then calls it a bug.
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    /// <exception cref="JsonException">It is no JSON, no object, has a key twice, or one that is no text.</exception>
    public static JsonObject ParseObject(ReadOnlySpan<byte> json)
    {
        try
        {
            return JsonNode.Parse(json, null, Strict) as JsonObject ?? throw new JsonException("it is no object");
        }
        catch (InvalidOperationException error)
        {
            throw new JsonException(error.Message, error);
        }
    }

    /// <inheritdoc cref="ParseObject(ReadOnlySpan{byte})"/>
    public static JsonObject ParseObject(string json) => ParseObject(System.Text.Encoding.UTF8.GetBytes(json));
}
