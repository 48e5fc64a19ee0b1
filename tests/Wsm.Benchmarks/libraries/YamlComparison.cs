using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Wsm.Helm.Data;
using Wsm.Helm.Data.Json;
using Wsm.Helm.Data.Yaml;
using Wsm.Helm.Tests.Oracle;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Wsm.Benchmarks.Libraries;

/// <summary>Our reader and YamlDotNet, on texts that somebody has damaged: which are refused, and what the others say.</summary>
internal static class YamlComparison
{
    private const int Cases = 1500;
    private const string Refused = "refused";

    public static void Run()
    {
        var data = new RandomData(2);
        string[] texts = [.. Enumerable.Range(0, Cases).Select(_ => data.Yaml())];
        string[] expected = [.. HelmAnswers.To("fromYaml $c | toJson", [.. texts.Select(text => Value.Of(text))]).Select(Plain)];
        LibraryComparison.Tally("helm", texts, expected, ("our reader", Ours), ("YamlDotNet", Theirs));
    }

    /// <summary>JSON in one form, whatever the order of keys and the spelling of numbers; helm puts its refusals into a map.</summary>
    private static string Plain(string json) => JsonNode.Parse(json) is JsonObject map && !map.ContainsKey("Error") ? Form(map) : Refused;

    private static string Ours(string text)
    {
        try
        {
            return Plain((string)JsonWriter.Write(new Value(YamlReader.ReadMap(text))).Data!);
        }
        catch (Wsm.Helm.Data.Yaml.YamlException)
        {
            return Refused;
        }
    }

    private static string Theirs(string text)
    {
        try
        {
            var stream = new YamlStream();
            stream.Load(new StringReader(text));
            return stream.Documents is [var first, ..] && first.RootNode is YamlMappingNode map ? Form(Node(map))
                : stream.Documents.Count == 0 ? "{}"
                : Refused;
        }
        catch (Exception refused) when (refused is YamlDotNet.Core.YamlException or Wsm.Helm.Data.Yaml.YamlException)
        {
            return Refused;
        }
    }

    /// <summary>What a word without quotes means is told by our rules, which are helm's: only the library's parser is compared.</summary>
    private static JsonNode? Node(YamlDotNet.RepresentationModel.YamlNode node) =>
        node switch
        {
            YamlMappingNode map => new JsonObject(map.Children.Select(entry => KeyValuePair.Create(Key(entry.Key), Node(entry.Value)))),
            YamlSequenceNode list => new JsonArray([.. list.Children.Select(Node)]),
            YamlScalarNode { Style: ScalarStyle.Plain, Tag.IsEmpty: true } plain => JsonNode.Parse(
                (string)JsonWriter.Write(YamlReader.Read(plain.Value!)).Data!
            ),
            _ => JsonValue.Create(((YamlScalarNode)node).Value),
        };

    private static string Key(YamlDotNet.RepresentationModel.YamlNode key) =>
        Node(key) is { } name
            ? name.GetValueKind() == JsonValueKind.String
                ? name.GetValue<string>()
                : name.ToJsonString()
            : "null";

    private static string Form(JsonNode? node) =>
        node switch
        {
            JsonObject map => "{"
                + string.Join(
                    ',',
                    map.OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => $"{entry.Key}={Form(entry.Value)}")
                )
                + "}",
            JsonArray list => "[" + string.Join(',', list.Select(Form)) + "]",
            JsonValue value when value.GetValueKind() == JsonValueKind.Number => double.Parse(
                    value.ToJsonString(),
                    CultureInfo.InvariantCulture
                )
                .ToString("R", CultureInfo.InvariantCulture),
            null => "null",
            _ => node.ToJsonString(),
        };
}
