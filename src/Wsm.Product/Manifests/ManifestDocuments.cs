using Wsm.Helm.Data;
using Wsm.Helm.Data.Yaml;
using Wsm.Helm.Provenance;
using Wsm.Helm.Rendering;
using Wsm.Product.Failures;

namespace Wsm.Product.Manifests;

/// <summary>Cuts manifest files into documents, each of which knows its file and line.</summary>
public static class ManifestDocuments
{
    /// <exception cref="UserError">A file is no YAML.</exception>
    public static IReadOnlyList<RenderedDocument> Of(ManifestFile file)
    {
        var documents = new List<RenderedDocument>();
        foreach (var (text, line) in Split(file.Text))
        {
            Value data;
            try
            {
                data = YamlReader.Read(text, new YamlReadOptions { KeepIntegers = true });
            }
            catch (YamlException broken)
            {
                throw new UserError(
                    $"{file.Path} is not a manifest: the document that begins in line {line} cannot be read: {broken.Message}",
                    "Templates of a chart are rendered with --chart.",
                    FailureKind.Usage,
                    broken
                );
            }

            if (!data.IsNil)
            {
                documents.Add(Document(file.Path, line, text, data));
            }
        }

        return documents;
    }

    /// <param name="line">Where the document begins in its file; null where it is not as it was written any more.</param>
    internal static RenderedDocument Document(string file, int? line, string text, Value data)
    {
        var root = data.Data as MapValue ?? new MapValue();
        var metadata = root["metadata"].Data as MapValue ?? new MapValue();
        var trace = line is { } start ? new TextTrace([new TextRun(0, text.Length, null, -1, new TemplatePosition(file, start, 1))]) : null;
        return new RenderedDocument(
            file,
            Value.Of(text, trace),
            new DocumentHead(TextOf(root["apiVersion"]), TextOf(root["kind"]), TextOf(metadata["name"]), TextOf(metadata["namespace"]))
        );
    }

    /// <summary>As a rendered chart, for whoever looks through one.</summary>
    public static RenderedRelease AsRelease(IReadOnlyList<RenderedDocument> documents) =>
        new()
        {
            Documents = documents,
            Hooks = [],
            Crds = [],
            Notes = "",
            Values = new MapValue(),
        };

    private static string TextOf(Value value) => value.Data as string ?? "";

    /// <summary>The documents of a stream, each with the line in which it begins.</summary>
    private static IEnumerable<(string Text, int Line)> Split(string text)
    {
        var start = text.StartsWith('\uFEFF') ? 1 : 0;
        var first = 1;
        var line = 1;
        for (var at = start; at < text.Length; line++)
        {
            var end = text.IndexOf('\n', at);
            var next = end < 0 ? text.Length : end + 1;
            if (IsMark(text.AsSpan(at, next - at), "---") || IsMark(text.AsSpan(at, next - at), "..."))
            {
                if (text.AsSpan(start, at - start).Trim().Length > 0)
                {
                    yield return (text[start..at], first);
                }

                // What stands behind the mark belongs to the document that it begins.
                (start, first) = (at + 3, line);
            }

            at = next;
        }

        if (text.AsSpan(start).Trim().Length > 0)
        {
            yield return (text[start..], first);
        }
    }

    private static bool IsMark(ReadOnlySpan<char> line, string mark) =>
        line.StartsWith(mark, StringComparison.Ordinal) && (line.Length == 3 || line[3] is ' ' or '\t' or '\r' or '\n');
}
