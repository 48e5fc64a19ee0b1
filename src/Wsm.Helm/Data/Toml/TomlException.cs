namespace Wsm.Helm.Data.Toml;

/// <summary>A text that is no TOML.</summary>
public sealed class TomlException(string message) : Exception(message);
