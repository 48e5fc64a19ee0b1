using System.Text.RegularExpressions;
using Wsm.Helm.Data;
using Wsm.Helm.Data.Yaml;
using Wsm.Helm.Provenance;
using Wsm.Helm.Values;
using Wsm.Product.Catalogs;

namespace Wsm.Product.Secrets;

/// <summary>
/// Takes out of a person's values what must not travel: passwords, keys, licences. References to secrets that a cluster keeps stay.
/// </summary>
public static partial class SecretValues
{
    /// <summary>Shorter ones stand in any sentence.</summary>
    private const int ShortestSecret = 4;

    /// <summary>The layer without them, and where each stood.</summary>
    public static (ValuesLayer Layer, IReadOnlyList<string> Withheld) Withhold(ValuesLayer layer)
    {
        if (!layer.IsPersonal)
        {
            return (layer, []);
        }

        var withheld = new List<string>();
        var kept = Without(ValuesReader.Read(layer.Yaml), ValuePath.Root, withheld);
        return withheld.Count == 0 ? (layer, []) : (layer with { Yaml = YamlWriter.Text(Value.Of(kept)) }, withheld);
    }

    /// <summary>The message without any secret of the layers.</summary>
    public static string Redact(string message, IEnumerable<ValuesLayer> layers) =>
        layers
            .SelectMany(layer => TextsIn(Value.Of(ValuesReader.Read(layer.Yaml)), ""))
            .Where(text => text.Length >= ShortestSecret)
            .OrderByDescending(text => text.Length)
            .Aggregate(message, (made, text) => made.Replace(text, "(not shown)", StringComparison.Ordinal));

    /// <summary>The text is a secret wherever it stands: an address with a password, a private key.</summary>
    public static bool IsTelling(string text) => Telling().IsMatch(text);

    private static IEnumerable<string> TextsIn(Value value, string key) =>
        value.Data switch
        {
            MapValue map => map.Entries.SelectMany(entry =>
                IsSecret(map, entry.Key, entry.Value) && entry.Value.Data is string secret ? [secret] : TextsIn(entry.Value, entry.Key)
            ),
            ListValue list => list.Items.SelectMany(item =>
                item.Data is string text && SecretNames.IsSecret(key) && !SecretNames.IsReference(key) ? [text] : TextsIn(item, key)
            ),
            _ => [],
        };

    private static MapValue Without(MapValue map, ValuePath at, List<string> withheld)
    {
        var made = new MapValue();
        foreach (var (key, value) in map.Entries)
        {
            var here = at.Child(key);
            if (IsSecret(map, key, value))
            {
                withheld.Add(here.ToString());
            }
            else
            {
                made[key] = Below(value, here, key, withheld);
            }
        }

        return made;
    }

    private static Value Below(Value value, ValuePath here, string key, List<string> withheld) =>
        value.Data switch
        {
            // What lies below names a secret of the cluster, and which of its keys is meant.
            MapValue reference when NamesSecret(key, reference) => value,
            MapValue below => Value.Of(Without(below, here, withheld)),
            ListValue list => Value.Of(new ListValue([.. list.Items.Select((item, at) => Below(item, here.Child(at), key, withheld))])),
            _ => value,
        };

    private static bool NamesSecret(string key, MapValue map) =>
        SecretNames.IsSecret(key) && map.Entries.Any(entry => entry.Key is "name" or "secretName" && entry.Value.Data is string);

    private static bool IsSecret(MapValue holder, string key, Value value)
    {
        var text = value.Data switch
        {
            string { Length: > 0 } written => written,
            null or bool or string or MapValue or ListValue => null,
            var number => number.ToString(),
        };
        if (text is null)
        {
            return false;
        }

        // A list of variables: {name: DB_PASSWORD, value: …}.
        var named = key == "value" && holder["name"].Data is string variable ? variable : key;
        return (SecretNames.IsSecret(named) && !SecretNames.IsReference(named)) || Telling().IsMatch(text);
    }

    /// <summary>A login within an address, or a private key.</summary>
    [GeneratedRegex(@"^[a-z][a-z0-9+.-]*://[^/@\s]*:[^/@\s]+@|-----BEGIN [A-Z ]*PRIVATE KEY-----", RegexOptions.IgnoreCase)]
    private static partial Regex Telling();
}
