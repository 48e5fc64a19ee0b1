using Wsm.Helm.Rendering;
using Wsm.Helm.Values.Yaml;

namespace Wsm.Images;

/// <summary>Finds the images of renderings that differ in little: a document that reads as before is not looked through again.</summary>
/// <param name="home">A registry that is to be recognised by its name alone.</param>
internal sealed class DocumentUses(string? home = null)
{
    private readonly List<UnreadableImage> _unreadable = [];
    private readonly Dictionary<(string Template, string Text), IReadOnlyList<ImageUse>> _known = [];

    /// <summary>What stood in the documents so far where a container's image should stand.</summary>
    public IReadOnlyList<UnreadableImage> Unreadable => _unreadable;

    /// <summary>Every use of every document, hooks and tests too.</summary>
    /// <exception cref="UserError">A document is not what Kubernetes could read.</exception>
    public IReadOnlyList<ImageUse> Of(RenderedRelease release) => [.. release.Documents.Concat(release.Hooks).Where(MayName).SelectMany(Of)];

    private IReadOnlyList<ImageUse> Of(RenderedDocument document)
    {
        var text = (string)document.Text.Data!;
        if (_known.TryGetValue((document.Template, text), out var uses))
            return uses;
        try
        {
            return _known[(document.Template, text)] = DocumentImages.Find(new DocumentText(text, document.Text.Trace), document.Template, home, _unreadable.Add);
        }
        catch (YamlException error)
        {
            throw new UserError($"{document.Template} gives a document that is no YAML: {error.Message}", cause: error);
        }
    }

    /// <summary>Kubernetes' own kinds name images in fields of that name, and otherwise only in configuration: most documents need not be read.</summary>
    private static bool MayName(RenderedDocument document) => document.Head.Kind switch
    {
        "CustomResourceDefinition" => false,
        "ConfigMap" or "Secret" => true,
        _ => DocumentImages.IsCustomResource(document.Head.ApiVersion) || ((string)document.Text.Data!).Contains("image", StringComparison.Ordinal),
    };
}
