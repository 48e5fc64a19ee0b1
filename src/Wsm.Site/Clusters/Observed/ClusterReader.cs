using System.Net;
using Wsm.Kubernetes.Api;
using Wsm.Kubernetes.Failures;
using Wsm.Kubernetes.Objects;

namespace Wsm.Site.Clusters.Observed;

/// <summary>Reads every container of every pod and workload. Changes nothing.</summary>
public sealed class ClusterReader(ApiClient client)
{
    private readonly List<string> _unread = [];

    /// <param name="surface">What kinds the server has.</param>
    /// <param name="namespaces">Empty for all.</param>
    /// <exception cref="ApiException">Pods cannot be listed.</exception>
    public async Task<ClusterContents> ReadAsync(ApiSurface surface, IReadOnlyList<string> namespaces, CancellationToken cancellationToken)
    {
        _unread.Clear();
        IReadOnlyList<string?> spaces = namespaces.Count == 0 ? [null] : [.. namespaces];
        var uses = new List<ContainerUse>();
        var owners = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var space in spaces)
        {
            foreach (var kind in WorkloadKind.All)
            {
                foreach (var item in await ListAsync(surface, kind, space, cancellationToken))
                {
                    if (item.Controller is { } owner)
                    {
                        // Its owner is in a list of its own.
                        owners[$"{item.Namespace}/{item.Kind}/{item.Name}"] = owner;
                    }
                    else if (item.Object(kind.Template) is { } template)
                    {
                        uses.AddRange(PodContainers.OfTemplate(item, template));
                    }
                }
            }
        }

        foreach (var space in spaces)
        {
            var pods = await client.ListAsync(ResourceKind.Pod, space, Selection.Everything, cancellationToken);
            var events = pods.Items.Any(Waits) ? await EventsAsync(space, cancellationToken) : new PullEvents([]);
            uses.AddRange(pods.Items.SelectMany(pod => PodContainers.OfPod(pod, WorkloadOf(pod, owners), events)));
        }

        return new ClusterContents(
            [
                .. uses.OrderBy(use => use.Namespace, StringComparer.Ordinal)
                    .ThenBy(use => use.Pod is not null)
                    .ThenBy(use => use.Workload, StringComparer.Ordinal)
                    .ThenBy(use => use.Pod, StringComparer.Ordinal),
            ],
            [.. _unread]
        );
    }

    private static bool Waits(KubeObject pod) =>
        ((string[])["initContainerStatuses", "containerStatuses", "ephemeralContainerStatuses"]).Any(list =>
            pod.Items("status", list).Any(status => status.Text("state", "waiting", "reason") is not null)
        );

    /// <summary>A pod's ReplicaSet leads to the Deployment that a person knows.</summary>
    private static string WorkloadOf(KubeObject pod, Dictionary<string, string> owners)
    {
        var workload = pod.Controller;
        while (workload is not null && owners.TryGetValue($"{pod.Namespace}/{workload}", out var above))
        {
            workload = above;
        }

        return workload ?? $"Pod/{pod.Name}";
    }

    private async Task<IReadOnlyList<KubeObject>> ListAsync(
        ApiSurface surface,
        WorkloadKind workload,
        string? space,
        CancellationToken cancellationToken
    ) =>
        surface.FindPreferred(workload.Group, workload.Kind) is { } kind
            ? await TryAsync(kind, space, Selection.Everything, cancellationToken)
            : [];

    private async Task<PullEvents> EventsAsync(string? space, CancellationToken cancellationToken) =>
        new(
            await TryAsync(ResourceKind.Event, space, new Selection { Fields = "involvedObject.kind=Pod,type=Warning" }, cancellationToken)
        );

    private async Task<IReadOnlyList<KubeObject>> TryAsync(
        ResourceKind kind,
        string? space,
        Selection selection,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return (await client.ListAsync(kind, space, selection, cancellationToken)).Items;
        }
        catch (ApiException refused) when (refused.StatusCode == HttpStatusCode.Forbidden)
        {
            _unread.Add($"{kind.Plural}{(space is null ? "" : $" in {space}")}: {refused.ServerMessage ?? refused.Message}");
            return [];
        }
    }
}
