using Wsm.Helm.Charts.Loading;
using Wsm.Helm.Data;
using Wsm.Helm.Data.Yaml;

namespace Wsm.Helm.Rendering;

/// <summary>Cuts rendered files into documents, checks that each is YAML, and tells hooks from the rest.</summary>
internal sealed class DocumentSorter
{
    private const string HookAnnotation = "helm.sh/hook";
    private const string MetadataType =
        "struct { Name string \"json:\\\"name\\\"\"; Annotations map[string]string \"json:\\\"annotations\\\"\" }";

    private static readonly YamlReadOptions Exact = new() { KeepIntegers = true };
    private static readonly HashSet<string> Events = new(StringComparer.Ordinal)
    {
        "pre-install",
        "post-install",
        "pre-delete",
        "post-delete",
        "pre-upgrade",
        "post-upgrade",
        "pre-rollback",
        "post-rollback",
        "test",
    };

    private static readonly DocumentHead NoHead = new("", "", "", "");

    private readonly List<RenderedDocument> _documents = [];
    private readonly List<RenderedDocument> _hooks = [];

    public List<RenderedDocument> Documents => InstallOrder.Sort(_documents);

    public List<RenderedDocument> Hooks => InstallOrder.Sort(_hooks);

    public void Add(IEnumerable<RenderedDocument> documents)
    {
        foreach (var document in documents)
        {
            (document.Hook is null ? _documents : _hooks).Add(document);
        }
    }

    /// <summary>
    /// The documents of one rendered file, without those that helm leaves out. Depends on nothing else, so files can be read side by side.
    /// </summary>
    /// <exception cref="RenderException">A document is no YAML, or its head has the wrong types.</exception>
    public static List<RenderedDocument> Read(string template, Value file)
    {
        var documents = new List<RenderedDocument>();
        foreach (var text in DocumentSplitter.Split(file))
        {
            try
            {
                if (Read(new RenderedDocument(template, text, NoHead)) is { } document)
                {
                    documents.Add(document);
                }
            }
            catch (YamlException wrong)
            {
                throw new RenderException($"YAML parse error on {template}: {wrong.Message}", wrong);
            }
        }

        return documents;
    }

    private static RenderedDocument? Read(RenderedDocument document)
    {
        var fields = GoStructReader.Of(YamlReader.Read((string)document.Text.Data!, Exact), "util.SimpleHead", "SimpleHead");
        var metadata = fields?.Struct("metadata", MetadataType, "");
        var annotations = metadata?.TextMap("annotations");
        if (fields is not null)
        {
            var place = metadata?.TextOrEmpty("namespace") ?? "";
            document = document with
            {
                Head = new DocumentHead(fields.Text("apiVersion"), fields.Text("kind"), metadata?.Text("name") ?? "", place),
            };
        }

        if (annotations is null || !annotations.TryGetValue(HookAnnotation, out var hook))
        {
            return document;
        }

        return ParseEvents(hook) is { } events ? document with { Hook = new HookInfo(events) } : null;
    }

    /// <returns>Null when one of them is unknown: helm then leaves the document out altogether.</returns>
    private static List<string>? ParseEvents(string annotation)
    {
        var events = new List<string>();
        foreach (var part in annotation.Split(','))
        {
            var name = part.Trim().ToLowerInvariant();
            if (name == "test-success")
            {
                name = "test";
            }

            if (!Events.Contains(name))
            {
                return null;
            }

            events.Add(name);
        }

        return events;
    }
}
