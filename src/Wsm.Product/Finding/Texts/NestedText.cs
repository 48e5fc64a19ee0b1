using Wsm.Helm.Data;
using Wsm.Helm.Data.Yaml;
using Wsm.Helm.Provenance;

namespace Wsm.Product.Finding.Texts;

/// <summary>Text within a document that is a document, or several, itself.</summary>
internal static class NestedText
{
    /// <summary>The documents in the text; null where it is no YAML (JSON is), and has to be read line by line.</summary>
    public static IReadOnlyList<DocumentText>? Documents(string text, TextPlace place)
    {
        if (!MayBeYaml(text))
        {
            return null;
        }

        var documents = new List<DocumentText>();
        foreach (var (start, end) in Parts(text))
        {
            try
            {
                var runs = place.After(start).Runs(end - start);
                var document = new DocumentText(text[start..end], new TextTrace([.. runs]));
                if (document.Root.Data is MapValue or ListValue)
                {
                    documents.Add(document);
                }
                else if (document.Root.Data is not null)
                {
                    return null;
                }
            }
            catch (YamlException)
            {
                // A template of some other program, or another language: its lines are read all the same.
                return null;
            }
        }

        return documents;
    }

    private static bool MayBeYaml(string text)
    {
        var trimmed = text.AsSpan().TrimStart();
        return trimmed.Length > 0
            && (
                trimmed[0] is '{' or '-' or '"' or '\''
                || (trimmed[0] == '[' && trimmed.TrimEnd()[^1] == ']')
                || trimmed.Contains(": ", StringComparison.Ordinal)
                || trimmed.Contains(":\n", StringComparison.Ordinal)
                || trimmed.TrimEnd()[^1] == ':'
            );
    }

    private static IEnumerable<(int Start, int End)> Parts(string text)
    {
        var start = 0;
        for (var at = 0; at >= 0 && at < text.Length; )
        {
            if (text.AsSpan(at).StartsWith("---") && (at + 3 >= text.Length || char.IsWhiteSpace(text[at + 3])))
            {
                if (at > start)
                {
                    yield return (start, at);
                }

                start = at + 3;
            }

            var next = text.IndexOf('\n', at);
            at = next < 0 ? -1 : next + 1;
        }

        if (start < text.Length)
        {
            yield return (start, text.Length);
        }
    }
}
