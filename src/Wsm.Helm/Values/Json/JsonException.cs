namespace Wsm.Helm.Values.Json;

/// <summary>A text that is no JSON. The message is encoding/json's.</summary>
public sealed class JsonException(string message) : Exception(message);
