using System.Collections.Concurrent;
using Wsm.Helm.Data;
using Wsm.Helm.Data.Formatting;
using Wsm.Helm.Templates.Functions.Regexes;

namespace Wsm.Helm.Charts.Schema;

/// <summary>
/// A schema with everything in it that a reference can name. Other documents are not looked for: an air-gapped site has none.
/// </summary>
internal sealed class SchemaDocument
{
    private const string ValuesSchema = "file:///values.schema.json";

    private readonly string _root;
    private readonly SchemaIndex _index;
    private readonly ConcurrentDictionary<string, GoRegex> _patterns = new(StringComparer.Ordinal);
    private readonly List<string> _unchecked = [];

    private SchemaDocument(Value schema, SchemaDraft draft, string root)
    {
        (Schema, Draft, _root) = (schema, draft, root);
        _index = new SchemaIndex(this, root);
        _index.Add(schema, root, "");
    }

    public Value Schema { get; }

    public SchemaDraft Draft { get; }

    /// <summary>Whether <c>format</c> counts, and is no mere note.</summary>
    public bool AssertsFormats { get; private init; }

    /// <summary>Addresses elsewhere that were referred to.</summary>
    public IReadOnlyList<string> Unchecked => _unchecked;

    /// <exception cref="SchemaException">It is no schema, or refers to something that is not there.</exception>
    public static SchemaDocument Parse(Value schema)
    {
        var declared = schema.Data is MapValue map ? Text(map, "$schema") : null;
        var known = SchemaDraft.Find(declared);
        var document = new SchemaDocument(schema, known ?? SchemaDraft.Latest, ValuesSchema) { AssertsFormats = known is { Year: < 2019 } };
        document.CheckSchema(schema, "");
        if (known is null)
        {
            document._unchecked.Add(declared!);
        }

        new SchemaLinker(document).Link();
        return document;
    }

    /// <summary>The schema of schemas, which nobody has to check.</summary>
    public static SchemaDocument Meta(Value schema, SchemaDraft draft) => new(schema, draft, draft.Address) { AssertsFormats = true };

    /// <summary>
    /// What a reference in <paramref name="from"/> names, here or in the schemas of schemas. Null: something on the network, which counts
    /// as met.
    /// </summary>
    /// <exception cref="SchemaException">It names a place that there is not.</exception>
    public SchemaTarget? Resolve(string reference, MapValue from)
    {
        if (!SchemaReference.TrySplit(HomeOf(from), reference, out var address, out var fragment))
        {
            throw new SchemaException($"error in parsing {GoQuote.Quote(reference)}");
        }

        var document = this;
        if (_index.Resource(address) is null && SchemaDraft.Owner(address) is { } draft)
        {
            (document, address) = (draft.MetaSchema, draft.CanonicalAddress(address));
        }

        if (document._index.Resource(address) is not { } resource)
        {
            NoteUnchecked(address);
            return null;
        }

        return new SchemaTarget(document, document.At(resource, fragment), fragment);
    }

    /// <summary>Makes sure that what a reference named is a schema: it may be anywhere in the document.</summary>
    /// <exception cref="SchemaException">It is none.</exception>
    public void Accept(SchemaPlace place)
    {
        if (place.Schema.Data is bool || (place.Schema.Data is MapValue map && _index.PlaceOf(map) is not null))
        {
            return;
        }

        CheckSchema(place.Schema, place.Pointer);
        _index.Add(place.Schema, place.Home, place.Pointer);
    }

    /// <summary>Null for a map in a place where this draft has no schema.</summary>
    public SchemaNode? NodeOf(MapValue map) => _index.PlaceOf(map)?.Node;

    /// <summary>The address of the schema that the map is a part of.</summary>
    public string HomeOf(MapValue map) => _index.PlaceOf(map)?.Home ?? _root;

    /// <summary>Document and place of a schema, as messages show them.</summary>
    public string LocationOf(MapValue map) => $"{_root}#{PointerOf(map)}";

    public string PointerOf(MapValue map) => _index.PlaceOf(map)?.Pointer ?? "";

    /// <summary>The schema that a <c>$dynamicAnchor</c> names in the schema with this address.</summary>
    public Value? DynamicAnchor(string home, string name) => _index.DynamicAnchor(home, name)?.Schema;

    /// <summary>The whole schema with this address, if it allows that a <c>$recursiveRef</c> to it means an outer one.</summary>
    public Value? RecursiveAnchor(string home) =>
        _index.Resource(home)?.Schema is { Data: MapValue map } schema && map["$recursiveAnchor"].Data is true ? schema : null;

    /// <summary>The pattern, compiled once.</summary>
    public GoRegex Pattern(string pattern) => _patterns.GetOrAdd(pattern, static pattern => GoRegex.Compile(pattern));

    private void CheckSchema(Value schema, string pointer)
    {
        if (new SchemaEvaluation(Draft.MetaSchema).Evaluate(schema) is { } errors)
        {
            throw new SchemaException(
                $"{GoQuote.Quote($"{_root}#{pointer}")} is not valid against metaschema: jsonschema validation failed with "
                    + $"'{Draft.Address}#'\n{errors.Print().TrimEnd('\n')}"
            );
        }
    }

    private SchemaPlace At(SchemaPlace resource, string fragment)
    {
        if (fragment.Length > 0 && fragment[0] != '/')
        {
            return _index.Anchor(resource.Home, fragment)
                ?? throw new SchemaException(
                    $"anchor in {GoQuote.Quote($"{resource.Home}#{fragment}")} not found in schema {GoQuote.Quote(_root)}"
                );
        }

        var pointer = resource.Pointer + fragment;
        return Follow(resource.Schema, fragment) is { } found
            ? new SchemaPlace(found, null, resource.Home, pointer)
            : throw new SchemaException($"json-pointer in {GoQuote.Quote($"{_root}#{pointer}")} not found");
    }

    private static Value? Follow(Value at, string pointer)
    {
        foreach (var step in pointer.Split('/').Skip(1))
        {
            var key = step.Replace("~1", "/").Replace("~0", "~");
            if (at.Data is MapValue map && map.TryGet(key, out var next))
            {
                at = next;
            }
            else if (at.Data is ListValue list && int.TryParse(key, out var index) && index >= 0 && index < list.Count)
            {
                at = list[index];
            }
            else
            {
                return null;
            }
        }

        return at;
    }

    private void NoteUnchecked(string address)
    {
        if (address.StartsWith("file://", StringComparison.Ordinal))
        {
            // Helm would look for it at the root of the file system.
            throw new SchemaException(
                $"failing loading {GoQuote.Quote(address)}: open {address["file://".Length..]}: no such file or directory"
            );
        }

        if (!_unchecked.Contains(address))
        {
            _unchecked.Add(address);
        }
    }

    private static string? Text(MapValue map, string key) => map.TryGet(key, out var value) ? value.Data as string : null;
}
