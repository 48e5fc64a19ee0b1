using Wsm.Kubernetes.Objects;
using Wsm.Site.Releases.Differences;
using Wsm.Site.Releases.Objects;
using Wsm.Site.Releases.Readiness;
using Wsm.Site.Releases.Records;

namespace Wsm.Site.Releases.Actions;

/// <summary>Brings the objects of a release to what its manifest says, and takes away what is no longer in it.</summary>
internal sealed class ReleaseObjects(ReleaseCluster cluster, ObjectSender sender, Ownership ownership)
{
    private const int AtOnce = 8;
    private const string Definition = "CustomResourceDefinition";
    private static readonly TimeSpan DefinitionPatience = TimeSpan.FromSeconds(60);

    /// <summary>
    /// Sends every object in the order given; those of one kind beside one another go side by side. All are sent even where some are
    /// refused.
    /// </summary>
    /// <returns>The objects, with kinds that were not known before the definitions among them were there.</returns>
    /// <exception cref="ReleaseException">Some were refused; each is named.</exception>
    public async Task<IReadOnlyList<ClusterObject>> SendAsync(IReadOnlyList<ClusterObject> items, CancellationToken cancellationToken)
    {
        var sent = new List<ClusterObject>();
        var refused = new List<ReleaseException>();
        for (var at = 0; at < items.Count; )
        {
            var kind = items[at].Item.Kind;
            var group = items.Skip(at).TakeWhile(item => item.Item.Kind == kind).ToList();
            at += group.Count;
            if (group.Any(item => item.Kind is null))
            {
                group = await WithKindsAsync(group, sent, cancellationToken);
            }

            refused.AddRange(await SendGroupAsync(group, cancellationToken));
            sent.AddRange(group);
        }

        return refused.Count == 0 ? sent : throw Joined(refused);
    }

    /// <summary>Deletes what earlier revisions had and this one has not, as far as it still bears the release's marks.</summary>
    public async Task PruneAsync(IEnumerable<ClusterObject> before, IEnumerable<ClusterObject> now, CancellationToken cancellationToken)
    {
        var kept = now.Select(item => item.Key).ToHashSet();
        foreach (var item in before.Where(item => !kept.Contains(item.Key) && item.Name.Length > 0).DistinctBy(item => item.Key))
        {
            await DeleteAsync(item, cancellationToken);
        }
    }

    /// <summary>Deletes one object, where it is still the release's own and does not ask to stay.</summary>
    /// <returns>Whether it was there and goes.</returns>
    public async Task<bool> DeleteAsync(ClusterObject item, CancellationToken cancellationToken)
    {
        if (item.Kind is null || await sender.FindAsync(item, cancellationToken) is not { } live)
        {
            return false;
        }

        if (ReasonToKeep(item, live) is { } reason)
        {
            cluster.TellChange(NoteKind.Warning, new ObjectChange(ChangeKind.Keep, item.Key, reason), $" stays: {reason}");
            return false;
        }

        var isGone = await sender.DeleteAsync(item, live.Uid, cancellationToken);
        cluster.TellChange(NoteKind.Detail, new ObjectChange(ChangeKind.Delete, item.Key), ": deleted");
        return isGone;
    }

    /// <summary>Null for what may go.</summary>
    public string? ReasonToKeep(ClusterObject item, KubeObject live) =>
        ClusterObject.IsKeep(live) ? $"it asks for that ({ClusterObject.PolicyAnnotation}: keep)"
        : ownership.IsOwner(live) ? null
        : $"it {Ownership.OwnerOf(live)}";

    private async Task<IReadOnlyList<ReleaseException>> SendGroupAsync(List<ClusterObject> group, CancellationToken cancellationToken)
    {
        var refused = new List<ReleaseException>();
        await Parallel.ForEachAsync(
            group,
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (item, cancellation) =>
            {
                try
                {
                    var live = item.Name.Length == 0 ? null : await sender.FindAsync(item, cancellation);
                    var after = await sender.ApplyAsync(item, ownership.Marked(item.Item), live, cancellation);
                    cluster.TellSent(item, live, after);
                }
                catch (ReleaseException refusal)
                {
                    lock (refused)
                    {
                        refused.Add(refusal);
                    }
                }
            }
        );
        return refused;
    }

    /// <summary>Custom resources whose definitions stand in the same manifest: those must be served first.</summary>
    private async Task<List<ClusterObject>> WithKindsAsync(
        List<ClusterObject> group,
        List<ClusterObject> sent,
        CancellationToken cancellationToken
    )
    {
        var definitions = sent.Where(item => item.Item.Kind == Definition).ToList();
        if (definitions.Count > 0)
        {
            await cluster.NewWaiter().WaitAsync(definitions, new WaitOptions(DefinitionPatience, AwaitsJobs: false), cancellationToken);
            await cluster.RefreshAsync(cancellationToken);
        }

        var reader = cluster.ReaderFor(ownership.Space);
        return [.. group.Select(item => reader.Resolve(item.Item, item.Source))];
    }

    private static ReleaseException Joined(List<ReleaseException> refused) =>
        refused is [var only]
            ? only
            : new ReleaseException(
                refused.Exists(refusal => refusal.Problem == ReleaseProblem.Conflict) ? ReleaseProblem.Conflict : ReleaseProblem.Other,
                $"{refused.Count} objects could not be sent",
                refused[0]
            )
            {
                Details = [.. refused.SelectMany(refusal => refusal.Details.Count > 0 ? refusal.Details : [refusal.Message])],
            };
}
