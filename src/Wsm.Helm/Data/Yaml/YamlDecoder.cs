using System.Globalization;
using System.Text;
using Wsm.Helm.Data.Formatting;
using Wsm.Helm.Provenance;

namespace Wsm.Helm.Data.Yaml;

/// <summary>A tree of nodes to values: finds types, follows aliases, takes in merge keys, and makes keys strings.</summary>
internal sealed class YamlDecoder(string source, YamlReadOptions options)
{
    // go-yaml's bounds for aliases: of many nodes, at most so great a share may come from repeating others.
    private const int SmallDocument = 400_000;
    private const int LargeDocument = 4_000_000;

    private readonly HashSet<RawYamlNode> _open = [];
    private int _decoded;
    private int _fromAliases;
    private int _aliasDepth;
    private int _depth;
    private YamlException? _badKey;
    private YamlException? _badNumber;

    public Value DecodeDocument(RawYamlNode root)
    {
        var value = Decode(root);
        // What YAML can say and JSON cannot shows itself only after all of the YAML has been read.
        return (_badKey ?? _badNumber) is { } problem ? throw problem : value;
    }

    private Value Decode(RawYamlNode node)
    {
        Count();
        if (++_depth > YamlScanner.MaxDepth)
        {
            throw YamlException.At(0, $"exceeded max depth of {YamlScanner.MaxDepth}");
        }

        var value = node.Kind switch
        {
            RawYamlNodeKind.Alias => Alias(node),
            RawYamlNodeKind.Mapping => Mapping(node),
            RawYamlNodeKind.Sequence => Sequence(node),
            _ => Scalar(node),
        };
        _depth--;
        return value;
    }

    private void Count()
    {
        _decoded++;
        if (_aliasDepth == 0)
        {
            return;
        }

        _fromAliases++;
        if (_fromAliases > 100 && _decoded > 1000 && _fromAliases / (double)_decoded > AllowedShare())
        {
            throw YamlException.At(0, "document contains excessive aliasing");
        }
    }

    private double AllowedShare() =>
        _decoded switch
        {
            <= SmallDocument => 0.99,
            >= LargeDocument => 0.10,
            _ => 0.99 - (0.89 * ((_decoded - SmallDocument) / (double)(LargeDocument - SmallDocument))),
        };

    private Value Alias(RawYamlNode node)
    {
        if (!_open.Add(node))
        {
            throw YamlException.At(0, $"anchor '{node.Text}' value contains itself");
        }

        _aliasDepth++;
        var value = Decode(node.Target!);
        _aliasDepth--;
        _open.Remove(node);
        return value;
    }

    private Value Sequence(RawYamlNode node)
    {
        var items = new List<Value>(node.Children.Count);
        foreach (var child in node.Children)
        {
            items.Add(Decode(child));
        }

        return new Value(new ListValue(items));
    }

    private Value Mapping(RawYamlNode node)
    {
        var map = new MapValue(node.Children.Count / 2);
        FillMapping(node, map);
        return new Value(map);
    }

    private void FillMapping(RawYamlNode node, MapValue map)
    {
        for (var i = 0; i < node.Children.Count; i += 2)
        {
            if (node.Children[i].IsMerge)
            {
                Merge(node.Children[i + 1], map);
                continue;
            }

            var key = Key(node.Children[i], node.Children[i + 1]);
            map[key] = Decode(node.Children[i + 1]);
        }
    }

    /// <summary>What is merged in overwrites what stands before it, and of several the first one wins.</summary>
    private void Merge(RawYamlNode node, MapValue map)
    {
        switch (node.Kind)
        {
            case RawYamlNodeKind.Mapping or RawYamlNodeKind.Alias:
                MergeOne(node, map);
                break;
            case RawYamlNodeKind.Sequence:
                for (var i = node.Children.Count - 1; i >= 0; i--)
                {
                    MergeOne(node.Children[i], map);
                }

                break;
            default:
                throw WantsMap();
        }
    }

    private void MergeOne(RawYamlNode node, MapValue map)
    {
        if ((node.Kind == RawYamlNodeKind.Alias ? node.Target!.Kind : node.Kind) != RawYamlNodeKind.Mapping)
        {
            throw WantsMap();
        }

        Count();
        if (node.Kind == RawYamlNodeKind.Mapping)
        {
            FillMapping(node, map);
            return;
        }

        if (!_open.Add(node))
        {
            throw YamlException.At(0, $"anchor '{node.Text}' value contains itself");
        }

        if (++_depth > YamlScanner.MaxDepth)
        {
            throw YamlException.At(0, $"exceeded max depth of {YamlScanner.MaxDepth}");
        }

        _aliasDepth++;
        Count();
        FillMapping(node.Target!, map);
        _aliasDepth--;
        _depth--;
        _open.Remove(node);
    }

    private static YamlException WantsMap() => YamlException.At(0, "map merge requires map or sequence of maps as the value");

    private string Key(RawYamlNode node, RawYamlNode value)
    {
        if (node.Kind == RawYamlNodeKind.Scalar && Resolve(node) is var (type, data) && type != YamlScalarType.Null)
        {
            Count();
            return data switch
            {
                string text => text,
                bool flag => flag ? "true" : "false",
                double number => FloatKey(number),
                var integer => Convert.ToString(integer, CultureInfo.InvariantCulture)!,
            };
        }

        var target = node.Kind == RawYamlNodeKind.Alias ? node.Target! : node;
        return target.Kind switch
        {
            RawYamlNodeKind.Scalar when node.Kind == RawYamlNodeKind.Alias => Key(target, value),
            RawYamlNodeKind.Scalar => NilKey(value),
            _ => throw YamlException.At(0, $"invalid map key: {GoSyntax(Decode(target))}"),
        };
    }

    private string NilKey(RawYamlNode value)
    {
        _badKey ??= YamlException.Conversion(
            $"unsupported map key of type: %!s(<nil>), key: <nil>, value: {GoSyntax(Decode(value), "<nil>")}"
        );
        return "";
    }

    private static string FloatKey(double number) =>
        GoNumber.FormatSingle(number) switch
        {
            "+Inf" => ".inf",
            "-Inf" => "-.inf",
            "NaN" => ".nan",
            var text => text,
        };

    private Value Scalar(RawYamlNode node)
    {
        var (_, data) = Resolve(node);
        return new Value(
            data switch
            {
                double number => Finite(number),
                long integer when !options.KeepIntegers => (double)integer,
                ulong integer when !options.KeepIntegers => (double)integer,
                _ => data,
            },
            TraceOf(node)
        );
    }

    private double Finite(double number)
    {
        if (!double.IsFinite(number))
        {
            _badNumber ??= YamlException.Conversion($"json: unsupported value: {GoNumber.Format(number)}");
        }

        return number;
    }

    /// <summary>The scalar's type, and its data: null, bool, long, ulong, double or string.</summary>
    private static (YamlScalarType Type, object? Data) Resolve(RawYamlNode node)
    {
        switch (node.Tag)
        {
            case "" when !node.Implicit:
            case YamlTags.String:
                return (YamlScalarType.String, node.Text);
            case YamlTags.Binary:
                return (YamlScalarType.String, Binary(node.Text));
            case "":
                return Plain(node.Text);
            case YamlTags.Null or YamlTags.Bool or YamlTags.Int or YamlTags.Float or YamlTags.Timestamp:
                return Tagged(node);
            default:
                return (YamlScalarType.String, node.Text);
        }
    }

    private static (YamlScalarType Type, object? Data) Plain(string text)
    {
        var (type, data) = YamlScalar.Of(text);
        return (type, type is YamlScalarType.String or YamlScalarType.Timestamp ? text : data);
    }

    private static (YamlScalarType Type, object? Data) Tagged(RawYamlNode node)
    {
        var (type, data) = Plain(node.Text);
        if (node.Tag == YamlTags.Float && data is long integer)
        {
            return (YamlScalarType.Float, (double)integer);
        }

        var found = type switch
        {
            YamlScalarType.Null => YamlTags.Null,
            YamlScalarType.Bool => YamlTags.Bool,
            YamlScalarType.Int => YamlTags.Int,
            YamlScalarType.Float => YamlTags.Float,
            YamlScalarType.Timestamp => YamlTags.Timestamp,
            _ => YamlTags.String,
        };
        return found == node.Tag
            ? (type, data)
            : throw YamlException.At(0, $"cannot decode {YamlTags.Short(found)} `{node.Text}` as a {YamlTags.Short(node.Tag)}");
    }

    private static string Binary(string text)
    {
        // Go's decoder passes over line breaks, and over nothing else.
        var compact = text.Replace("\n", "").Replace("\r", "");
        var bytes = new byte[compact.Length];
        return compact.Length % 4 == 0 && !compact.Any(char.IsWhiteSpace) && Convert.TryFromBase64String(compact, bytes, out var length)
            ? Encoding.UTF8.GetString(bytes, 0, length)
            : throw YamlException.At(0, "!!binary value contains invalid base64 data");
    }

    private Trace? TraceOf(RawYamlNode node)
    {
        if (options.Trace is null || node.Pieces is not { Count: > 0 } pieces)
        {
            return null;
        }

        var text = new TracedText();
        foreach (var piece in pieces)
        {
            // Characters that stand for an escape or a folded break belong to no run.
            if (piece.Target > text.Length)
            {
                text.Append(node.Text[text.Length..piece.Target]);
            }

            text.Append(source, options.Trace, piece.Source, piece.Length);
        }

        return text.Trace();
    }

    /// <summary>
    /// Go's <c>%#v</c> of plain data, for the message about a mapping as a key: mostly a template's braces that lost their quotes.
    /// </summary>
    private static string GoSyntax(Value value, string nil = "interface {}(nil)") =>
        value.Data switch
        {
            null => nil,
            string text => GoQuote.Quote(text),
            bool flag => flag ? "true" : "false",
            MapValue map => $"map[interface {{}}]interface "
                + $"{{}}{{{string.Join(", ", map.Entries.Select(entry => $"{GoQuote.Quote(entry.Key)}:{GoSyntax(entry.Value)}"))}}}",
            ListValue list => $"[]interface {{}}{{{string.Join(", ", list.Items.Select(item => GoSyntax(item)))}}}",
            double number => GoNumber.Format(number),
            var other => Convert.ToString(other, CultureInfo.InvariantCulture)!,
        };
}
