using Wsm.Helm.Data;
using Wsm.Helm.Data.Json;
using Wsm.Helm.Data.Yaml;
using Wsm.Helm.Rendering;
using Wsm.Oci.References;
using Wsm.Product.Catalogs;
using Wsm.Product.Failures;
using Wsm.Product.Finding;
using Wsm.Product.Kustomizing;
using Wsm.Product.Manifests;
using Wsm.Product.Resolving;
using Wsm.Site.Values.Emission;
using Wsm.Site.Values.Overrides;
using Wsm.Site.Values.Proving;

namespace Wsm.Site.Values.Kustomizations;

/// <summary>
/// Plain manifests with a kustomization around them, under which all their images come from inside; built again from what was written, and
/// judged like a chart's.
/// </summary>
internal sealed class RelocatedManifests
{
    public const string KustomizationName = "kustomization.yaml";
    public const string Base = "base";

    private readonly ResolvedComponent _component;
    private readonly ImageTargets _targets;

    private RelocatedManifests(ResolvedComponent component, ImageTargets targets) => (_component, _targets) = (component, targets);

    /// <summary>Relative to the output folder.</summary>
    public string Folder => FolderOf(_component.Name);

    /// <inheritdoc cref="Folder"/>
    public static string FolderOf(string component) => $"manifests-{component}";

    public IReadOnlyList<EmittedFile> Files { get; private set; } = [];

    /// <summary>There is something to apply, as a kustomization.</summary>
    public bool IsApplied => Files.Any(file => file.Name == $"{Folder}/{KustomizationName}");

    /// <summary>The file of what has to be created anew each time; null where there is nothing of that kind.</summary>
    public string? CreatedFile => Files.FirstOrDefault(file => file.Name == $"{Folder}/{CreatedDocuments.FileName}")?.Name;

    public IReadOnlyList<ProofEntry> Proof { get; private set; } = [];

    /// <summary>Workloads that do not get the pull secrets, each with its service account.</summary>
    public IReadOnlyList<(string Document, string Account)> WithoutPullSecret(IReadOnlyList<string> secrets) =>
        MissingPullSecrets.Missing(ManifestDocuments.AsRelease(BuiltManifests.Of(_component.Manifests!)), secrets);

    /// <param name="mirrored">Public names are answered by the internal registry through the nodes' configuration.</param>
    /// <exception cref="UserError">The manifests cannot be read or built.</exception>
    public static RelocatedManifests Make(ResolvedComponent component, ImageTargets targets, bool mirrored)
    {
        var made = new RelocatedManifests(component, targets);
        var documents = BuiltManifests.Of(component.Manifests!);
        var uses = made.Uses(documents).Found;
        made.Files = made.Write(documents, uses);
        made.Proof = made.Prove(uses, mirrored);
        return made;
    }

    private (IReadOnlyList<ImageUse> Found, IReadOnlyList<UnreadableImage> Unreadable) Uses(IReadOnlyList<RenderedDocument> documents)
    {
        var uses = new DocumentUses(_component.ImageFields, _targets.Home);
        return (uses.Of(ManifestDocuments.AsRelease(documents)), uses.Unreadable);
    }

    private List<EmittedFile> Write(IReadOnlyList<RenderedDocument> documents, IReadOnlyList<ImageUse> uses)
    {
        var set = _component.Manifests!;
        var wanted = uses.Select(use => (Use: use, Target: TargetOf(use))).ToList();
        var created = set.Kustomization is null ? documents.Where(CreatedDocuments.Has).ToList() : [];
        var files = set.Files.Select(file => Without(created, file, documents)).OfType<ManifestFile>().ToList();
        return
        [
            .. files.Count == 0 ? [] : Kustomization(set, files, [.. documents.Except(created)], wanted),
            .. created.Count == 0 ? [] : (EmittedFile[])[Created(created, wanted)],
        ];
    }

    /// <summary>The file as it is, but for documents that another one has; null when nothing is left of it.</summary>
    private static ManifestFile? Without(List<RenderedDocument> created, ManifestFile file, IReadOnlyList<RenderedDocument> documents)
    {
        var own = documents.Where(document => document.Template == file.Path).ToList();
        var left = own.Except(created).ToList();
        return left.Count == own.Count ? file
            : left.Count == 0 ? null
            : new ManifestFile(file.Path, string.Join("---\n", left.Select(document => ((string)document.Text.Data!).TrimEnd() + "\n")));
    }

    private EmittedFile Created(List<RenderedDocument> created, List<(ImageUse Use, string? Target)> wanted) =>
        new(
            $"{Folder}/{CreatedDocuments.FileName}",
            CreatedDocuments.Text(Folder, created.Select(document => (document, Replaced(document, wanted))))
        );

    private List<EmittedFile> Kustomization(
        ManifestSet set,
        List<ManifestFile> files,
        List<RenderedDocument> documents,
        List<(ImageUse Use, string? Target)> wanted
    )
    {
        var rules = new ImageRules(wanted);
        var resources = set.Kustomization is { } folder
            ? [folder.Length == 0 ? Base : $"{Base}/{folder}"]
            : files.Select(file => $"{Base}/{file.Path}");
        var kustomization = new MapValue
        {
            ["apiVersion"] = Value.Of("kustomize.config.k8s.io/v1beta1"),
            ["kind"] = Value.Of("Kustomization"),
            ["resources"] = Value.Of(ListValue.OfStrings(resources)),
        };
        if (rules.ToList() is { Count: > 0 } images)
        {
            kustomization["images"] = Value.Of(images);
        }

        if (Patches(documents, [.. wanted.Where(item => !rules.Covers(item.Use))]) is { Count: > 0 } patches)
        {
            kustomization["patches"] = Value.Of(patches);
        }

        var text =
            $"# The manifests of {_component.Title} for a site without internet, written by wsm.\n# kubectl apply -k {Folder}\n"
            + YamlWriter.Text(Value.Of(kustomization));
        return
        [
            new EmittedFile($"{Folder}/{KustomizationName}", text),
            .. files.Select(file => new EmittedFile($"{Folder}/{Base}/{file.Path}", file.Text)),
        ];
    }

    private string? TargetOf(ImageUse use) =>
        _targets.TextFor(use.Reference) is { } text
            ? _targets.DigestFor(use.Reference) is { } digest
                ? $"{text}@{digest}"
                : text
            : null;

    /// <summary>What no image rule reaches is replaced where it stands.</summary>
    private static ListValue Patches(List<RenderedDocument> documents, List<(ImageUse Use, string? Target)> wanted) =>
        new([
            .. documents
                .Where(document => document.Head.Name.Length > 0)
                .Select(document => (document.Head, Fields: Replaced(document, wanted)))
                .Where(item => item.Fields.Count > 0)
                .Select(item => Value.Of(Patch(item.Head, item.Fields))),
        ]);

    /// <summary>What is to stand at which fields of a document, each in the steps of a JSON pointer.</summary>
    private static Dictionary<IReadOnlyList<string>, string> Replaced(
        RenderedDocument document,
        IEnumerable<(ImageUse Use, string? Target)> wanted
    )
    {
        var texts = new Dictionary<string, (IReadOnlyList<string> Steps, string Text)>(StringComparer.Ordinal);
        foreach (var (use, target) in wanted.Where(item => item.Target is not null && IsOf(item.Use, document)))
        {
            if (FieldPointer.Find(document.Data, use.OuterField) is not { } steps)
            {
                continue;
            }

            var pointer = FieldPointer.Text(steps);
            var now = texts.TryGetValue(pointer, out var known) ? known.Text : FieldPointer.At(document.Data, steps).Data as string;
            if (now is not null && Replaced(now, use.Text, target!) is { } changed)
            {
                texts[pointer] = (steps, changed);
            }
        }

        return texts.Values.ToDictionary(field => field.Steps, field => field.Text);
    }

    private static bool IsOf(ImageUse use, RenderedDocument document) =>
        use.Template == document.Template
        && use.Document == $"{document.Head.Kind}/{(document.Head.Name.Length == 0 ? "?" : document.Head.Name)}";

    /// <summary>Null where it is not clear which stretch of the text is the reference.</summary>
    private static string? Replaced(string text, string old, string target)
    {
        var at = text.IndexOf(old, StringComparison.Ordinal);
        return at >= 0 && text.IndexOf(old, at + 1, StringComparison.Ordinal) < 0 ? text[..at] + target + text[(at + old.Length)..] : null;
    }

    private static MapValue Patch(DocumentHead head, Dictionary<IReadOnlyList<string>, string> fields)
    {
        var slash = head.ApiVersion.IndexOf('/');
        var target = new MapValue();
        if (slash > 0)
        {
            target["group"] = Value.Of(head.ApiVersion[..slash]);
        }

        target["version"] = Value.Of(head.ApiVersion[(slash + 1)..]);
        target["kind"] = Value.Of(head.Kind);
        target["name"] = Value.Of(head.Name);
        if (head.Namespace.Length > 0)
        {
            target["namespace"] = Value.Of(head.Namespace);
        }

        var operations = new ListValue([
            .. fields.Select(pair =>
                Value.Of(
                    new MapValue
                    {
                        ["op"] = Value.Of("replace"),
                        ["path"] = Value.Of(FieldPointer.Text(pair.Key)),
                        ["value"] = Value.Of(pair.Value),
                    }
                )
            ),
        ]);
        return new MapValue { ["target"] = Value.Of(target), ["patch"] = Value.Of((string)JsonWriter.Write(Value.Of(operations)).Data!) };
    }

    private List<ProofEntry> Prove(IReadOnlyList<ImageUse> before, bool mirrored)
    {
        IReadOnlyList<ImageUse> uses;
        IReadOnlyList<UnreadableImage> unreadable;
        try
        {
            (uses, unreadable) = Uses(Built());
        }
        catch (UserError refused)
        {
            return [.. before.Select(use => ProofEntry.Of(_component.Name, use, ProofStatus.Unproved, refused.Message))];
        }

        var inside = new Dictionary<ImageReference, ImageReference>();
        foreach (var source in _targets.Relocated.Keys)
        {
            var text = _targets.TextFor(source)!;
            inside.TryAdd(ImageReference.Parse(text), source);
            if (_targets.DigestFor(source) is { } digest)
            {
                inside.TryAdd(ImageReference.Parse($"{text}@{digest}"), source);
            }
        }

        return
        [
            .. uses.Select(use => Judge(use, inside, mirrored)),
            .. unreadable.Select(image =>
                ProofEntry.Of(_component.Name, image, "it is not an image reference: something else must fill it in")
            ),
            .. before
                .Where(use => !uses.Any(now => now.Document == use.Document && now.Field == use.Field))
                .Select(use =>
                    ProofEntry.Of(_component.Name, use, ProofStatus.Unproved, "with what was written it does not stand there any more")
                ),
        ];
    }

    /// <summary>What the cluster gets from the files that were written.</summary>
    private List<RenderedDocument> Built()
    {
        var files = Files.Select(file => new ManifestFile(file.Name[(Folder.Length + 1)..], file.Text)).ToLookup(IsCreated);
        return
        [
            .. files[false].Any() ? BuiltManifests.Of(new ManifestSet([.. files[false]]) { Kustomization = "" }) : [],
            .. files[true].SelectMany(ManifestDocuments.Of),
        ];

        static bool IsCreated(ManifestFile file) => file.Path == CreatedDocuments.FileName;
    }

    private ProofEntry Judge(ImageUse use, Dictionary<ImageReference, ImageReference> inside, bool mirrored)
    {
        if (inside.TryGetValue(use.Reference, out var source))
        {
            return ProofEntry.Of(_component.Name, use, ProofStatus.Rendered, source: source.AsWritten);
        }

        return _targets.TextFor(use.Reference) is null
            ? ProofEntry.Of(
                _component.Name,
                use,
                ProofStatus.Unproved,
                "it is not among the images of the bundle, so nothing says that it is inside"
            )
            : ProofEntry.Of(
                _component.Name,
                use,
                mirrored ? ProofStatus.Mirrored : ProofStatus.Unproved,
                "no image rule and no patch of a kustomization brings it to its place inside",
                use.Text
            );
    }
}
