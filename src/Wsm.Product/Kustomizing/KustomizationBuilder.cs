using Wsm.Helm.Data;
using Wsm.Helm.Data.Yaml;
using Wsm.Helm.Rendering;
using Wsm.Product.Failures;
using Wsm.Product.Manifests;

namespace Wsm.Product.Kustomizing;

/// <summary>
/// Builds a kustomization as far as the images of its documents depend on it: resources, components, generators, patches, replacements and
/// image rules, and of names, namespaces and labels what selects a document. What cannot be followed is refused.
/// </summary>
/// <remarks>https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/</remarks>
internal sealed class KustomizationBuilder(KustomizeFiles files)
{
    private const int Deepest = 50;

    /// <summary>Two bases that take the same two below them, and so on, would be built for ever.</summary>
    private const int MostBuilt = 10_000;

    private static readonly string[] Unnamed = ["CustomResourceDefinition", "APIService", "Namespace"];

    private static readonly string[] ClusterWide =
    [
        "APIService",
        "ClusterRole",
        "ClusterRoleBinding",
        "CustomResourceDefinition",
        "IngressClass",
        "MutatingWebhookConfiguration",
        "Namespace",
        "Node",
        "PersistentVolume",
        "PriorityClass",
        "RuntimeClass",
        "StorageClass",
        "ValidatingAdmissionPolicy",
        "ValidatingAdmissionPolicyBinding",
        "ValidatingWebhookConfiguration",
    ];

    private readonly Stack<string> _open = new();
    private int _built;

    /// <exception cref="UserError">Kustomize would refuse it, or something cannot be followed.</exception>
    public IReadOnlyList<RenderedDocument> Build(string folder) =>
        [
            .. Accumulate(folder, [], isComponent: false)
                .Select(resource =>
                    ManifestDocuments.Document(resource.File, null, YamlWriter.Text(new Value(resource.Data)), new Value(resource.Data))
                ),
        ];

    private List<KustomizeResource> Accumulate(string folder, List<KustomizeResource> before, bool isComponent)
    {
        var kustomization = KustomizationFile.Read(files, folder);
        if (_open.Contains(folder) || _open.Count == Deepest)
        {
            throw kustomization.Refuse("leads back to itself");
        }

        if (++_built > MostBuilt)
        {
            throw kustomization.Refuse($"is built from more than {MostBuilt} others");
        }

        if (kustomization.IsComponent != isComponent)
        {
            throw kustomization.Refuse(isComponent ? "is no component" : "is a component, which is named under 'components'");
        }

        _open.Push(folder);
        var resources = before;
        foreach (var entry in kustomization.Texts("resources").Concat(kustomization.Texts("bases")))
        {
            Add(resources, Load(kustomization, entry), kustomization);
        }

        var generators = new GeneratedData(files, kustomization);
        generators.AddTo(resources, "configMapGenerator", "ConfigMap");
        generators.AddTo(resources, "secretGenerator", "Secret");
        foreach (var entry in kustomization.Texts("components"))
        {
            resources = Accumulate(FolderOf(kustomization, entry), resources, isComponent: true);
        }

        Transform(kustomization, resources);
        _open.Pop();
        return resources;
    }

    private void Transform(KustomizationFile kustomization, List<KustomizeResource> resources)
    {
        var patches = new Patches(files, kustomization);
        patches.ApplyMerges(resources);
        patches.Apply(resources, "patches");
        foreach (var resource in resources)
        {
            Name(kustomization, resource);
        }

        patches.Apply(resources, "patchesJson6902");
        var fields = FieldPlace
            .Volumes.Concat(kustomization.Texts("configurations").SelectMany(path => Configured(kustomization, path)))
            .ToList();
        foreach (var rule in kustomization.Maps("images").Select(entry => ImageRule(kustomization, entry)).ToList())
        {
            resources.ForEach(resource => rule.Apply(resource, fields));
        }

        new Replacements(files, kustomization).Apply(resources);
    }

    private static void Name(KustomizationFile kustomization, KustomizeResource resource)
    {
        if (kustomization.Text("namespace") is { Length: > 0 } place && !ClusterWide.Contains(resource.Kind))
        {
            resource.MoveTo(place);
        }

        if (!Unnamed.Contains(resource.Kind))
        {
            resource.Rename(kustomization.Text("namePrefix") + resource.Name + kustomization.Text("nameSuffix"));
        }

        Mark(resource, "labels", kustomization.Map("commonLabels"));
        foreach (var labels in kustomization.Maps("labels"))
        {
            Mark(resource, "labels", labels["pairs"].Data as MapValue ?? new MapValue());
        }

        Mark(resource, "annotations", kustomization.Map("commonAnnotations"));
    }

    private static void Mark(KustomizeResource resource, string key, MapValue marks)
    {
        foreach (var (name, text) in marks.Entries)
        {
            resource.MapIn(key)[name] = text;
        }
    }

    private static void Add(List<KustomizeResource> resources, IEnumerable<KustomizeResource> added, KustomizationFile kustomization)
    {
        foreach (var resource in added)
        {
            if (
                resources.Any(known =>
                    known.ApiVersion == resource.ApiVersion
                    && known.Kind == resource.Kind
                    && known.Name == resource.Name
                    && KustomizeResource.SameNamespace(known.Namespace, resource.Namespace)
                )
            )
            {
                throw kustomization.Refuse($"brings {resource.Shown} twice");
            }

            resources.Add(resource);
        }
    }

    private IEnumerable<KustomizeResource> Load(KustomizationFile kustomization, string entry)
    {
        if (IsRemote(entry))
        {
            return IsDocument(entry)
                ? Read(kustomization, entry, files.ReadAddress(entry))
                : throw new UserError(
                    $"The kustomization in {files.Show(kustomization.Folder)} takes {entry} from elsewhere, which is not followed.",
                    "Clone that repository, and name the folder in its place.",
                    FailureKind.Usage
                );
        }

        var path = files.Resolve(kustomization.Folder, entry);
        return files.IsFolder(path)
            ? Accumulate(path, [], isComponent: false)
            : Read(kustomization, path, files.Read(kustomization.Folder, entry));
    }

    private IEnumerable<KustomizeResource> Read(KustomizationFile kustomization, string path, string text)
    {
        foreach (var document in ManifestDocuments.Of(new ManifestFile(path, text)))
        {
            // Merged documents are changed: what is read here must belong to nobody else.
            var data = YamlReader.Read((string)document.Text.Data!, new YamlReadOptions { KeepIntegers = true }).Data as MapValue;
            var items =
                data is not null && document.Head.Kind.EndsWith("List", StringComparison.Ordinal) ? data["items"].Data as ListValue : null;
            foreach (var one in items?.Items.Select(item => item.Data as MapValue) ?? [data])
            {
                var resource = one is null ? null : new KustomizeResource(one, path);
                if (resource is null || resource.Kind.Length == 0 || resource.Name.Length == 0)
                {
                    throw kustomization.Refuse($"names {files.Show(path)}, which holds a document without kind or name");
                }

                yield return resource;
            }
        }
    }

    private string FolderOf(KustomizationFile kustomization, string entry)
    {
        if (IsRemote(entry))
        {
            throw kustomization.Refuse($"takes the component {entry} from elsewhere, which is not followed");
        }

        var path = files.Resolve(kustomization.Folder, entry);
        return files.IsFolder(path) ? path : throw kustomization.Refuse($"names the component {entry}, and there is no such folder");
    }

    private IEnumerable<FieldPlace> Configured(KustomizationFile kustomization, string path)
    {
        try
        {
            var places = YamlReader.ReadMap(files.Read(kustomization.Folder, path))["images"].Data as ListValue;
            return
            [
                .. (places?.Items ?? [])
                    .Select(item => item.Data)
                    .OfType<MapValue>()
                    .Select(place => new FieldPlace(
                        TextOf(place, "path"),
                        TextOf(place, "group"),
                        TextOf(place, "version"),
                        TextOf(place, "kind")
                    )),
            ];
        }
        catch (YamlException broken)
        {
            throw kustomization.Refuse($"names {path}, which cannot be read: {broken.Message}");
        }
    }

    private static ImageTransformer ImageRule(KustomizationFile kustomization, MapValue entry)
    {
        string[] known = ["name", "newName", "newTag", "digest"];
        // Kustomize puts a suffix twice into some kinds and once into others: what comes of it is not worth guessing.
        if (entry.ContainsKey("tagSuffix"))
        {
            throw kustomization.Refuse("has a 'tagSuffix' under 'images', which is not followed; write the whole tag as 'newTag'");
        }

        if (entry.Entries.Keys.FirstOrDefault(key => !known.Contains(key)) is { } unknown)
        {
            throw kustomization.Refuse($"has '{unknown}' under 'images', which kustomize does not know");
        }

        foreach (var key in entry.Entries.Keys.Where(key => entry[key].Data is not (null or string)))
        {
            throw kustomization.Refuse($"has the {key} '{entry[key]}' under 'images', which must be a text in quotes");
        }

        try
        {
            return new ImageTransformer(TextOf(entry, "name"), TextOf(entry, "newName"), TextOf(entry, "newTag"), TextOf(entry, "digest"));
        }
        catch (Exception wrong) when (wrong is ArgumentException or NotSupportedException)
        {
            throw kustomization.Refuse($"has the image name '{TextOf(entry, "name")}', which is no expression that can be used");
        }
    }

    private static string TextOf(MapValue map, string key) => map[key].Data as string ?? "";

    private static bool IsRemote(string entry) =>
        entry.Contains("://", StringComparison.Ordinal)
        || entry.StartsWith("git@", StringComparison.Ordinal)
        || entry.StartsWith("github.com", StringComparison.OrdinalIgnoreCase)
        || entry.Contains("?ref=", StringComparison.Ordinal);

    private static bool IsDocument(string address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri)
        && uri.Scheme is "http" or "https"
        && uri.Query.Length == 0
        && !uri.AbsolutePath.Contains("//", StringComparison.Ordinal)
        && Path.GetExtension(uri.AbsolutePath) is ".yaml" or ".yml" or ".json";
}
