using Wsm.Helm.Templates.Values;

namespace Wsm.Values;

/// <summary>Keys under which charts keep what nobody else may read.</summary>
internal static class SecretNames
{
    private static readonly string[] Words =
    [
        "password",
        "passwd",
        "secret",
        "license",
        "licence",
        "token",
        "apikey",
        "accesskey",
        "privatekey",
        "credential",
    ];

    public static bool IsSecret(string key) => Words.Any(word => key.Contains(word, StringComparison.OrdinalIgnoreCase));

    /// <summary>Somewhere in the value stands a text under such a key.</summary>
    public static bool AreIn(Value value) =>
        value.Data switch
        {
            MapValue map => map.Entries.Any(entry =>
                (entry.Value.Data is string { Length: > 0 } && IsSecret(entry.Key)) || AreIn(entry.Value)
            ),
            ListValue list => list.Items.Any(AreIn),
            _ => false,
        };
}
