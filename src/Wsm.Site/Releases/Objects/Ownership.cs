using System.Text.Json.Nodes;
using Wsm.Kubernetes.Objects;

namespace Wsm.Site.Releases.Objects;

/// <summary>The marks by which an object belongs to a release.</summary>
internal sealed class Ownership(string release, string space)
{
    public const string ReleaseName = "meta.helm.sh/release-name";
    public const string ReleaseNamespace = "meta.helm.sh/release-namespace";
    private const string ManagedBy = "app.kubernetes.io/managed-by";
    private const string Manager = "Helm";

    /// <summary>The release's namespace.</summary>
    public string Space => space;

    /// <summary>A copy with the marks.</summary>
    public KubeObject Marked(KubeObject item)
    {
        var copy = (JsonObject)item.Json.DeepClone();
        var metadata = MapIn(copy, "metadata");
        MapIn(metadata, "labels")[ManagedBy] = Manager;
        var annotations = MapIn(metadata, "annotations");
        annotations[ReleaseName] = release;
        annotations[ReleaseNamespace] = space;
        return new KubeObject(copy);
    }

    public bool IsOwner(KubeObject live) =>
        live.Labels.GetValueOrDefault(ManagedBy) == Manager
        && live.Annotations.GetValueOrDefault(ReleaseName) == release
        && live.Annotations.GetValueOrDefault(ReleaseNamespace) == space;

    /// <summary>Whose the object is, to stand after "it".</summary>
    public static string OwnerOf(KubeObject live) =>
        live.Annotations.GetValueOrDefault(ReleaseName) is { Length: > 0 } other
            ? $"belongs to the release {other} of namespace {live.Annotations.GetValueOrDefault(ReleaseNamespace)}"
        : live.Labels.GetValueOrDefault(ManagedBy) is { Length: > 0 } manager ? $"is managed by {manager}"
        : "belongs to no release";

    private static JsonObject MapIn(JsonObject holder, string key)
    {
        if (holder[key] is JsonObject map)
        {
            return map;
        }

        map = [];
        holder[key] = map;
        return map;
    }
}
