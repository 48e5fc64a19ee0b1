using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Wsm.Oci.References;

namespace Wsm.Oci.Models;

/// <summary>
/// The fields of one JSON object from outside, with errors that name the field. They are read as Go reads them, because what runs the
/// images
/// is written in Go: the case of a key does not matter, of repeated keys the last counts, repeated objects are one, null is nothing.
/// </summary>
/// <remarks>https://pkg.go.dev/encoding/json#Unmarshal</remarks>
internal readonly struct JsonFields
{
    private static readonly JsonDocumentOptions Lenient = new() { MaxDepth = 32 };

    private readonly IReadOnlyList<JsonElement> _objects;
    private readonly string _where;

    public JsonFields(JsonElement element, string where)
        : this([element], where)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            throw new ManifestException($"{where} is not a JSON object");
        }
    }

    private JsonFields(IReadOnlyList<JsonElement> objects, string where)
    {
        _objects = objects;
        _where = where;
    }

    public static JsonDocument ParseDocument(ReadOnlyMemory<byte> bytes, string what)
    {
        try
        {
            return JsonDocument.Parse(bytes, Lenient);
        }
        catch (JsonException e)
        {
            throw new ManifestException($"{what} is not valid JSON: {e.Message}", e);
        }
    }

    public bool Has(string name) => Last(name) is { ValueKind: not JsonValueKind.Null };

    public string? OptionalString(string name) =>
        All(name).LastOrDefault(value => value.ValueKind != JsonValueKind.Null) is { ValueKind: not JsonValueKind.Undefined } value
            ? AsString(value, name)
            : null;

    public string RequiredString(string name) => OptionalString(name) ?? throw Missing(name);

    public long? OptionalNumber(string name)
    {
        var value = All(name).LastOrDefault(value => value.ValueKind != JsonValueKind.Null);
        if (value.ValueKind == JsonValueKind.Undefined)
        {
            return null;
        }

        return value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) ? number : throw Wrong(name, "a whole number");
    }

    public Digest RequiredDigest(string name) =>
        Digest.TryParse(RequiredString(name), out var digest) ? digest : throw Wrong(name, "a sha256 or sha512 digest");

    public JsonFields? OptionalObject(string name)
    {
        var parts = Objects(name);
        return parts.Count > 0 ? new JsonFields(parts, $"{_where}, \"{name}\",") : null;
    }

    public JsonFields RequiredObject(string name) => OptionalObject(name) ?? throw Missing(name);

    public IReadOnlyList<T> List<T>(string name, Func<JsonFields, T> read)
    {
        var items = new List<T>();
        foreach (var element in Elements(name))
        {
            items.Add(read(new JsonFields(element, $"{_where}, \"{name}[{items.Count}]\",")));
        }

        return items;
    }

    public IReadOnlyList<string> Strings(string name)
    {
        var items = new List<string>();
        foreach (var element in Elements(name))
        {
            items.Add(AsString(element, $"{name}[{items.Count}]"));
        }

        return items;
    }

    public IReadOnlyDictionary<string, string> Map(string name)
    {
        var map = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var property in Objects(name).SelectMany(part => part.EnumerateObject()))
        {
            var key = NameOf(property) ?? throw new ManifestException($"{_where} has a name in \"{name}\" that is not valid text");
            map[key] = AsString(property.Value, $"{name}.{key}");
        }

        return map.Count == 0 ? Descriptor.NoAnnotations : map;
    }

    private IEnumerable<JsonElement> All(string name) =>
        _objects.SelectMany(part => part.EnumerateObject()).Where(property => IsName(property, name)).Select(property => property.Value);

    private JsonElement? Last(string name) => All(name).Select(value => (JsonElement?)value).LastOrDefault();

    /// <summary>Repeated objects are read into one another; null begins afresh.</summary>
    private List<JsonElement> Objects(string name)
    {
        var parts = new List<JsonElement>();
        foreach (var value in All(name))
        {
            switch (value.ValueKind)
            {
                case JsonValueKind.Null:
                    parts.Clear();
                    break;
                case JsonValueKind.Object:
                    parts.Add(value);
                    break;
                default:
                    throw Wrong(name, "an object");
            }
        }

        return parts;
    }

    private JsonElement.ArrayEnumerator Elements(string name) =>
        Last(name) switch
        {
            null or { ValueKind: JsonValueKind.Null } => default,
            { ValueKind: JsonValueKind.Array } list => list.EnumerateArray(),
            _ => throw Wrong(name, "a list"),
        };

    /// <summary>Whatever the case; two characters of other scripts fold to letters of ASCII, in Go as in Unicode.</summary>
    private static bool IsName(JsonProperty property, string name)
    {
        var raw = JsonMarshal.GetRawUtf8PropertyName(property);
        return Ascii.IsValid(raw) && !raw.Contains((byte)'\\')
            ? Ascii.EqualsIgnoreCase(raw, name)
            : NameOf(property)?.Replace('\u017f', 's').Replace('\u212a', 'k').Equals(name, StringComparison.OrdinalIgnoreCase) == true;
    }

    /// <summary>Null where it is not valid text, and so none that anybody looks for.</summary>
    private static string? NameOf(JsonProperty property)
    {
        try
        {
            return property.Name;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private string AsString(JsonElement value, string name)
    {
        if (value.ValueKind == JsonValueKind.Null)
        {
            return "";
        }

        if (value.ValueKind != JsonValueKind.String)
        {
            throw Wrong(name, "a string");
        }

        try
        {
            return value.GetString()!;
        }
        catch (InvalidOperationException e)
        {
            throw new ManifestException($"{_where} has a \"{name}\" that is not valid text", e);
        }
    }

    private ManifestException Missing(string name) => new($"{_where} lacks \"{name}\"");

    private ManifestException Wrong(string name, string expected) => new($"{_where} has a \"{name}\" that is not {expected}");
}
