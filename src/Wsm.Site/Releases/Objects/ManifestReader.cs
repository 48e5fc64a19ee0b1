using System.Text.Json.Nodes;
using Wsm.Helm.Data;
using Wsm.Helm.Data.Yaml;
using Wsm.Helm.Rendering;
using Wsm.Kubernetes.Api;
using Wsm.Kubernetes.Objects;
using Wsm.Site.Releases.Records;

namespace Wsm.Site.Releases.Objects;

/// <summary>Reads the objects of a manifest, as a certain cluster knows them.</summary>
internal sealed class ManifestReader(ApiSurface surface, string defaultNamespace)
{
    private const string SourceLine = "# Source: ";

    private static readonly YamlReadOptions Exact = new() { KeepIntegers = true };

    /// <summary>The objects in the order of their documents; lists are taken apart.</summary>
    /// <exception cref="ReleaseException">A document is no object.</exception>
    public IReadOnlyList<ClusterObject> Read(string manifest) =>
        [
            .. DocumentSplitter
                .Split(Value.Of(manifest))
                .SelectMany(document => ReadDocument((string)document.Data!, SourceOf((string)document.Data!))),
        ];

    /// <exception cref="ReleaseException">It is no object.</exception>
    public IEnumerable<ClusterObject> ReadDocument(string text, string source)
    {
        JsonObject? json;
        try
        {
            var data = YamlReader.Read(text, Exact);
            if (data.IsNil)
            {
                return [];
            }

            json = RecordMaker.Json(data) as JsonObject;
        }
        catch (YamlException wrong)
        {
            throw new ReleaseException(ReleaseProblem.Other, $"a document of {source} cannot be read: {wrong.Message}", wrong);
        }

        return json is null
            ? throw new ReleaseException(ReleaseProblem.Other, $"a document of {source} is no object")
            : Expand(new KubeObject(json), source);
    }

    private IEnumerable<ClusterObject> Expand(KubeObject item, string source)
    {
        if (item.Kind.EndsWith("List", StringComparison.Ordinal) && item.At("items") is JsonArray)
        {
            return item.Items("items").SelectMany(inner => Expand(inner, source));
        }

        if (item.Kind.Length == 0 || item.ApiVersion.Length == 0)
        {
            throw new ReleaseException(ReleaseProblem.Other, $"a document of {source} has no apiVersion or no kind");
        }

        return [Resolve(item, source)];
    }

    /// <summary>The object as the cluster knows it now: with its namespace where its kind has one, and without where it has none.</summary>
    public ClusterObject Resolve(KubeObject item, string source)
    {
        var kind = surface.Find(item.ApiVersion, item.Kind);
        if (kind is null ? item.Namespace is "" : !kind.IsNamespaced)
        {
            (item.Json["metadata"] as JsonObject)?.Remove("namespace");
        }
        else if (kind is not null && item.Namespace is null or "")
        {
            if (item.Json["metadata"] is not JsonObject metadata)
            {
                metadata = [];
                item.Json["metadata"] = metadata;
            }

            metadata["namespace"] = defaultNamespace;
        }

        return new ClusterObject(item, kind, source);
    }

    private static string SourceOf(string document)
    {
        var line = document.Split('\n', 2)[0];
        return line.StartsWith(SourceLine, StringComparison.Ordinal) ? line[SourceLine.Length..].Trim() : "the manifest";
    }
}
