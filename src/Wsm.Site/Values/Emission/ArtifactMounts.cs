using System.Text;
using Wsm.Helm.Data;
using Wsm.Helm.Values.Merging;
using Wsm.Product.Artifacts;
using Wsm.Product.Failures;
using Wsm.Product.Resolving;
using Wsm.Site.Artifacts;
using Wsm.Site.Values.Requests;

namespace Wsm.Site.Values.Emission;

/// <summary>
/// An artifact's files in a ConfigMap that the pod which reads them mounts: for a registry that it cannot read from, since it asks over TLS
/// only.
/// </summary>
internal static class ArtifactMounts
{
    private const string Folder = "/etc/wsm/artifacts";

    public static bool AreWanted(ResolvedArtifact artifact, ValuesRequest request) =>
        (request.PlainHttp || request.ChartFromConfigMap) && artifact.Rules.Reader is { Volumes: not null, VolumeMounts: not null };

    /// <summary>Where the reader finds a folder of files for each version.</summary>
    public static string AddressOf(ResolvedComponent component) => $"file://{Folder}/{component.Name}";

    /// <summary>The volumes and mounts for a component whose chart starts a reader; empty for every other.</summary>
    public static MapValue For(ResolvedComponent component, ValuesRequest request, SiteValues site) =>
        request
            .Set.Components.Where(other => other.Artifact is { } artifact && artifact.Rules.Reader?.Component == component.Name)
            .Where(other => AreWanted(other.Artifact!, request))
            .Aggregate(new MapValue(), (made, other) => ValuesMerger.Overlay(made, Mount(other, other.Artifact!, site)));

    /// <param name="component">The artifact's.</param>
    /// <exception cref="UserError">The files are too large for a ConfigMap, or cannot be rewritten.</exception>
    public static EmittedFile Write(ResolvedComponent component, ValuesRequest request)
    {
        var artifact = component.Artifact!;
        var files = ArtifactCopies.Rewritten(artifact, request.Relocation, image => request.Held(image)?.Digest);
        var size = files.Sum(file => Encoding.UTF8.GetByteCount(file.Text));
        ConfigMapSize.Require(
            size,
            $"The files of {artifact.Reference.AsWritten} have {size} bytes",
            "Let them be read from a registry that speaks TLS."
        );

        var data = new MapValue();
        foreach (var file in files)
        {
            data[file.Name] = Value.Of(file.Text);
        }

        var reader = request.Set.Components.FirstOrDefault(other => other.Name == artifact.Rules.Reader!.Component);
        var metadata = new MapValue { ["name"] = Value.Of(NameOf(component)), ["namespace"] = Value.Of(reader?.Namespace ?? "default") };
        var document = new MapValue
        {
            ["apiVersion"] = Value.Of("v1"),
            ["kind"] = Value.Of("ConfigMap"),
            ["metadata"] = Value.Of(metadata),
            ["data"] = Value.Of(data),
        };
        var name = FileOf(component);
        return new EmittedFile(
            name,
            $"# The files of {artifact.Reference.AsWritten} with the names inside, written by wsm.\n# kubectl apply --server-side -f {name}\n"
                + CommentedYaml.Write(document, _ => null)
        );
    }

    /// <summary>The file that holds the ConfigMap.</summary>
    public static string FileOf(ResolvedComponent component) => $"{NameOf(component)}.yaml";

    private static string NameOf(ResolvedComponent component) => $"wsm-{component.Name}-files";

    private static MapValue Mount(ResolvedComponent component, ResolvedArtifact artifact, SiteValues site)
    {
        var name = NameOf(component);
        var volume = new MapValue
        {
            ["name"] = Value.Of(name),
            // The pod starts without it and finds the files as soon as the ConfigMap is there: the two can be applied in any order.
            ["configMap"] = Value.Of(new MapValue { ["name"] = Value.Of(name), ["optional"] = Value.Of(true) }),
        };
        var mount = new MapValue
        {
            ["name"] = Value.Of(name),
            ["mountPath"] = Value.Of($"{Folder}/{component.Name}/{artifact.Reference.Tag}"),
            ["readOnly"] = Value.Of(true),
        };
        var reader = artifact.Rules.Reader!;
        return ValuesMerger.Overlay(
            site.Added(ValuePathText.Parse(reader.Volumes!), [Value.Of(volume)]),
            site.Added(ValuePathText.Parse(reader.VolumeMounts!), [Value.Of(mount)])
        );
    }
}
