using Wsm.Helm.Rendering;
using Wsm.Site.Releases.Objects;
using Wsm.Site.Releases.Readiness;
using Wsm.Site.Releases.Records;

namespace Wsm.Site.Releases.Actions;

/// <summary>A release that was worked out for what the cluster has now; nothing has been changed.</summary>
/// <param name="Targets">Every object that it is to have, in the order in which they are sent.</param>
/// <param name="Before">Objects of earlier revisions that may be there.</param>
internal sealed record PreparedRelease(
    ReleaseState State,
    ReleaseRecord Record,
    RenderedRelease Rendered,
    IReadOnlyList<ClusterObject> Targets,
    IReadOnlyList<ClusterObject> Before
)
{
    /// <summary>Those that the release does not have yet, and that may thus be somebody else's.</summary>
    public IEnumerable<ClusterObject> Claimed
    {
        get
        {
            var own = Before.Select(item => item.Key).ToHashSet();
            return Targets.Where(item => !own.Contains(item.Key));
        }
    }

    /// <exception cref="ReleaseException">The chart does not render, or gives what is no object.</exception>
    public static PreparedRelease Make(
        ReleaseCluster cluster,
        ReleaseRequest request,
        ReleaseState state,
        CancellationToken cancellationToken
    )
    {
        var isUpgrade = !state.IsNew;
        var rendered = cluster.Render(request, state.NextRevision, isUpgrade, cancellationToken);
        var now = cluster.Time.GetUtcNow();
        var record = RecordMaker
            .Make(
                request.Name,
                request.Namespace,
                request.Chart,
                rendered,
                request.Values,
                isUpgrade ? state.Last!.Labels : new Dictionary<string, string>()
            )
            .AsRevision(
                state.NextRevision,
                isUpgrade ? state.Last!.FirstDeployed : null,
                isUpgrade ? ReleaseStatus.PendingUpgrade : ReleaseStatus.PendingInstall,
                isUpgrade ? "Preparing upgrade" : "Initial install underway",
                now
            );
        return new PreparedRelease(state, record, rendered, TargetsOf(cluster, record), BeforeOf(cluster, state));
    }

    /// <summary>The objects of a record, as the cluster knows them now; of those that stand there twice the last.</summary>
    public static IReadOnlyList<ClusterObject> TargetsOf(ReleaseCluster cluster, ReleaseRecord record)
    {
        var targets = cluster.ReaderFor(record.Namespace).Read(record.Manifest);
        var unnamed = targets.Where(item => item.Name.Length == 0).ToHashSet();
        var last = new Dictionary<ObjectKey, ClusterObject>();
        foreach (var item in targets.Where(item => !unnamed.Contains(item)))
        {
            if (!last.TryAdd(item.Key, item))
            {
                cluster.Tell(
                    new ReleaseNote(
                        NoteKind.Warning,
                        $"the release '{record.Name}' has {item} twice: {item.Source} prevails over {last[item.Key].Source}"
                    )
                );
                last[item.Key] = item;
            }
        }

        return [.. targets.Where(item => unnamed.Contains(item) || last[item.Key] == item)];
    }

    /// <summary>What the current revision has, and what those after it may have left behind.</summary>
    public static IReadOnlyList<ClusterObject> BeforeOf(ReleaseCluster cluster, ReleaseState state) =>
        state.Current is { } current
            ?
            [
                .. state
                    .Unfinished.Prepend(current)
                    .SelectMany(record => cluster.ReaderFor(record.Namespace).Read(record.Manifest))
                    .DistinctBy(item => item.Key),
            ]
            : [];
}
