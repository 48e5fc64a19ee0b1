using Wsm.Helm.Data;
using Wsm.Helm.Data.Formatting;
using Wsm.Helm.Data.Yaml;

namespace Wsm.Helm.Charts.Loading;

/// <summary>
/// Reads a YAML mapping into fields of known type with the rules of sigs.k8s.io/yaml and Go's encoding/json: names match without regard to
/// case,
/// numbers and booleans become text where text is wanted, null leaves a field as it is, anything else is an error.
/// </summary>
/// <param name="map">Read with <see cref="YamlReadOptions.KeepIntegers"/>.</param>
/// <param name="structName">The Go struct, for messages.</param>
/// <param name="prefix">The fields that lead to it, each with a dot behind.</param>
internal sealed class GoStructReader(MapValue map, string structName, string prefix = "")
{
    /// <param name="goType">The Go type, for messages: <c>v2.Metadata</c>.</param>
    /// <param name="structName">Its name without the package.</param>
    /// <returns>Null for a document of nothing.</returns>
    /// <exception cref="YamlException">No YAML, or no mapping.</exception>
    public static GoStructReader? Of(Value document, string goType, string structName) =>
        document.Data switch
        {
            null => null,
            MapValue map => new GoStructReader(map, structName),
            var other => throw Mismatch(other, $"value of type {goType}"),
        };

    public string Text(string field) => Find(field, out var value) ? ToText(value.Data, field) : "";

    /// <summary>For a field that Helm does not read: anything but text is as good as nothing.</summary>
    public string TextOrEmpty(string field) => Find(field, out var value) ? value.Data as string ?? "" : "";

    public bool Flag(string field) =>
        Find(field, out var value) && value.Data is var data && (data is bool flag ? flag : throw Wrong(data!, field, "bool"));

    public IReadOnlyList<string> Texts(string field)
    {
        if (!Find(field, out var value))
        {
            return [];
        }

        var list = value.Data as ListValue ?? throw Wrong(value.Data!, field, "[]string");
        var texts = new string[list.Count];
        for (var i = 0; i < texts.Length; i++)
        {
            texts[i] = list[i].IsNil ? "" : ToText(list[i].Data, field);
        }

        return texts;
    }

    public IReadOnlyList<Value> Values(string field)
    {
        if (!Find(field, out var value))
        {
            return [];
        }

        return (value.Data as ListValue ?? throw Wrong(value.Data!, field, "[]interface {}")).Items;
    }

    /// <returns>In the order of keys; null when the field is missing.</returns>
    public IReadOnlyDictionary<string, string>? TextMap(string field)
    {
        if (!Find(field, out var value))
        {
            return null;
        }

        var map = value.Data as MapValue ?? throw Wrong(value.Data!, field, "map[string]string");
        var texts = new Dictionary<string, string>(map.Count, StringComparer.Ordinal);
        foreach (var key in map.SortedKeys())
        {
            texts[key] = map[key].IsNil ? "" : ToText(map[key].Data, field);
        }

        return texts;
    }

    /// <returns>Null when the field is missing; an element is null where the list has null.</returns>
    public IReadOnlyList<GoStructReader?>? Structs(string field, string goType, string elementStruct)
    {
        if (!Find(field, out var value))
        {
            return null;
        }

        var list = value.Data as ListValue ?? throw Wrong(value.Data!, field, $"[]*{goType}");
        var structs = new GoStructReader?[list.Count];
        for (var i = 0; i < structs.Length; i++)
        {
            structs[i] = list[i].Data switch
            {
                null => null,
                MapValue inner => new GoStructReader(inner, elementStruct, $"{prefix}{field}."),
                var other => throw Wrong(other, field, goType),
            };
        }

        return structs;
    }

    /// <returns>Null when the field is missing.</returns>
    public GoStructReader? Struct(string field, string goType, string innerStruct) =>
        !Find(field, out var value)
            ? null
            : value.Data switch
            {
                MapValue inner => new GoStructReader(inner, innerStruct, $"{prefix}{field}."),
                var other => throw Wrong(other!, field, goType),
            };

    public bool Has(string field) => Find(field, out _);

    private bool Find(string field, out Value value)
    {
        if (!map.TryGet(field, out value))
        {
            foreach (var (key, candidate) in map.Entries)
            {
                if (key.Equals(field, StringComparison.OrdinalIgnoreCase))
                {
                    value = candidate;
                }
            }
        }

        return !value.IsNil;
    }

    private string ToText(object? data, string field) => TryText(data) ?? throw Wrong(data!, field, "string");

    /// <summary>A scalar where text is wanted; null for anything else.</summary>
    public static string? TryText(object? data) =>
        data switch
        {
            string text => text,
            bool flag => flag ? "true" : "false",
            long number => number.ToString(),
            ulong number => number.ToString(),
            double number => GoNumber.FormatSingle(number),
            _ => null,
        };

    private YamlException Wrong(object found, string field, string goType) =>
        Mismatch(found, $"struct field {structName}.{prefix}{field} of type {goType}");

    private static YamlException Mismatch(object found, string target)
    {
        var kind = found switch
        {
            MapValue => "object",
            ListValue => "array",
            string => "string",
            bool => "bool",
            _ => "number",
        };
        return new YamlException($"error unmarshaling JSON: while decoding JSON: json: cannot unmarshal {kind} into Go {target}");
    }
}
