using Wsm.Helm.Data;
using Wsm.Helm.Data.Formatting;

namespace Wsm.Helm.Charts.Schema;

/// <summary>The addresses and anchors of all schemas in a document.</summary>
internal sealed class SchemaIndex(SchemaDocument document, string root)
{
    private const int MaxDepth = 500;

    private readonly Dictionary<string, SchemaPlace> _resources = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SchemaPlace> _anchors = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SchemaPlace> _dynamicAnchors = new(StringComparer.Ordinal);
    private readonly Dictionary<MapValue, SchemaPlace> _places = new(ReferenceEqualityComparer.Instance);

    /// <summary>The schema with this address.</summary>
    public SchemaPlace? Resource(string address) => _resources.GetValueOrDefault(address);

    /// <summary>The schema with this anchor in the one with this address.</summary>
    public SchemaPlace? Anchor(string address, string anchor) => _anchors.GetValueOrDefault($"{address}#{anchor}");

    public SchemaPlace? DynamicAnchor(string address, string anchor) => _dynamicAnchors.GetValueOrDefault($"{address}#{anchor}");

    /// <summary>Null for a map that is no schema, or none that is known yet.</summary>
    public SchemaPlace? PlaceOf(MapValue schema) => _places.GetValueOrDefault(schema);

    /// <exception cref="SchemaException">An address or an anchor is there twice.</exception>
    public void Add(Value schema, string home, string pointer, int depth = 0)
    {
        if (depth > MaxDepth)
        {
            throw new SchemaException($"the schema nests deeper than {MaxDepth} levels");
        }

        if (pointer.Length == 0)
        {
            _resources[home] = new SchemaPlace(schema, null, home, pointer);
        }

        if (schema.Data is not MapValue map || _places.ContainsKey(map))
        {
            return;
        }

        // Before 2019-09 nothing beside a $ref counts, but for schemas that other references name.
        var counts = document.Draft.Year >= 2019 || !map.ContainsKey("$ref");
        home = counts ? NoteAddress(map, schema, home, pointer) : home;
        var place = _places[map] = new SchemaPlace(schema, new SchemaNode(map, document), home, pointer);
        if (counts)
        {
            NoteAnchors(map, place);
        }

        foreach (var (_, steps, inner) in SchemaKeyword.Inside(map, document.Draft))
        {
            Add(inner, home, pointer + steps, depth + 1);
        }
    }

    private string NoteAddress(MapValue map, Value schema, string home, string pointer)
    {
        if (Text(map, IdKeyword) is not { } id || id.StartsWith('#') || id.Length == 0)
        {
            return home;
        }

        if (!SchemaReference.TrySplit(home, id, out var address, out _))
        {
            throw new SchemaException($"error in parsing id at {GoQuote.Quote($"{root}#{pointer}")}");
        }

        var place = new SchemaPlace(schema, null, address, pointer);
        if (!_resources.TryAdd(address, place) && _resources[address].Pointer != pointer)
        {
            throw Duplicate("id", address, _resources[address].Pointer, pointer);
        }

        return address;
    }

    private void NoteAnchors(MapValue map, SchemaPlace place)
    {
        if (document.Draft.Year < 2019)
        {
            if (Text(map, IdKeyword) is { } id && id.IndexOf('#') is >= 0 and var cut && cut + 1 < id.Length && id[cut + 1] != '/')
            {
                NoteAnchor(Uri.UnescapeDataString(id[(cut + 1)..]), place);
            }

            return;
        }

        if (Text(map, "$anchor") is { } anchor)
        {
            NoteAnchor(anchor, place);
        }

        if (document.Draft.Year >= 2020 && Text(map, "$dynamicAnchor") is { } dynamic)
        {
            NoteAnchor(dynamic, place);
            _dynamicAnchors[$"{place.Home}#{dynamic}"] = place;
        }
    }

    private void NoteAnchor(string anchor, SchemaPlace place)
    {
        if (!_anchors.TryAdd($"{place.Home}#{anchor}", place) && Anchor(place.Home, anchor) is { } other && other.Pointer != place.Pointer)
        {
            throw Duplicate("anchor", anchor, other.Pointer, place.Pointer);
        }
    }

    private string IdKeyword => document.Draft.Year == 4 ? "id" : "$id";

    private SchemaException Duplicate(string what, string name, string first, string second) =>
        new($"duplicate {what} {GoQuote.Quote(name)} in {GoQuote.Quote(root)} at {GoQuote.Quote(first)} and {GoQuote.Quote(second)}");

    private static string? Text(MapValue map, string key) => map.TryGet(key, out var value) ? value.Data as string : null;
}
