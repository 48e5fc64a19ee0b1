namespace Wsm.Helm.Data.Json;

/// <summary>A text that is no JSON. The message is encoding/json's.</summary>
internal sealed class JsonException(string message) : Exception(message);
