using Wsm.Helm.Data;

namespace Wsm.Product.Secrets;

/// <summary>Keys under which charts keep what nobody else may read.</summary>
public static class SecretNames
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
        "bindpw",
        "_pw",
    ];

    /// <summary>Keys that only name where a secret is kept, or which part of it is meant.</summary>
    private static readonly string[] References = ["name", "ref", "file", "path", "keyname", "passwordkey", "namespace"];

    public static bool IsSecret(string key)
    {
        var plain = key.Replace("_", "", StringComparison.Ordinal);
        return Words.Any(word =>
            key.Contains(word, StringComparison.OrdinalIgnoreCase) || plain.Contains(word, StringComparison.OrdinalIgnoreCase)
        );
    }

    /// <summary>The key says where a secret is, and not what it is: <c>secretName</c>, <c>existingSecret</c>, <c>passwordKey</c>.</summary>
    public static bool IsReference(string key) =>
        key.StartsWith("existing", StringComparison.OrdinalIgnoreCase)
        || key.EndsWith("pullSecrets", StringComparison.OrdinalIgnoreCase)
        || References.Any(end => key.EndsWith(end, StringComparison.OrdinalIgnoreCase));

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
