using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.RepresentationModel;

namespace Wsm.Site.ChartStores;

/// <summary>Writes index nodes so that every text is read back as the text it was.</summary>
internal static partial class IndexYaml
{
    public static YamlNode From(JsonNode value)
    {
        switch (value)
        {
            case JsonArray list:
                return new YamlSequenceNode(list.Select(item => item is null ? new YamlScalarNode("null") : From(item)));
            case JsonObject map:
                var made = new YamlMappingNode();
                foreach (var (key, item) in map)
                {
                    made.Add(Text(key), item is null ? new YamlScalarNode("null") : From(item));
                }

                return made;
            default:
                return value.GetValueKind() == JsonValueKind.String
                    ? Text(value.GetValue<string>())
                    : new YamlScalarNode(value.ToJsonString());
        }
    }

    /// <summary>Quoted where the bare text would be read as something else.</summary>
    public static YamlScalarNode Text(string text) =>
        new(text)
        {
            Style =
                text.Contains('\n') ? ScalarStyle.Literal
                : LooksTyped().IsMatch(text) ? ScalarStyle.DoubleQuoted
                : ScalarStyle.Any,
        };

    public static void Emit(YamlNode node, IEmitter emitter)
    {
        switch (node)
        {
            case YamlScalarNode scalar:
                emitter.Emit(
                    new Scalar(
                        AnchorName.Empty,
                        TagName.Empty,
                        scalar.Value ?? "",
                        scalar.Style,
                        isPlainImplicit: true,
                        isQuotedImplicit: true
                    )
                );
                break;
            case YamlSequenceNode list:
                emitter.Emit(
                    new SequenceStart(
                        AnchorName.Empty,
                        TagName.Empty,
                        isImplicit: true,
                        list.Children.Count == 0 ? SequenceStyle.Flow : SequenceStyle.Block
                    )
                );
                foreach (var item in list)
                {
                    Emit(item, emitter);
                }

                emitter.Emit(new SequenceEnd());
                break;
            case YamlMappingNode map:
                emitter.Emit(
                    new MappingStart(
                        AnchorName.Empty,
                        TagName.Empty,
                        isImplicit: true,
                        map.Children.Count == 0 ? MappingStyle.Flow : MappingStyle.Block
                    )
                );
                foreach (var (key, value) in map.Children)
                {
                    Emit(key, emitter);
                    Emit(value, emitter);
                }
                emitter.Emit(new MappingEnd());
                break;
        }
    }

    /// <summary>What some reader of YAML 1.1 or 1.2 takes for null, a truth value, a number or a time.</summary>
    [GeneratedRegex(
        @"^(|~|null|true|false|yes|no|on|off|y|n|=|<<|[-+]?[0-9][0-9_:]*(\.[0-9_]*)?(e[-+]?[0-9]+)?|[-+]?\.[0-9_]+(e[-+]?[0-9]+)?|[-+]?0[xob][0-9a-f_]+|[-+]?\.(inf|nan)|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}.*)$",
        RegexOptions.IgnoreCase | RegexOptions.NonBacktracking
    )]
    private static partial Regex LooksTyped();
}
