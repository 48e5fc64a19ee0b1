using System.Text;
using Wsm.Helm.Data;
using Wsm.Helm.Data.Yaml;
using Wsm.Helm.Provenance;

namespace Wsm.Site.Values.Emission;

/// <summary>Writes values as YAML in a stable order, with a comment above the values that need one.</summary>
/// <param name="commentFor">The comment of a value by its path; null for none. Lines are parted by newlines.</param>
internal sealed class CommentedYaml(Func<string, string?> commentFor)
{
    private readonly StringBuilder _text = new();

    /// <param name="indent">Blanks before every line.</param>
    public static string Write(MapValue values, Func<string, string?> commentFor, int indent = 0)
    {
        var writer = new CommentedYaml(commentFor);
        writer.WriteMap(values, ValuePath.Root, indent);
        return writer._text.ToString();
    }

    private void WriteMap(MapValue map, ValuePath path, int indent)
    {
        foreach (var key in map.SortedKeys())
        {
            var value = map[key];
            var here = path.Child(key);
            WriteComment(here, indent);
            if (value.Data is MapValue { Count: > 0 } below)
            {
                Line(indent, YamlKey(key) + ":");
                WriteMap(below, here, indent + 2);
                continue;
            }

            var single = new MapValue { [key] = value };
            // Only the last line's own end goes: others belong to a text that ends in empty lines.
            foreach (var line in YamlWriter.Text(Value.Of(single))[..^1].Split('\n'))
            {
                Line(line.Length == 0 ? 0 : indent, line);
            }
        }
    }

    private void WriteComment(ValuePath path, int indent)
    {
        if (commentFor(path.ToString()) is not { } comment)
        {
            return;
        }

        foreach (var line in comment.Split('\n'))
        {
            Line(indent, "# " + line);
        }
    }

    private void Line(int indent, string text) => _text.Append(' ', indent).Append(text).Append('\n');

    private static string YamlKey(string key)
    {
        var line = YamlWriter.Text(Value.Of(new MapValue { [key] = Value.Of(new MapValue()) }));
        return line[..line.LastIndexOf(':')];
    }
}
