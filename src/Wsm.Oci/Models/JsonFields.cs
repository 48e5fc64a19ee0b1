using System.Text.Json;
using Wsm.Oci.References;

namespace Wsm.Oci.Models;

/// <summary>The fields of one JSON object from outside, with errors that name the field.</summary>
internal readonly struct JsonFields
{
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 32, AllowDuplicateProperties = false };

    private readonly JsonElement _object;
    private readonly string _where;

    public JsonFields(JsonElement element, string where)
    {
        if (element.ValueKind != JsonValueKind.Object)
            throw new ManifestException($"{where} is not a JSON object");
        _object = element;
        _where = where;
    }

    public static JsonDocument ParseDocument(ReadOnlyMemory<byte> bytes, string what)
    {
        try
        {
            return JsonDocument.Parse(bytes, Strict);
        }
        catch (JsonException e)
        {
            throw new ManifestException($"{what} is not valid JSON: {e.Message}", e);
        }
    }

    public bool Has(string name) => TryGet(name, out _);

    public string? OptionalString(string name) => TryGet(name, out var value) ? AsString(value, name) : null;

    public string RequiredString(string name) => OptionalString(name) ?? throw Missing(name);

    public long? OptionalNumber(string name)
    {
        if (!TryGet(name, out var value))
            return null;
        return value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) ? number : throw Wrong(name, "a whole number");
    }

    public Digest RequiredDigest(string name) =>
        Digest.TryParse(RequiredString(name), out var digest) ? digest : throw Wrong(name, "a sha256 or sha512 digest");

    public JsonFields? OptionalObject(string name) => TryGet(name, out var value) ? new JsonFields(value, $"{_where}, \"{name}\",") : null;

    public JsonFields RequiredObject(string name) => OptionalObject(name) ?? throw Missing(name);

    public IReadOnlyList<T> List<T>(string name, Func<JsonFields, T> read)
    {
        if (!TryGet(name, out var value))
            return [];
        if (value.ValueKind != JsonValueKind.Array)
            throw Wrong(name, "a list");
        var items = new List<T>(value.GetArrayLength());
        foreach (var element in value.EnumerateArray())
            items.Add(read(new JsonFields(element, $"{_where}, \"{name}[{items.Count}]\",")));
        return items;
    }

    public IReadOnlyList<string> Strings(string name)
    {
        if (!TryGet(name, out var value))
            return [];
        if (value.ValueKind != JsonValueKind.Array)
            throw Wrong(name, "a list");
        var items = new List<string>(value.GetArrayLength());
        foreach (var element in value.EnumerateArray())
            items.Add(AsString(element, $"{name}[{items.Count}]"));
        return items;
    }

    public IReadOnlyDictionary<string, string> Map(string name)
    {
        if (!TryGet(name, out var value))
            return Descriptor.NoAnnotations;
        if (value.ValueKind != JsonValueKind.Object)
            throw Wrong(name, "an object");
        var map = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var property in value.EnumerateObject())
            map[property.Name] = AsString(property.Value, $"{name}.{property.Name}");
        return map;
    }

    private bool TryGet(string name, out JsonElement value) =>
        _object.TryGetProperty(name, out value) && value.ValueKind != JsonValueKind.Null;

    private string AsString(JsonElement value, string name)
    {
        if (value.ValueKind != JsonValueKind.String)
            throw Wrong(name, "a string");
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
