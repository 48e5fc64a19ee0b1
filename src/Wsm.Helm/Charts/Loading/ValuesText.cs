using Wsm.Helm.Templates.Values;
using Wsm.Helm.Values.Yaml;

namespace Wsm.Helm.Charts.Loading;

/// <summary>A values file: one or more YAML mappings, of which the later ones are merged over the earlier ones.</summary>
public static class ValuesText
{
    /// <exception cref="YamlException">A document is no YAML or no mapping.</exception>
    public static MapValue Read(string text)
    {
        MapValue? values = null;
        foreach (var document in Documents(text))
        {
            var next = YamlReader.ReadMap(document);
            if (values is null)
                values = next;
            else
                MergeOver(values, next);
        }

        return values ?? new MapValue();
    }

    /// <summary>Maps merge key by key; anything else replaces.</summary>
    public static void MergeOver(MapValue target, MapValue source)
    {
        foreach (var (key, value) in source.Entries)
        {
            if (value.Data is MapValue inner && target.TryGet(key, out var old) && old.Data is MapValue oldInner)
                MergeOver(oldInner, inner);
            else
                target[key] = value;
        }
    }

    /// <summary>Cut at lines of <c>---</c>, as Kubernetes' own reader does it before any YAML is parsed.</summary>
    private static List<string> Documents(string text)
    {
        var documents = new List<string>();
        var start = 0;
        for (var line = 0; line < text.Length;)
        {
            var end = text.IndexOf('\n', line);
            end = end < 0 ? text.Length : end + 1;
            // The first separator of a document with nothing before it is its own, and YAML's.
            if (line > start && IsSeparator(text.AsSpan(line, end - line)))
            {
                documents.Add(text[start..line]);
                start = end;
            }

            line = end;
        }

        if (start < text.Length)
            documents.Add(text[start..]);
        return documents;
    }

    private static bool IsSeparator(ReadOnlySpan<char> line) => line.StartsWith("---") && line[3..].Trim() is [] or ['#', ..];
}
