using Wsm.Helm.Rendering;
using Wsm.Helm.Values.Yaml;

namespace Wsm.Images;

/// <summary>Finds the images of renderings that differ in little: a document that reads as before is not looked through again.</summary>
/// <param name="home">A registry that is to be recognised by its name alone.</param>
internal sealed class DocumentUses(string? home = null)
{
    /// <summary>Fewer documents are read before further threads are at work.</summary>
    private const int LeastForSeveralThreads = 8;

    private readonly List<UnreadableImage> _unreadable = [];
    private readonly Dictionary<(string Template, string Text), Findings> _known = [];

    /// <summary>What stood in the documents so far where a container's image should stand.</summary>
    public IReadOnlyList<UnreadableImage> Unreadable => _unreadable;

    /// <summary>Every use of every document, hooks and tests too.</summary>
    /// <exception cref="UserError">A document is not what Kubernetes could read.</exception>
    public IReadOnlyList<ImageUse> Of(RenderedRelease release)
    {
        RenderedDocument[] documents = [.. release.Documents.Concat(release.Hooks).Where(MayName)];
        var found = new Findings?[documents.Length];
        var unread = new List<int>();
        for (var i = 0; i < documents.Length; i++)
        {
            if (!_known.TryGetValue(KeyOf(documents[i]), out found[i]))
                unread.Add(i);
        }

        // Reading the documents takes about as long as writing them did, and none needs another.
        if (unread.Count >= LeastForSeveralThreads)
            Parallel.For(0, unread.Count, n => found[unread[n]] = LookThrough(documents[unread[n]]));
        foreach (var i in unread)
        {
            var findings = found[i] ??= LookThrough(documents[i]);
            if (findings.Failure is { } failure)
                throw new UserError($"{documents[i].Template} gives a document that is no YAML: {failure.Message}", cause: failure);
            if (_known.TryAdd(KeyOf(documents[i]), findings))
                _unreadable.AddRange(findings.Unreadable);
        }

        return [.. found.SelectMany(findings => findings!.Uses)];
    }

    private static (string Template, string Text) KeyOf(RenderedDocument document) => (document.Template, (string)document.Text.Data!);

    private Findings LookThrough(RenderedDocument document)
    {
        var (template, text) = KeyOf(document);
        var unreadable = new List<UnreadableImage>();
        try
        {
            return new Findings(
                DocumentImages.Find(new DocumentText(text, document.Text.Trace), template, home, unreadable.Add),
                unreadable,
                null
            );
        }
        catch (YamlException error)
        {
            return new Findings([], unreadable, error);
        }
    }

    /// <summary>Kubernetes' own kinds name images in fields of that name, and otherwise only in configuration: most documents need not be read.</summary>
    private static bool MayName(RenderedDocument document) =>
        document.Head.Kind switch
        {
            "CustomResourceDefinition" => false,
            "ConfigMap" or "Secret" => true,
            _ => DocumentImages.IsCustomResource(document.Head.ApiVersion)
                || ((string)document.Text.Data!).Contains("image", StringComparison.Ordinal),
        };

    private sealed record Findings(IReadOnlyList<ImageUse> Uses, IReadOnlyList<UnreadableImage> Unreadable, YamlException? Failure);
}
