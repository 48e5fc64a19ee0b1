using System.Text;
using Wsm.Helm.Data;
using Wsm.Helm.Data.Yaml;
using Wsm.Helm.Values.Merging;

namespace Wsm.Helm.Values;

/// <summary>Reads a values file: one or more YAML documents, each a map, the later ones over the earlier ones.</summary>
public static class ValuesReader
{
    /// <exception cref="YamlException">A document is no map of YAML; helm puts <c>cannot unmarshal yaml document</c> before the
    /// message.</exception>
    public static MapValue Read(string text)
    {
        MapValue? values = null;
        foreach (var document in Split(text))
        {
            var next = YamlReader.ReadMap(document);
            values = values is null ? next : ValuesMerger.Overlay(values, next);
        }

        return values ?? new MapValue();
    }

    /// <summary>
    /// Lines that begin with <c>---</c> and have nothing else but a comment separate documents. A separator before anything else stays in
    /// its document.
    /// </summary>
    private static IEnumerable<string> Split(string text)
    {
        if (!text.Contains("---", StringComparison.Ordinal) && !text.Contains('\r'))
        {
            if (text.Length > 0)
            {
                yield return text;
            }

            yield break;
        }

        var document = new StringBuilder();
        foreach (var line in text.AsSpan().TrimEnd('\n').ToString().Split('\n'))
        {
            var bare = line.EndsWith('\r') ? line[..^1] : line;
            if (document.Length > 0 && IsSeparator(bare))
            {
                yield return document.ToString();
                document.Clear();
                continue;
            }

            document.Append(bare).Append('\n');
        }

        if (document.Length > 0)
        {
            yield return document.ToString();
        }
    }

    private static bool IsSeparator(string line) =>
        line.StartsWith("---", StringComparison.Ordinal) && line.AsSpan(3).Trim() is var rest && (rest.Length == 0 || rest[0] == '#');
}
