using System.Net;
using Wsm.Kubernetes.Api;
using Wsm.Kubernetes.Failures;
using Wsm.Kubernetes.Objects;
using Wsm.Site.Clusters.Observed;

namespace Wsm.Site.Clusters.Carrying;

/// <summary>Asks a cluster what it is. Changes nothing.</summary>
public sealed class LiveFactsReader(ApiClient client)
{
    private const string DefaultClass = "storageclass.kubernetes.io/is-default-class";

    private readonly List<string> _unread = [];

    /// <param name="namespaces">Whose images are written down; empty for all.</param>
    /// <exception cref="ApiException">The server does not answer, or lets pods not be listed.</exception>
    public async Task<ClusterInventory> ReadAsync(IReadOnlyList<string> namespaces, CancellationToken cancellationToken)
    {
        _unread.Clear();
        var version = new KubeObject(await client.GetVersionAsync(cancellationToken));
        var surface = await new Discovery(client).RunAsync(cancellationToken);
        _unread.AddRange(surface.Failed.Select(failed => $"{failed.Key}: {failed.Value}"));
        var contents = await new ClusterReader(client).ReadAsync(surface, namespaces, cancellationToken);
        _unread.AddRange(contents.Unread);
        return new ClusterInventory
        {
            ServerVersion = new ServerVersion(
                version.Text("major") ?? "",
                version.Text("minor") ?? "",
                version.Text("gitVersion") ?? "",
                version.Text("platform")
            ),
            ApiVersions =
            [
                .. surface
                    .Versions.Concat(surface.Kinds.Select(kind => $"{kind.ApiVersion}/{kind.Kind}"))
                    .Distinct()
                    .Order(StringComparer.Ordinal),
            ],
            Nodes = await NodesAsync(cancellationToken),
            StorageClasses = await StorageClassesAsync(cancellationToken),
            Images = [.. ImagesOf(contents)],
            Unread = [.. _unread],
        };
    }

    /// <summary>The platforms of the nodes; none where one may not look at nodes.</summary>
    public async Task<IReadOnlyList<string>> ReadPlatformsAsync(CancellationToken cancellationToken) =>
        [.. (await NodesAsync(cancellationToken)).Select(node => node.Platform).Distinct()];

    /// <summary>The storage classes; null where one may not look at them.</summary>
    internal async Task<IReadOnlyList<StorageClassFacts>?> ReadStorageClassesAsync(CancellationToken cancellationToken)
    {
        _unread.Clear();
        var classes = await StorageClassesAsync(cancellationToken);
        return _unread.Count == 0 ? classes : null;
    }

    private static IEnumerable<RunningImage> ImagesOf(ClusterContents contents) =>
        contents
            .Uses.GroupBy(use => (use.Image, use.ImageId))
            .Select(image => new RunningImage(
                image.Key.Image,
                image.Key.ImageId,
                [.. image.Select(use => $"{use.Namespace}/{use.Workload} ({use.Container})").Distinct()]
            ))
            .OrderBy(image => image.Image, StringComparer.Ordinal);

    private async Task<IReadOnlyList<NodeFacts>> NodesAsync(CancellationToken cancellationToken) =>
        [
            .. (await TryAsync(ResourceKind.Node, cancellationToken))
                .Select(node => node.Object("status", "nodeInfo"))
                .OfType<KubeObject>()
                .GroupBy(node =>
                    (
                        Platform: $"{node.Text("operatingSystem")}/{node.Text("architecture")}",
                        Runtime: node.Text("containerRuntimeVersion") ?? "",
                        Kubelet: node.Text("kubeletVersion") ?? "",
                        System: node.Text("osImage") ?? ""
                    )
                )
                .Select(same => new NodeFacts(same.Key.Platform, same.Key.Runtime, same.Key.Kubelet, same.Key.System, same.Count()))
                .OrderBy(node => node.Platform, StringComparer.Ordinal)
                .ThenBy(node => node.Runtime, StringComparer.Ordinal),
        ];

    private async Task<IReadOnlyList<StorageClassFacts>> StorageClassesAsync(CancellationToken cancellationToken) =>
        [
            .. (await TryAsync(ResourceKind.StorageClass, cancellationToken)).Select(kind => new StorageClassFacts(
                kind.Name,
                kind.Text("provisioner") ?? "",
                kind.Annotations.GetValueOrDefault(DefaultClass) == "true"
            )),
        ];

    private async Task<IReadOnlyList<KubeObject>> TryAsync(ResourceKind kind, CancellationToken cancellationToken)
    {
        try
        {
            return (await client.ListAsync(kind, null, Selection.Everything, cancellationToken)).Items;
        }
        catch (ApiException refused) when (refused.StatusCode is HttpStatusCode.Forbidden or HttpStatusCode.NotFound)
        {
            _unread.Add($"{kind.Plural}: {refused.ServerMessage ?? refused.Message}");
            return [];
        }
    }
}
