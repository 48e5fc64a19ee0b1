using Wsm.Helm.Data;
using Wsm.Helm.Provenance;
using Wsm.Oci.References;
using Wsm.Product.Catalogs;
using Wsm.Product.Finding.Candidates;
using Wsm.Product.Finding.Fields;
using Wsm.Product.Finding.Texts;

namespace Wsm.Product.Finding;

/// <summary>
/// Walks one rendered document of any kind: every <c>image</c> of every list of containers, at any depth; the image fields of known kinds;
/// and apart from those, references in places from which something may start an image.
/// </summary>
internal sealed class DocumentImages
{
    private readonly DocumentText _text;
    private readonly string _template;
    private readonly FindingSettings _settings;
    private readonly CandidateScan _scan;
    private readonly ObjectScan _objects;
    private readonly List<ImageUse> _uses = [];
    private readonly List<UnreadableImage> _unreadable = [];
    private readonly List<ImageRemark> _remarks = [];
    private readonly HashSet<(string Text, string Field)> _joined = [];

    /// <summary>Fields whose meaning is known: nothing is guessed about them.</summary>
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);

    private DocumentImages(DocumentText text, string template, FindingSettings settings)
    {
        _text = text;
        _template = template;
        _settings = settings;
        _scan = new CandidateScan(new ReferenceText(settings.Home), _known.Contains);
        _objects = new ObjectScan(_scan, text);
    }

    /// <summary>All uses, in the order of the document: what is sure first.</summary>
    public static DocumentFindings Find(DocumentText text, string template, FindingSettings settings)
    {
        var walk = new DocumentImages(text, template, settings);
        walk.WalkObject(text.Root, "");
        return new DocumentFindings(walk._uses, walk._unreadable, walk._remarks);
    }

    private void WalkObject(Value node, string field)
    {
        if (node.Data is not MapValue root)
        {
            return;
        }

        var here = ObjectHead.Of(root);
        // A definition describes fields and gives examples; what it says by itself are defaults.
        if (here.Kind == "CustomResourceDefinition")
        {
            _objects.Defaults(node, field);
            _scan.Incomplete.Clear();
            TakeScanned(here);
            return;
        }

        if (here.IsList && root["items"].Data is ListValue items)
        {
            for (var at = 0; at < items.Count; at++)
            {
                WalkObject(items[at], FieldPath.At(field, $"items[{at}]"));
            }

            return;
        }

        var (uses, remarks) = (_uses.Count, _remarks.Count);
        WalkContainers(node, field, "", here, new Pod(root["metadata"].Data as MapValue));
        _objects.All(root, field, here);
        if ((_uses.Count, _remarks.Count) == (uses, remarks) && _scan.Found.Count + _scan.Incomplete.Count == 0)
        {
            foreach (var (key, value) in _objects.VersionsAlone(root, here))
            {
                Remark(RemarkKind.Incomplete, here, FieldPath.At(field, $"spec.{key}"), CandidateScan.ScalarText(value)!, Line(value));
            }
        }

        TakeScanned(here);
    }

    /// <summary>What the scan has gathered is said of this object, and the scan is empty for the next.</summary>
    private void TakeScanned(ObjectHead here)
    {
        foreach (var found in _scan.Found)
        {
            AddCandidate(found, here);
        }

        foreach (var part in _scan.Incomplete)
        {
            Remark(RemarkKind.Incomplete, here, part.Field, part.Text, part.Place.Position(_template)?.Line);
        }

        _scan.Found.Clear();
        _scan.Incomplete.Clear();
    }

    private void WalkContainers(Value node, string field, string name, ObjectHead here, Pod pod)
    {
        switch (node.Data)
        {
            case MapValue map:
                if (!here.IsNative && map["apiVersion"].Data is string apiVersion && map["kind"].Data is string kind)
                {
                    AddFields(node, field, here, apiVersion, kind);
                }

                var inner = map["metadata"].Data is MapValue metadata && map.ContainsKey("spec") ? new Pod(metadata) : pod;
                foreach (var (key, value) in map.Entries)
                {
                    // What a rule asks of other people's pods is not started.
                    if (value.Data is MapValue or ListValue && (here.IsNative || !_scan.KeyOf(key).IsNoBlock))
                    {
                        WalkContainers(value, FieldPath.At(field, key), key, here, inner);
                    }
                }

                break;
            case ListValue list:
                for (var at = 0; at < list.Count; at++)
                {
                    WalkItem(list[at], $"{field}[{at}]", name, here, pod);
                }

                break;
        }
    }

    private void WalkItem(Value item, string field, string name, ObjectHead here, Pod pod)
    {
        if (item.Data is MapValue map)
        {
            var isContainer = name is "containers" or "initContainers" or "ephemeralContainers";
            if (isContainer && map.TryGet("image", out var image) && image.Data is not (null or MapValue or ListValue))
            {
                AddContainer(image, field + ".image", map["name"].Data as string, here, pod);
            }

            if (name == "volumes" && map["image"].Data is MapValue volume && volume["reference"].Data is string)
            {
                AddContainer(volume["reference"], field + ".image.reference", null, here, pod);
            }

            if (isContainer && here.IsNative)
            {
                _scan.Walk(item, _text, field, name);
            }
        }

        WalkContainers(item, field, name, here, pod);
    }

    private void AddFields(Value resource, string field, ObjectHead here, string apiVersion, string kind)
    {
        var reader = new ResourceFieldReader(_text, resource, field);
        foreach (var row in _settings.Fields.For(apiVersion, kind))
        {
            foreach (var (node, place) in reader.NotImages(row))
            {
                MarkKnown(node, place);
            }

            foreach (var image in reader.Images(row))
            {
                AddField(image, here);
            }
        }
    }

    private void AddField(FieldImage image, ObjectHead here)
    {
        var text = image.Joined.Text;
        if (image.Node.Data is not null && image.IsCertain)
        {
            AddImage(image, here);
            return;
        }

        _known.UnionWith(image.Used);
        if (text.Length == 0 || image.Joined.First is not { } first || !_joined.Add((text, image.Field)))
        {
            return;
        }

        if (image.IsWhole && image.Joined.Reference is { } reference)
        {
            _uses.Add(
                Use(reference, image.Field, first, image.Joined.Runs, image.IsCertain ? UseKind.Field : UseKind.Candidate, null, here) with
                {
                    Confidence =
                        image.IsCertain ? null
                        : image.IsWritten ? Confidence.High
                        : Confidence.Low,
                    Reason = image.IsCertain ? null : "what the operator starts unless it is told otherwise",
                }
            );
        }
        else
        {
            Remark(RemarkKind.Incomplete, here, image.Field, text, first.Position(_template)?.Line);
        }
    }

    /// <summary>Nothing at or below the place is guessed about.</summary>
    private void MarkKnown(Value node, string field)
    {
        _known.Add(field);
        switch (node.Data)
        {
            case MapValue map:
                foreach (var (key, value) in map.Entries)
                {
                    MarkKnown(value, FieldPath.At(field, key));
                }

                break;
            case ListValue list:
                for (var at = 0; at < list.Count; at++)
                {
                    MarkKnown(list[at], $"{field}[{at}]");
                }

                break;
        }
    }

    private void AddContainer(Value node, string field, string? container, ObjectHead here, Pod pod)
    {
        if (!_known.Add(field))
        {
            return;
        }

        var written = CandidateScan.ScalarText(node) ?? $"{node.Data}";
        if (written.Trim() == InjectedImages.Auto && pod.IsInjected)
        {
            Remark(RemarkKind.Placeholder, here, field, written.Trim(), Line(node));
            return;
        }

        // What the container runtime would not take is none, whatever can be made of it.
        var joined = ImageReference.TryParse(written.Trim(), out _)
            ? new Joined().Add("", new TextEntry("", written, new TextPlace(_text, node, 0)))
            : new Joined();
        AddWhole(joined, node, written, field, container, here, UseKind.Container);
    }

    private void AddImage(FieldImage image, ObjectHead here)
    {
        // A list of containers is one wherever it stands, and a field that two rows name is one field.
        if (_known.Add(image.Field))
        {
            AddWhole(image.Joined, image.Node, image.Joined.Text, image.Field, null, here, UseKind.Field);
        }
    }

    private void AddWhole(Joined joined, Value node, string written, string field, string? container, ObjectHead here, UseKind kind)
    {
        var text = written.Trim();
        if (joined.Reference is { } reference)
        {
            _uses.Add(Use(reference, field, new TextPlace(_text, node, 0), joined.Runs, kind, container, here));
            if (text.Length < written.Length)
            {
                Remark(RemarkKind.Spaced, here, field, text, Line(node));
            }
        }
        else if (!here.IsNative && IsFilledIn(text))
        {
            if (text.Length > 0)
            {
                Remark(RemarkKind.Placeholder, here, field, text, Line(node));
            }
        }
        else
        {
            _unreadable.Add(new UnreadableImage(_template, here.Name, field, container, text, _text.Position(node, _template)));
        }
    }

    private void Remark(RemarkKind kind, ObjectHead here, string field, string text, int? line) =>
        _remarks.Add(new ImageRemark(kind, _template, here.Name, field, text, line));

    private int? Line(Value node) => _text.Position(node, _template)?.Line;

    /// <summary>Nothing but expressions of the operator that reads the resource.</summary>
    private static bool IsFilledIn(string text)
    {
        foreach (var (open, close) in ((string, string)[])[("$(", ")"), ("${", "}"), ("{{", "}}")])
        {
            for (var at = text.IndexOf(open, StringComparison.Ordinal); at >= 0; at = text.IndexOf(open, StringComparison.Ordinal))
            {
                if (text.IndexOf(close, at, StringComparison.Ordinal) is not (> 0 and var end))
                {
                    return false;
                }

                text = text.Remove(at, end + close.Length - at);
            }
        }

        return text.AsSpan().IndexOfAnyExcept(":/@ ") < 0;
    }

    private void AddCandidate(FoundCandidate found, ObjectHead here) =>
        _uses.Add(
            Use(found.Reference, found.Field, found.Place, found.Runs, UseKind.Candidate, null, here) with
            {
                Confidence = found.Confidence,
                Reason = found.Reason,
            }
        );

    private ImageUse Use(
        ImageReference reference,
        string field,
        TextPlace place,
        IReadOnlyList<TextRun> runs,
        UseKind kind,
        string? container,
        ObjectHead here
    ) =>
        new()
        {
            Reference = reference,
            Kind = kind,
            Template = _template,
            Document = here.Name,
            Field = field,
            Container = container,
            Position = place.Position(_template),
            Runs = runs,
        };
}
