using System.Buffers;
using System.Text.Json;
using YamlDotNet.Core;

namespace Wsm.Product.Catalogs.Yaml;

/// <summary>Makes nodes for writing, with quotes where a reader would take a text for something else.</summary>
public static class NodeFactory
{
    private static readonly SearchValues<char> OfNumbersAndDates = SearchValues.Create("0123456789abcdefABCDEFxXoO_.:+-TtZz ");

    private static readonly string[] Words =
    [
        "",
        "~",
        "null",
        "true",
        "false",
        "yes",
        "no",
        "on",
        "off",
        "y",
        "n",
        "<<",
        "=",
        ".inf",
        "-.inf",
        "+.inf",
        ".nan",
    ];

    public static MapNode Map(params IEnumerable<(string Key, YamlNode? Value)> entries) =>
        new(
            default,
            [
                .. entries
                    .Where(entry => entry.Value is not null)
                    .Select(entry => new KeyValuePair<ScalarNode, YamlNode>(Text(entry.Key), entry.Value!)),
            ]
        );

    public static YamlList List(IEnumerable<YamlNode> items) => new(default, [.. items]);

    public static ScalarNode Text(string text) => new(default, text, StyleFor(text), null);

    public static ScalarNode Literal(string text) => new(default, text, ScalarStyle.Plain, null);

    public static YamlNode Of(JsonElement element) =>
        element.ValueKind switch
        {
            JsonValueKind.Object => Map(element.EnumerateObject().Select(property => (property.Name, (YamlNode?)Of(property.Value)))),
            JsonValueKind.Array => List(element.EnumerateArray().Select(Of)),
            JsonValueKind.String => Text(element.GetString()!),
            _ => Literal(element.GetRawText()),
        };

    /// <summary>The mapping a dotted path means: <c>a.b</c> and 1 give <c>{a: {b: 1}}</c>; <c>\.</c> is a dot in a key.</summary>
    public static MapNode Nested(string path, YamlNode value)
    {
        var keys = path.Replace("\\.", "\0", StringComparison.Ordinal).Split('.').Select(key => key.Replace('\0', '.')).Reverse();
        return (MapNode)keys.Aggregate(value, (inner, key) => Map((key, inner)));
    }

    /// <summary>With two dots and no colon no reader takes it for a number or a time.</summary>
    private static bool IsVersion(string text) => text.Count(c => c == '.') >= 2 && !text.Contains(':', StringComparison.Ordinal);

    private static ScalarStyle StyleFor(string text)
    {
        if (text.Any(c => char.IsControl(c) || c == '\uFEFF'))
        {
            return ScalarStyle.DoubleQuoted;
        }

        var likeNumber =
            text.Length > 0
            && (char.IsAsciiDigit(text[0]) || text[0] is '.' or '-' or '+')
            && text.AsSpan(1).IndexOfAnyExcept(OfNumbersAndDates) < 0
            && !IsVersion(text);
        return likeNumber || Words.Contains(text, StringComparer.OrdinalIgnoreCase) ? ScalarStyle.SingleQuoted : ScalarStyle.Plain;
    }
}
