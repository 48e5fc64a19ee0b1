namespace Wsm.Helm.Data.Json;

/// <summary>A value that has no JSON or YAML form: a complex number, NaN, a map that contains itself. The message is Go's.</summary>
internal sealed class MarshalException(string message) : Exception(message);
