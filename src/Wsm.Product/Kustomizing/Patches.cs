using System.Text.Json;
using Wsm.Helm.Data;
using Wsm.Helm.Data.Yaml;
using Wsm.Product.Manifests;

namespace Wsm.Product.Kustomizing;

/// <summary>Applies the patches of a kustomization.</summary>
internal sealed class Patches(KustomizeFiles files, KustomizationFile kustomization)
{
    private static readonly HashSet<string> NativeGroups =
    [
        .. new[]
        {
            "admissionregistration",
            "apiextensions",
            "apiregistration",
            "authentication",
            "authorization",
            "certificates",
            "coordination",
            "discovery",
            "events",
            "flowcontrol.apiserver",
            "internal.apiserver",
            "networking",
            "node",
            "rbac.authorization",
            "resource",
            "scheduling",
            "storage",
            "storagemigration",
        }.Select(group => group + ".k8s.io"),
    ];

    private static readonly string[] KnownKeys = ["path", "patch", "target", "options"];

    public void ApplyMerges(List<KustomizeResource> resources)
    {
        foreach (var text in kustomization.Texts("patchesStrategicMerge"))
        {
            var inline = text.Contains('\n', StringComparison.Ordinal);
            ApplyMerge(resources, inline ? text : files.Read(kustomization.Folder, text), target: null, options: new MapValue());
        }
    }

    public void Apply(List<KustomizeResource> resources, string key)
    {
        foreach (var entry in kustomization.Maps(key))
        {
            if (entry.Entries.Keys.FirstOrDefault(name => !KnownKeys.Contains(name)) is { } unknown)
            {
                throw kustomization.Refuse($"has '{unknown}' under '{key}', which kustomize does not know");
            }

            var target = entry["target"].Data is MapValue selector ? new Selector(selector) : null;
            if (target?.Unknown is { } strange)
            {
                throw kustomization.Refuse($"has '{strange}' in the target of a patch, which kustomize does not know");
            }

            Apply(resources, TextOf(entry, key), target, entry["options"].Data as MapValue ?? new MapValue());
        }
    }

    private string TextOf(MapValue entry, string key) =>
        (entry["path"].Data, entry["patch"].Data) switch
        {
            (string { Length: > 0 } path, null or "") => files.Read(kustomization.Folder, path),
            (null or "", string { Length: > 0 } text) => text,
            _ => throw kustomization.Refuse($"has an entry under '{key}' that needs either 'path' or 'patch'"),
        };

    private void Apply(List<KustomizeResource> resources, string text, Selector? target, MapValue options)
    {
        if (Read(text).Data is not ListValue operations)
        {
            ApplyMerge(resources, text, target, options);
            return;
        }

        if (target is null)
        {
            throw kustomization.Refuse("has a JSON patch without a target");
        }

        if (text.TrimStart().StartsWith('[') && !IsJson(text))
        {
            throw kustomization.Refuse("has a JSON patch in brackets that is no JSON: its keys and texts need double quotes");
        }

        foreach (var resource in Selected(resources, target))
        {
            try
            {
                var patched = JsonPatch.CopyOf(resource.Data);
                JsonPatch.Apply(patched, operations);
                Put(resource, patched, options);
            }
            catch (FormatException wrong)
            {
                throw kustomization.Refuse($"has a JSON patch that does not fit {resource.Shown}: {wrong.Message}");
            }
        }
    }

    private void ApplyMerge(List<KustomizeResource> resources, string text, Selector? target, MapValue options)
    {
        var patches = ManifestDocuments
            .Of(new ManifestFile($"A patch of the kustomization in {files.Show(kustomization.Folder)}", text))
            .Select(document => (Head: document.Head, Patch: Read((string)document.Text.Data!).Data as MapValue))
            .ToList();
        if (target is not null && patches.Count > 1)
        {
            throw kustomization.Refuse("has several patches in one entry that has a target");
        }

        foreach (var (head, patch) in patches)
        {
            if (patch is null)
            {
                throw kustomization.Refuse("has a patch that is not a mapping");
            }

            var selected = target is not null
                ? Selected(resources, target)
                : resources
                    .Where(resource =>
                        resource.Kind == head.Kind && resource.ApiVersion == head.ApiVersion && resource.Is(head.Name, head.Namespace)
                    )
                    .ToList();
            if (target is null && selected.Count != 1)
            {
                throw kustomization.Refuse(
                    $"has a patch for {head.Kind}/{head.Name}, and "
                        + $"{(selected.Count == 0 ? "there is no such document" : "several documents are called so")}"
                );
            }

            foreach (var resource in selected)
            {
                Merge(resources, resource, patch, options);
            }
        }
    }

    private static bool IsJson(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static void Merge(List<KustomizeResource> resources, KustomizeResource resource, MapValue patch, MapValue options)
    {
        // A patch is used for several documents, and none may change what the next one gets.
        if (StrategicMerge.Merge(JsonPatch.CopyOf(resource.Data), JsonPatch.CopyOf(patch), IsNative(resource)) is { } merged)
        {
            Put(resource, merged, options);
        }
        else
        {
            resources.Remove(resource);
        }
    }

    /// <summary>Kind and name stay, unless the patch may change them.</summary>
    private static void Put(KustomizeResource resource, MapValue patched, MapValue options)
    {
        var (name, kind) = (resource.Name, resource.Data["kind"]);
        var (place, given) = (resource.Namespace, resource.Metadata.ContainsKey("namespace"));
        resource.Data = patched;
        if (options["allowKindChange"].Data is not true)
        {
            patched["kind"] = kind;
        }

        if (options["allowNameChange"].Data is true || patched["metadata"].Data is not MapValue metadata)
        {
            return;
        }

        metadata["name"] = Value.Of(name);
        if (given)
        {
            metadata["namespace"] = Value.Of(place);
        }
    }

    private List<KustomizeResource> Selected(List<KustomizeResource> resources, Selector target)
    {
        try
        {
            return [.. resources.Where(target.Selects)];
        }
        catch (FormatException wrong)
        {
            throw kustomization.Refuse($"has a target that cannot be used: {wrong.Message}");
        }
    }

    private Value Read(string text)
    {
        try
        {
            return YamlReader.Read(text, new YamlReadOptions { KeepIntegers = true });
        }
        catch (YamlException broken)
        {
            throw kustomization.Refuse($"has a patch that cannot be read: {broken.Message}");
        }
    }

    /// <summary>Only of Kubernetes' own kinds it is known by which key the items of a list are told apart.</summary>
    private static bool IsNative(KustomizeResource resource) =>
        !resource.Group.Contains('.', StringComparison.Ordinal) || NativeGroups.Contains(resource.Group);
}
