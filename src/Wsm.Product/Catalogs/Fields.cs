using Wsm.Product.Catalogs.Yaml;
using Wsm.Product.Wording;

namespace Wsm.Product.Catalogs;

/// <summary>Takes the keys of one mapping out, by a strict schema. Whatever was not asked for is a mistake.</summary>
internal sealed class Fields
{
    private readonly MapNode _map;
    private readonly CatalogErrors _mistakes;
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);

    private Fields(MapNode map, string what, CatalogErrors mistakes)
    {
        _map = map;
        What = what;
        _mistakes = mistakes;
    }

    /// <summary>What the mapping is, for messages: <c>component 'operator'</c>.</summary>
    public string What { get; set; }

    public Place Place => _map.Place;

    /// <summary>Runs <paramref name="read"/> on a mapping, then reports unknown keys; null when the node is not a mapping.</summary>
    public static T? Read<T>(YamlNode node, string what, CatalogErrors mistakes, Func<Fields, T?> read)
        where T : class
    {
        if (node is not MapNode map)
        {
            mistakes.Add(node.Place, $"{what} must be a mapping, not {node.Kind}");
            return null;
        }

        var fields = new Fields(map, what, mistakes);
        var result = read(fields);
        fields.ReportUnknown();
        return result;
    }

    /// <summary>The key's node; null when it is absent or empty.</summary>
    public YamlNode? Take(string key)
    {
        _known.Add(key);
        return Find(key) is { } node and not ScalarNode { IsNull: true } ? node : null;
    }

    public string? Text(string key)
    {
        switch (Take(key))
        {
            case null:
                return null;
            case ScalarNode { Text.Length: > 0 } scalar when !scalar.Text.Any(char.IsControl):
                return scalar.Text;
            case ScalarNode scalar:
                _mistakes.Add(scalar.Place, $"'{key}' of {What} must be a text without control characters, and not empty");
                return null;
            case { } other:
                _mistakes.Add(other.Place, $"'{key}' of {What} must be a text, not {other.Kind}");
                return null;
        }
    }

    public string? RequiredText(string key)
    {
        if (Take(key) is null)
        {
            _mistakes.Add(Find(key)?.Place ?? Place, $"{What} needs '{key}'");
            return null;
        }

        return Text(key);
    }

    public bool? Truth(string key)
    {
        switch (Take(key))
        {
            case null:
                return null;
            case ScalarNode { Text: "true" }:
                return true;
            case ScalarNode { Text: "false" }:
                return false;
            case { } other:
                _mistakes.Add(other.Place, $"'{key}' of {What} must be true or false");
                return null;
        }
    }

    public IReadOnlyList<YamlNode> List(string key)
    {
        switch (Take(key))
        {
            case null:
                return [];
            case YamlList list:
                return list.Items;
            case { } other:
                _mistakes.Add(other.Place, $"'{key}' of {What} must be a list, not {other.Kind}");
                return [];
        }
    }

    public MapNode? Map(string key)
    {
        switch (Take(key))
        {
            case null:
                return null;
            case MapNode map:
                return map;
            case { } other:
                _mistakes.Add(other.Place, $"'{key}' of {What} must be a mapping, not {other.Kind}");
                return null;
        }
    }

    /// <summary>Where the key's value is, or the mapping where it is absent.</summary>
    public Place PlaceOf(string key) => Find(key)?.Place ?? Place;

    private YamlNode? Find(string key) => _map.Entries.FirstOrDefault(entry => entry.Key.Text == key).Value;

    private void ReportUnknown()
    {
        foreach (var (key, _) in _map.Entries.Where(entry => !_known.Contains(entry.Key.Text)))
        {
            var guess = Suggestion.Nearest(key.Text, _known);
            var advice = guess is not null
                ? $"did you mean '{guess}'?"
                : $"known here: {string.Join(", ", _known.Order(StringComparer.Ordinal))}";
            _mistakes.Add(key.Place, $"{What} has no '{key.Text}'; {advice}");
        }
    }
}
