using Wsm.Site.Releases.Readiness;
using Wsm.Site.Releases.Records;

namespace Wsm.Site.Releases.Actions;

/// <summary>Brings an earlier revision of a release back, as a further revision.</summary>
public sealed class ReleaseRollback(ReleaseCluster cluster, ReleaseOptions options)
{
    /// <param name="revision">0 for the one before the newest.</param>
    /// <exception cref="ReleaseException">There is no such release or revision, or it failed on the way.</exception>
    public async Task<ReleaseRecord> RollBackAsync(string name, string space, int revision, CancellationToken cancellationToken)
    {
        var work = new ReleaseWork(cluster, options, name, space);
        var state = await ReleaseState.ReadAsync(work.Store, name, cancellationToken);
        if (state.Last is not { } last)
        {
            throw new ReleaseException(ReleaseProblem.NotFound, $"there is no release '{name}' in namespace {space}");
        }

        state = await state.FreedAsync(work.Store, options.Recovers, cluster.Time, cancellationToken);
        var wanted = revision == 0 ? last.Revision - 1 : revision;
        var target = state.History.FirstOrDefault(record => record.Revision == wanted)
            ?? throw new ReleaseException(
                ReleaseProblem.NotFound,
                $"the release '{name}' has no revision {wanted}; it has "
                    + string.Join(", ", state.History.Select(record => record.Revision))
            );
        var record = target.AsRevision(
            state.NextRevision,
            target.FirstDeployed,
            ReleaseStatus.PendingRollback,
            $"Rollback to {wanted}",
            work.Now
        );
        var targets = PreparedRelease.TargetsOf(cluster, record);
        var before = PreparedRelease.BeforeOf(cluster, state);
        if (!options.TakesOwnership)
        {
            var own = before.Select(item => item.Key).ToHashSet();
            await work.Owners.CheckAsync(targets.Where(item => !own.Contains(item.Key)), name, cancellationToken);
        }

        cluster.Tell(
            new ReleaseNote(
                NoteKind.Step,
                $"rolling {name} back to revision {wanted} ({target.ChartName} {target.ChartVersion}), as revision {record.Revision}"
            )
        );
        await work.MakeRoomAsync(state, cancellationToken);
        return await work.RunAsync(
            new RecordKeeper(work.Store, record),
            "rollback",
            (targets, before),
            state.History.Where(old => old.Status == ReleaseStatus.Deployed),
            ($"Rollback to {wanted}", $"Rollback \"{name}\" failed"),
            cancellationToken
        );
    }
}
