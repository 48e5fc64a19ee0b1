using System.Globalization;
using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Wsm.ChartStores;

/// <summary>Reads the fields of a <c>Chart.yaml</c> by the types they are meant to have, as Helm does: <c>appVersion: 1.10</c> is a number first, and the text <c>1.1</c> then.</summary>
internal static class ChartFields
{
    private const int MostValues = 20_000;

    private static readonly (string Name, Func<YamlNode, JsonNode?> Read)[] Maintainer = [("name", Text), ("email", Text), ("url", Text)];

    private static readonly (string Name, Func<YamlNode, JsonNode?> Read)[] Dependency =
    [
        ("name", Text),
        ("version", Text),
        ("repository", Text),
        ("condition", Text),
        ("tags", Texts),
        ("enabled", Flag),
        ("import-values", node => Any(node, new Budget())),
        ("alias", Text),
    ];

    private static readonly (string Name, Func<YamlNode, JsonNode?> Read)[] Chart =
    [
        ("name", Text),
        ("home", Text),
        ("sources", Texts),
        ("version", Text),
        ("description", Text),
        ("keywords", Texts),
        ("maintainers", node => Objects(node, Maintainer)),
        ("icon", Text),
        ("apiVersion", Text),
        ("condition", Text),
        ("tags", Text),
        ("appVersion", Text),
        ("deprecated", Flag),
        ("annotations", TextMap),
        ("kubeVersion", Text),
        ("dependencies", node => Objects(node, Dependency)),
        ("type", Text),
    ];

    public static JsonObject Read(YamlMappingNode root) => Object(root, Chart);

    private static JsonObject Object(YamlMappingNode node, (string Name, Func<YamlNode, JsonNode?> Read)[] fields)
    {
        var made = new JsonObject();
        foreach (var (name, read) in fields)
            if (node.Children.TryGetValue(new YamlScalarNode(name), out var value) && read(value) is { } json)
                made[name] = json;
        return made;
    }

    private static JsonArray? Objects(YamlNode node, (string Name, Func<YamlNode, JsonNode?> Read)[] fields) =>
        node is YamlSequenceNode { Children.Count: > 0 } list
            ? new JsonArray([.. list.OfType<YamlMappingNode>().Select(item => Object(item, fields))])
            : null;

    private static JsonValue? Text(YamlNode node) =>
        node is YamlScalarNode { Value: { Length: > 0 } text } scalar && !IsNull(scalar)
            ? JsonValue.Create(IsFraction(scalar, out var number) ? number.ToString("R", CultureInfo.InvariantCulture) : text)
            : null;

    /// <summary>A plain <c>1.10</c>; not so large or small that it would be written with an exponent.</summary>
    private static bool IsFraction(YamlScalarNode scalar, out double number)
    {
        number = 0;
        return scalar.Style == ScalarStyle.Plain
            && scalar.Value!.Contains('.')
            && double.TryParse(
                scalar.Value,
                NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint,
                CultureInfo.InvariantCulture,
                out number
            )
            && Math.Abs(number) is 0 or (>= 1e-4 and < 1e15);
    }

    private static JsonArray? Texts(YamlNode node) =>
        node is YamlSequenceNode { Children.Count: > 0 } list ? new JsonArray([.. list.Select(Text)]) : null;

    private static JsonValue? Flag(YamlNode node) =>
        node is YamlScalarNode { Value: "true" or "True" or "TRUE" } ? JsonValue.Create(true) : null;

    private static JsonObject? TextMap(YamlNode node)
    {
        if (node is not YamlMappingNode { Children.Count: > 0 } map)
            return null;
        var made = new JsonObject();
        // Sorted, as a map of Go is written.
        foreach (var (key, value) in map.Children.OrderBy(pair => pair.Key.ToString(), StringComparer.Ordinal))
            made[key.ToString()] = (value as YamlScalarNode)?.Value ?? "";
        return made;
    }

    private static JsonNode? Any(YamlNode node, Budget budget)
    {
        budget.Spend();
        switch (node)
        {
            case YamlSequenceNode list:
                return new JsonArray([.. list.Select(item => Any(item, budget))]);
            case YamlMappingNode map:
                var made = new JsonObject();
                foreach (var (key, value) in map.Children)
                    made[key.ToString()] = Any(value, budget);
                return made;
            case YamlScalarNode scalar:
                return Scalar(scalar);
            default:
                return null;
        }
    }

    private static JsonValue? Scalar(YamlScalarNode scalar)
    {
        if (IsNull(scalar))
            return null;
        var text = scalar.Value!;
        if (scalar.Style != ScalarStyle.Plain)
            return JsonValue.Create(text);
        if (text is "true" or "false")
            return JsonValue.Create(text == "true");
        return long.TryParse(text, out var number) ? JsonValue.Create(number) : JsonValue.Create(text);
    }

    private static bool IsNull(YamlScalarNode scalar) =>
        scalar.Value is null || (scalar.Style == ScalarStyle.Plain && scalar.Value is "" or "~" or "null" or "Null" or "NULL");

    /// <summary>Aliases can make a small document very large; nobody's chart needs that.</summary>
    private sealed class Budget
    {
        private int _left = MostValues;

        public void Spend()
        {
            if (_left-- == 0)
                throw new InvalidDataException("the chart's Chart.yaml repeats itself beyond any use");
        }
    }
}
