namespace Wsm.Oci;

/// <summary>The environment as the library is told of it; it never reads the process's own.</summary>
public sealed class EnvironmentVariables
{
    private readonly Dictionary<string, string> _values;

    public EnvironmentVariables(IEnumerable<KeyValuePair<string, string>> values) =>
        _values = new Dictionary<string, string>(values, StringComparer.Ordinal);

    public static EnvironmentVariables Empty { get; } = new([]);

    /// <summary>The value, or null when the variable is not set or empty.</summary>
    public string? this[string name] => _values.TryGetValue(name, out var value) && value.Length > 0 ? value : null;

    /// <summary>For the programs that are started.</summary>
    internal IReadOnlyDictionary<string, string> All => _values;

    /// <summary><c>$HOME</c>, or <c>%USERPROFILE%</c>; null when neither is set.</summary>
    public string? HomeDirectory => this["HOME"] ?? this["USERPROFILE"];
}
