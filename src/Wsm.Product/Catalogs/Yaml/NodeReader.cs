using Wsm.Product.Sources;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Wsm.Product.Catalogs.Yaml;

/// <summary>Reads one YAML document into nodes with places; broken or hostile text becomes mistakes.</summary>
internal sealed class NodeReader
{
    private const int DeepestNesting = 100;

    private readonly IParser _parser;
    private readonly CatalogErrors _mistakes;
    private readonly Dictionary<AnchorName, YamlNode> _anchors = [];

    private NodeReader(IParser parser, CatalogErrors mistakes)
    {
        _parser = parser;
        _mistakes = mistakes;
    }

    /// <returns>Null when there is no document, or it cannot be read; the mistakes say why.</returns>
    public static YamlNode? Read(string text, CatalogErrors mistakes)
    {
        try
        {
            var parser = new BoundedParser(new StringReader(text), DeepestNesting, aliases: true);
            parser.Consume<StreamStart>();
            if (!parser.TryConsume<DocumentStart>(out _))
            {
                mistakes.Add(new Place(1, 1), "the file is empty");
                return null;
            }

            var node = new NodeReader(parser, mistakes).ReadNode(depth: 0);
            parser.Consume<DocumentEnd>();
            if (parser.Accept<DocumentStart>(out var second))
            {
                mistakes.Add(Place.Of(second.Start), "a second document starts here; only one is read");
            }

            return node;
        }
        catch (YamlException broken)
        {
            mistakes.Add(Place.Of(broken.Start), $"not valid YAML: {Plain(broken)}");
            return null;
        }
    }

    private YamlNode ReadNode(int depth)
    {
        if (depth > DeepestNesting)
        {
            throw new SemanticErrorException(_parser.Current!.Start, _parser.Current.End, $"nested deeper than {DeepestNesting} levels");
        }

        if (_parser.TryConsume<AnchorAlias>(out var alias))
        {
            return _anchors.TryGetValue(alias.Value, out var known)
                ? known
                : throw new SemanticErrorException(alias.Start, alias.End, $"the alias *{alias.Value} names no finished anchor");
        }

        var start =
            _parser.Current as NodeEvent
            ?? throw new SemanticErrorException(_parser.Current!.Start, _parser.Current.End, "a value is missing here");
        YamlNode node = start switch
        {
            Scalar => ReadScalar(),
            SequenceStart => ReadList(depth),
            _ => ReadMap(depth),
        };
        if (!start.Anchor.IsEmpty)
        {
            _anchors[start.Anchor] = node;
        }

        return node;
    }

    private ScalarNode ReadScalar()
    {
        var scalar = _parser.Consume<Scalar>();
        return new ScalarNode(Place.Of(scalar.Start), scalar.Value, scalar.Style, scalar.Tag.IsEmpty ? null : scalar.Tag.Value)
        {
            Extent = (int)scalar.Start.Index..(int)scalar.End.Index,
        };
    }

    private YamlList ReadList(int depth)
    {
        var start = _parser.Consume<SequenceStart>();
        var items = new List<YamlNode>();
        while (!_parser.TryConsume<SequenceEnd>(out _))
        {
            items.Add(ReadNode(depth + 1));
        }

        return new YamlList(Place.Of(start.Start), items);
    }

    private MapNode ReadMap(int depth)
    {
        var start = _parser.Consume<MappingStart>();
        var entries = new List<KeyValuePair<ScalarNode, YamlNode>>();
        var seen = new Dictionary<string, Place>(StringComparer.Ordinal);
        while (!_parser.TryConsume<MappingEnd>(out _))
        {
            var key = ReadNode(depth + 1);
            var value = ReadNode(depth + 1);
            if (key is not ScalarNode name)
            {
                _mistakes.Add(key.Place, $"a key must be a single value, not {key.Kind}");
            }
            else if (!seen.TryAdd(name.Text, name.Place))
            {
                _mistakes.Add(name.Place, $"'{name.Text}' is written twice; the first is in line {seen[name.Text].Line}");
            }
            else
            {
                entries.Add(new(name, value));
            }
        }

        return new MapNode(Place.Of(start.Start), entries) { IsFlow = start.Style == MappingStyle.Flow };
    }

    /// <summary>The parser's message without the place, which is told apart.</summary>
    private static string Plain(YamlException broken)
    {
        var message = broken.Message;
        var afterPlace = message.StartsWith("(Line:", StringComparison.Ordinal) ? message.IndexOf("): ", StringComparison.Ordinal) : -1;
        return (afterPlace < 0 ? message : message[(afterPlace + 3)..]).TrimEnd('.');
    }
}
