using System.Text;
using Wsm.Helm.Provenance;
using Wsm.Helm.Templates.Values;
using Wsm.Oci.References;

namespace Wsm.Images;

/// <summary>
/// Walks one rendered document of any kind: every <c>image</c> of every list of containers, at any depth, and every image volume;
/// and apart from those, references in places from which something may start an image.
/// </summary>
internal sealed class DocumentImages
{
    private readonly DocumentText _text;
    private readonly string _template;
    private readonly string _document;
    private readonly bool _isCustomResource;
    private readonly string? _home;
    private readonly Action<UnreadableImage>? _unreadable;
    private readonly List<ImageUse> _uses = [];

    private DocumentImages(DocumentText text, string template, string? home, Action<UnreadableImage>? unreadable)
    {
        _text = text;
        _home = home;
        _unreadable = unreadable;
        _template = template;
        var root = text.Root.Data as MapValue ?? new MapValue();
        var kind = StringOf(root["kind"]) ?? "?";
        _document = $"{kind}/{StringOf((root["metadata"].Data as MapValue)?["name"] ?? default) ?? "?"}";
        _isCustomResource = IsCustomResource(StringOf(root["apiVersion"]) ?? "");
        // A definition describes fields and gives examples; it starts nothing.
        if (kind != "CustomResourceDefinition")
            Walk(text.Root, "", "", inContainer: false);
    }

    /// <summary>All uses, in the order of the document.</summary>
    /// <param name="home">A registry that is to be recognised by its name alone; null for none but the public ones.</param>
    /// <param name="unreadable">Gets what stands where a container's image should stand and is none.</param>
    public static IReadOnlyList<ImageUse> Find(
        DocumentText text,
        string template,
        string? home = null,
        Action<UnreadableImage>? unreadable = null
    ) => new DocumentImages(text, template, home, unreadable)._uses;

    private void Walk(Value node, string field, string name, bool inContainer)
    {
        switch (node.Data)
        {
            case MapValue map:
                WalkMap(map, field, inContainer);
                break;
            case ListValue list:
                var containers = name is "containers" or "initContainers" or "ephemeralContainers";
                for (var at = 0; at < list.Count; at++)
                    WalkItem(list[at], $"{field}[{at}]", name, containers, inContainer || containers);
                break;
            case string text when IsSearched(field, inContainer):
                AddCandidates(node, text, field, ImageNames.SaysImage(name));
                break;
        }
    }

    private void WalkItem(Value item, string field, string name, bool isContainer, bool inContainer)
    {
        if (item.Data is MapValue map)
        {
            if (isContainer && map["image"].Data is string)
                AddImage(map["image"], field + ".image", StringOf(map["name"]));
            if (name == "volumes" && map["image"].Data is MapValue volume && volume["reference"].Data is string)
                AddImage(volume["reference"], field + ".image.reference", null);
        }

        Walk(item, field, name, inContainer);
    }

    private void WalkMap(MapValue map, string field, bool inContainer)
    {
        // {name: RELOADER_IMAGE, value: x}: the variable's name tells what the value is.
        var variable = map["value"].Data is string ? StringOf(map["name"]) : null;
        var joined = _isCustomResource && AddJoined(map, field);
        foreach (var (key, value) in map.Entries)
        {
            var child = field.Length == 0 ? key : $"{field}.{key}";
            if (
                field.Length == 0 && key is "metadata" or "status" or "kind" or "apiVersion"
                || IsMetadataOfPod(field, key)
                || IsFound(child)
                || (joined && ImageNames.Parts.Contains(key))
            )
                continue;
            Walk(value, child, key == "value" && variable is not null ? variable : key, inContainer);
        }
    }

    private static bool IsMetadataOfPod(string field, string key) =>
        key == "metadata" && (field.EndsWith("template", StringComparison.OrdinalIgnoreCase) || field.Length == 0);

    private bool IsFound(string field) => _uses.Count > 0 && _uses.Any(use => use.Kind == UseKind.Container && use.Field == field);

    /// <summary>Where references count as candidates: what a container is given, configuration, and custom resources.</summary>
    private bool IsSearched(string field, bool inContainer) =>
        inContainer
        || _isCustomResource
        || (
            (_document.StartsWith("ConfigMap/", StringComparison.Ordinal) || _document.StartsWith("Secret/", StringComparison.Ordinal))
            && (field.StartsWith("data.", StringComparison.Ordinal) || field.StartsWith("stringData.", StringComparison.Ordinal))
        );

    private void AddImage(Value node, string field, string? container)
    {
        var text = (string)node.Data!;
        // What is no reference (a placeholder of some admission controller, an empty string) starts nothing that could be downloaded.
        if (ImageReference.TryParse(text.Trim(), out var reference))
            Add(node, reference, field, 0, UseKind.Container, container);
        else if (text.Trim().Length > 0)
            _unreadable?.Invoke(new UnreadableImage(_template, _document, field, container, text.Trim(), _text.Position(node, _template)));
    }

    private void AddCandidates(Value node, string text, string field, bool isImageField)
    {
        var number = 0;
        foreach (var candidate in CandidateText.Find(text, isImageField, _home))
            Add(node, candidate.Reference, number++ == 0 ? field : $"{field}#{number}", candidate.Start, UseKind.Candidate, null);
    }

    private void Add(Value node, ImageReference reference, string field, int start, UseKind kind, string? container) =>
        _uses.Add(
            new ImageUse
            {
                Reference = reference,
                Kind = kind,
                Template = _template,
                Document = _document,
                Field = field,
                Container = container,
                Position = _text.Position(node, _template),
                Runs = _text.Runs(node, start, reference.AsWritten.Length),
            }
        );

    /// <summary>A custom resource's <c>{registry, repository, tag}</c>, which its operator joins.</summary>
    private bool AddJoined(MapValue map, string field)
    {
        if (StringOf(map["repository"]) is not { Length: > 0 } || !ImageNames.Versions.Any(key => StringOf(map[key]) is { Length: > 0 }))
            return false;
        var text = new StringBuilder();
        var runs = new List<TextRun>();
        Join("registry", "", "/");
        Join("repository", "", "");
        Join(StringOf(map["tag"]) is { Length: > 0 } ? "tag" : "version", ":", "");
        Join("digest", "@", "");
        if (!ImageReference.TryParse(text.ToString(), out var reference))
            return false;
        _uses.Add(
            new ImageUse
            {
                Reference = reference,
                Kind = UseKind.Candidate,
                Template = _template,
                Document = _document,
                Field = field,
                Position = _text.Position(map["repository"], _template),
                Runs = runs,
            }
        );
        return true;

        void Join(string key, string before, string after)
        {
            if (StringOf(map[key]) is not { Length: > 0 } part)
                return;
            text.Append(before);
            runs.AddRange(_text.Runs(map[key], 0, part.Length).Select(run => run with { Start = run.Start + text.Length }));
            text.Append(part).Append(after);
        }
    }

    private static string? StringOf(Value value) => value.Data as string;

    /// <summary>Kubernetes' own groups have no dot or end in k8s.io; everything else belongs to somebody's operator.</summary>
    public static bool IsCustomResource(string apiVersion)
    {
        var slash = apiVersion.IndexOf('/');
        if (slash < 0)
            return false;
        var group = apiVersion[..slash];
        return group.Contains('.') && !group.EndsWith(".k8s.io", StringComparison.Ordinal);
    }
}
