using System.Net;
using Wsm.Kubernetes.Api;
using Wsm.Kubernetes.Failures;
using Wsm.Kubernetes.Objects;
using Wsm.Site.Clusters.Observed;
using Wsm.Site.Releases.Objects;
using Wsm.Site.Releases.Readiness;

namespace Wsm.Site.Releases.Actions;

/// <summary>
/// Waits for what operators make of custom resources: for the resource's own condition, and for the workloads that it owns. An operator
/// begins when it likes, so that the first sign of it is waited for as well, for a while.
/// </summary>
/// <param name="began">Since when the time counts.</param>
internal sealed class OperatorWaiter(ReleaseCluster cluster, TimeSpan timeout, long began)
{
    /// <summary>How long an operator may take to show that it has begun, and how long it must be quiet to be done.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly string[] Conditions = ["Ready", "Available"];

    private readonly HashSet<ObjectKey> _signs = [];

    /// <summary>Whether an operator may make something of it: its group is not one of Kubernetes' own.</summary>
    public static bool IsCustom(ClusterObject item) =>
        item.Kind is { IsNamespaced: true }
        && item.Item.Group.Contains('.', StringComparison.Ordinal)
        && !item.Item.Group.EndsWith(".k8s.io", StringComparison.Ordinal);

    /// <param name="items">Custom resources that have been sent.</param>
    /// <exception cref="Records.ReleaseException">The time is over, or something has failed for good.</exception>
    public async Task WaitAsync(IReadOnlyList<ClusterObject> items, CancellationToken cancellationToken)
    {
        if (items.Count == 0)
        {
            return;
        }

        var lastSign = cluster.Time.GetTimestamp();
        while (true)
        {
            var fresh = await NewSignsAsync(items, cancellationToken);
            if (fresh.Count > 0)
            {
                var options = new WaitOptions(timeout, AwaitsJobs: false) { AwaitsAvailable = true, Began = began };
                await cluster.NewWaiter().WaitAsync(fresh, options, cancellationToken);
                lastSign = cluster.Time.GetTimestamp();
                continue;
            }

            if (cluster.Time.GetElapsedTime(lastSign) > (_signs.Count > 0 ? Quiet : Patience))
            {
                break;
            }

            await Task.Delay(Pause, cluster.Time, cancellationToken);
        }

        if (_signs.Count == 0)
        {
            cluster.Tell(
                new ReleaseNote(
                    NoteKind.Warning,
                    $"whether all is ready that its operator makes of {string.Join(", ", items)} is not known: "
                        + "it has no condition Ready or Available, and owns no workload"
                )
            );
        }
    }

    /// <summary>Resources that have a condition, and workloads that they own, as far as they were not there before.</summary>
    private async Task<IReadOnlyList<ClusterObject>> NewSignsAsync(IReadOnlyList<ClusterObject> items, CancellationToken cancellationToken)
    {
        var signs = new List<ClusterObject>();
        foreach (var space in items.GroupBy(item => item.Namespace))
        {
            var uids = new HashSet<string>(StringComparer.Ordinal);
            foreach (var item in space)
            {
                if (await cluster.Client.FindAsync(item.Kind!, item.Namespace, item.Name, cancellationToken) is { } live)
                {
                    uids.Add(live.Uid);
                    if (Conditions.Any(condition => StatusRules.Condition(live, condition).IsTrue is not null))
                    {
                        signs.Add(item);
                    }
                }
            }

            signs.AddRange(await OwnedAsync(uids, space.Key!, [.. space.Select(item => item.Item.Group).Distinct()], cancellationToken));
        }

        return [.. signs.Where(sign => _signs.Add(sign.Key))];
    }

    /// <summary>Workloads that lead back to one of the owners, over one another and over other resources of the owners' groups.</summary>
    private async Task<IReadOnlyList<ClusterObject>> OwnedAsync(
        HashSet<string> owners,
        string space,
        IReadOnlyList<string> groups,
        CancellationToken cancellationToken
    )
    {
        var found = new List<(ResourceKind Kind, KubeObject Live, bool IsWorkload)>();
        foreach (var (kind, isWorkload) in KindsOf(groups))
        {
            found.AddRange((await TryListAsync(kind, space, cancellationToken)).Select(live => (kind, live, isWorkload)));
        }

        var owned = new List<ClusterObject>();
        var above = owners;
        while (above.Count > 0)
        {
            var next = found.Where(item =>
                item.Live.Items("metadata", "ownerReferences").Any(owner => above.Contains(owner.Text("uid") ?? ""))
            );
            var level = next.ToList();
            owned.AddRange(level.Where(item => item.IsWorkload).Select(item => new ClusterObject(item.Live, item.Kind, "the operator")));
            found.RemoveAll(level.Contains);
            // What a workload makes is its own affair, and part of whether it is ready.
            above = [.. level.Where(item => !item.IsWorkload).Select(item => item.Live.Uid)];
        }

        return owned;
    }

    private IEnumerable<(ResourceKind Kind, bool IsWorkload)> KindsOf(IReadOnlyList<string> groups) =>
        WorkloadKind
            .All.Where(workload => workload.Kind != "CronJob")
            .Select(workload => (Kind: cluster.Surface.FindPreferred(workload.Group, workload.Kind), IsWorkload: true))
            .Concat(
                cluster
                    .Surface.Kinds.Where(kind => kind.IsNamespaced && groups.Contains(kind.Group) && kind.Verbs.Contains("list"))
                    .DistinctBy(kind => (kind.Group, kind.Kind))
                    .Select(kind => (Kind: (ResourceKind?)kind, IsWorkload: false))
            )
            .Where(kind => kind.Kind is not null)
            .Select(kind => (kind.Kind!, kind.IsWorkload));

    private async Task<IReadOnlyList<KubeObject>> TryListAsync(ResourceKind kind, string space, CancellationToken cancellationToken)
    {
        try
        {
            return (await cluster.Client.ListAsync(kind, space, Selection.Everything, cancellationToken)).Items;
        }
        catch (ApiException refused) when (refused.StatusCode is HttpStatusCode.Forbidden or HttpStatusCode.NotFound)
        {
            // Who may not look there learns less: the sentence at the end says that it is not known.
            return [];
        }
    }
}
