using Wsm.Helm.Templates.Formatting;
using Wsm.Helm.Templates.Functions.Regexes;
using Wsm.Helm.Templates.Values;

namespace Wsm.Helm.Charts.Schema;

/// <summary>A schema with everything in it that a reference can name. Other documents are not looked for: an air-gapped site has none.</summary>
internal sealed class SchemaDocument
{
    private const int MaxDepth = 500;

    private const string Root = "file:///values.schema.json";

    private static readonly string[] Types = ["null", "boolean", "number", "integer", "string", "array", "object"];

    private readonly Dictionary<string, Value> _byAddress = new(StringComparer.Ordinal);
    private readonly Dictionary<string, GoRegex> _patterns = new(StringComparer.Ordinal);
    private readonly Dictionary<MapValue, string> _bases = new(ReferenceEqualityComparer.Instance);
    private readonly List<string> _unchecked = [];

    private SchemaDocument(Value schema, int draft) => (Schema, Draft) = (schema, draft);

    public Value Schema { get; }

    /// <summary>4, 6, 7, 2019 or 2020.</summary>
    public int Draft { get; }

    public IReadOnlyList<string> Unchecked => _unchecked;

    /// <exception cref="SchemaException"/>
    public static SchemaDocument Parse(Value schema)
    {
        if (schema.Data is not (MapValue or bool))
            throw Invalid("", $"got {JsonType.Of(schema)}, want boolean or object");
        var declared = schema.Data is MapValue map && map.TryGet("$schema", out var found) ? found.Data as string : null;
        var document = new SchemaDocument(schema, DraftOf(declared));
        document._byAddress[Root] = schema;
        document.Index(schema, Role.Schema, Root, "", 0);
        return document;
    }

    /// <summary>What a reference in <paramref name="from"/> names. Null: something that is not here, and counts as met.</summary>
    /// <exception cref="SchemaException">It names a place in this document that there is not.</exception>
    public Value? Resolve(string reference, MapValue from)
    {
        var home = _bases.GetValueOrDefault(from, Root);
        if (!TrySplit(home, reference, out var address, out var fragment))
            throw new SchemaException($"invalid uri {SchemaError.Quote(reference)}");
        if (!_byAddress.TryGetValue(address, out var document))
        {
            // The drafts' own schemas come with every validator; they say nothing about values.
            if (!address.Contains("json-schema.org/", StringComparison.Ordinal) && !_unchecked.Contains(address))
                _unchecked.Add(address);
            return null;
        }

        if (fragment.Length == 0)
            return document;
        if (fragment[0] != '/')
            return _byAddress.TryGetValue($"{address}#{fragment}", out var anchored) ? anchored : throw NotFound(home, reference);
        return Follow(document, fragment) ?? throw NotFound(home, reference);
    }

    private static SchemaException NotFound(string home, string reference) =>
        new($"json-pointer in {GoQuote.Quote(new Uri(new Uri(home), reference).ToString())} not found");

    /// <summary>What a reference names: a document, and after <c>#</c> a place in it.</summary>
    private static bool TrySplit(string home, string reference, out string address, out string fragment)
    {
        // Nearly all references stay in their document, and those need no Uri, which is slow to begin with.
        if (reference.StartsWith('#') && !reference.Contains('%'))
        {
            (address, fragment) = (home, reference[1..]);
            return true;
        }

        (address, fragment) = ("", "");
        if (!Uri.TryCreate(new Uri(home), reference, out var target))
            return false;
        (address, fragment) = (WithoutFragment(target), Uri.UnescapeDataString(target.Fragment.TrimStart('#')));
        return true;
    }

    private static Value? Follow(Value at, string pointer)
    {
        foreach (var step in pointer.Split('/').Skip(1))
        {
            var key = step.Replace("~1", "/").Replace("~0", "~");
            if (at.Data is MapValue map && map.TryGet(key, out var next))
                at = next;
            else if (at.Data is ListValue list && int.TryParse(key, out var index) && index >= 0 && index < list.Count)
                at = list[index];
            else
                return null;
        }

        return at;
    }

    /// <summary>The pattern, compiled once.</summary>
    public GoRegex Pattern(string pattern) =>
        _patterns.TryGetValue(pattern, out var known) ? known : _patterns[pattern] = GoRegex.Compile(pattern);

    /// <summary>Notes addresses and anchors, and refuses what no draft allows. Goes through every map, for a reference may point into any.</summary>
    private void Index(Value value, Role role, string home, string pointer, int depth)
    {
        if (depth > MaxDepth)
            throw new SchemaException($"the schema nests deeper than {MaxDepth} levels");
        switch (value.Data)
        {
            case ListValue list:
                for (var i = 0; i < list.Count; i++)
                    Index(list[i], role == Role.Schemas ? Role.Schema : role, home, $"{pointer}/{i}", depth + 1);
                break;
            case MapValue map:
                home = NoteAddresses(map, value, home);
                _bases[map] = home;
                if (role == Role.Schema)
                    Check(map, pointer);
                foreach (var (key, child) in map.Entries)
                {
                    // These hold data, in which nothing is a schema.
                    if (key is not ("enum" or "const" or "default" or "examples"))
                        Index(child, RoleOf(role, key), home, $"{pointer}/{key}", depth + 1);
                }

                break;
        }
    }

    private string NoteAddresses(MapValue map, Value value, string home)
    {
        if (Text(map, Draft == 4 ? "id" : "$id") is { } id && TrySplit(home, id, out var address, out var fragment))
        {
            if (fragment.Length > 0)
                _byAddress.TryAdd($"{address}#{fragment}", value);
            else
                _byAddress[home = address] = value;
        }

        foreach (var anchor in (string[])["$anchor", "$dynamicAnchor"])
        {
            if (Text(map, anchor) is { } name)
                _byAddress.TryAdd($"{home}#{name}", value);
        }

        return home;
    }

    private void Check(MapValue schema, string pointer)
    {
        var types = schema["type"].Data switch
        {
            string one => [one],
            ListValue several => [.. several.Items.Select(item => item.Data as string)],
            _ => (string?[])[],
        };
        if (!types.All(Types.Contains))
            throw Invalid(pointer + "/type", "value must be one of 'array', 'boolean', 'integer', 'null', 'number', 'object', 'string'");
        if (Text(schema, "pattern") is { } pattern)
            CheckPattern(pattern, pointer + "/pattern");
        if (schema["patternProperties"].Data is MapValue patterns)
        {
            foreach (var key in patterns.SortedKeys())
                CheckPattern(key, pointer + "/patternProperties");
        }
    }

    private void CheckPattern(string pattern, string pointer)
    {
        try
        {
            Pattern(pattern);
        }
        catch (RegexSyntaxException e)
        {
            throw Invalid(pointer, $"{SchemaError.Quote(pattern)} is not valid regex: {e.Message}");
        }
    }

    private static SchemaException Invalid(string pointer, string problem) =>
        new($"{GoQuote.Quote(Root + "#")} is not valid against metaschema: at {SchemaError.Quote(pointer)}: {problem}");

    private static Role RoleOf(Role outer, string key) =>
        outer switch
        {
            Role.Schemas => Role.Schema,
            Role.Schema => key switch
            {
                "properties"
                or "patternProperties"
                or "$defs"
                or "definitions"
                or "dependentSchemas"
                or "dependencies"
                or "allOf"
                or "anyOf"
                or "oneOf"
                or "prefixItems" => Role.Schemas,
                "items"
                or "additionalItems"
                or "additionalProperties"
                or "contains"
                or "not"
                or "if"
                or "then"
                or "else"
                or "propertyNames"
                or "unevaluatedItems"
                or "unevaluatedProperties"
                or "contentSchema" => Role.Schema,
                _ => Role.Other,
            },
            _ => Role.Other,
        };

    private enum Role
    {
        Other,
        Schema,

        /// <summary>A map or a list whose values are schemas.</summary>
        Schemas,
    }

    private static string? Text(MapValue map, string key) => map.TryGet(key, out var value) ? value.Data as string : null;

    private static string WithoutFragment(Uri address)
    {
        var text = address.ToString();
        var hash = text.IndexOf('#');
        return hash < 0 ? text : text[..hash];
    }

    private static int DraftOf(string? declared) =>
        declared switch
        {
            null => 2020,
            _ when declared.Contains("draft-04", StringComparison.Ordinal) => 4,
            _ when declared.Contains("draft-06", StringComparison.Ordinal) => 6,
            _ when declared.Contains("draft-07", StringComparison.Ordinal) => 7,
            _ when declared.Contains("2019-09", StringComparison.Ordinal) => 2019,
            _ => 2020,
        };
}
