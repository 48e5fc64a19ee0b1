using Wsm.Helm.Data.Yaml;
using Wsm.Helm.Rendering;
using Wsm.Product.Catalogs;
using Wsm.Product.Failures;
using Wsm.Product.Finding.Fields;
using Wsm.Product.Finding.Texts;

namespace Wsm.Product.Finding;

/// <summary>Finds the images of renderings that differ in little: a document that reads as before is not looked through again.</summary>
/// <param name="fields">Image fields beyond those that come with the program.</param>
/// <param name="home">A registry that is to be recognised by its name alone.</param>
public sealed class DocumentUses(IReadOnlyList<ImageFieldRow> fields, string? home = null)
{
    /// <summary>Fewer documents are read before further threads are at work.</summary>
    private const int LeastForSeveralThreads = 8;

    private readonly FindingSettings _settings = new(new ImageFieldTable(fields), home);
    private readonly List<UnreadableImage> _unreadable = [];
    private readonly List<ImageRemark> _remarks = [];
    private readonly Dictionary<(string Template, string Text), Findings> _known = [];

    /// <summary>What stood in the documents so far where a container's image should stand.</summary>
    public IReadOnlyList<UnreadableImage> Unreadable => _unreadable;

    /// <summary>What else a person should know about images of the documents so far.</summary>
    public IReadOnlyList<ImageRemark> Remarks => _remarks;

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
            {
                unread.Add(i);
            }
        }

        // Reading the documents takes about as long as writing them did, and none needs another.
        if (unread.Count >= LeastForSeveralThreads)
        {
            Parallel.For(0, unread.Count, n => found[unread[n]] = LookThrough(documents[unread[n]]));
        }

        foreach (var i in unread)
        {
            var findings = found[i] ??= LookThrough(documents[i]);
            if (findings.Failure is { } failure)
            {
                throw new UserError($"{documents[i].Template} gives a document that is not YAML: {failure.Message}", cause: failure);
            }

            if (_known.TryAdd(KeyOf(documents[i]), findings))
            {
                _unreadable.AddRange(findings.Found.Unreadable);
                _remarks.AddRange(findings.Found.Remarks);
            }
        }

        return [.. found.SelectMany(findings => findings!.Found.Uses)];
    }

    private static (string Template, string Text) KeyOf(RenderedDocument document) => (document.Template, (string)document.Text.Data!);

    private Findings LookThrough(RenderedDocument document)
    {
        var (template, text) = KeyOf(document);
        try
        {
            return new Findings(DocumentImages.Find(new DocumentText(text, document.Text.Trace), template, _settings), null);
        }
        catch (YamlException error)
        {
            return new Findings(new DocumentFindings([], [], []), error);
        }
    }

    /// <summary>
    /// Kubernetes' own kinds name images in fields of that name, and otherwise only in configuration: most documents need not be read.
    /// </summary>
    private static bool MayName(RenderedDocument document) =>
        document.Head.Kind switch
        {
            "CustomResourceDefinition" => HasDefaultImage((string)document.Text.Data!),
            "ConfigMap" or "Secret" => true,
            _ => !NativeGroups.Has(document.Head.ApiVersion)
                || document.Head.Kind.EndsWith("List", StringComparison.Ordinal)
                || ((string)document.Text.Data!).Contains("image", StringComparison.Ordinal),
        };

    /// <summary>Definitions are long, and few of them say what image is started by default.</summary>
    private static bool HasDefaultImage(string text)
    {
        for (
            var at = text.IndexOf("default: ", StringComparison.Ordinal);
            at >= 0;
            at = text.IndexOf("default: ", at + 1, StringComparison.Ordinal)
        )
        {
            var end = text.IndexOf('\n', at);
            var line = text.AsSpan(at, (end < 0 ? text.Length : end) - at);
            if (line.Contains('/') || line[9..].Contains(':'))
            {
                return text.Contains("mage:", StringComparison.Ordinal);
            }
        }

        return false;
    }

    private sealed record Findings(DocumentFindings Found, YamlException? Failure);
}
