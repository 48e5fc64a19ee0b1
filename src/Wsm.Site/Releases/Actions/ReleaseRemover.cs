using Wsm.Site.Releases.Objects;
using Wsm.Site.Releases.Readiness;
using Wsm.Site.Releases.Records;

namespace Wsm.Site.Releases.Actions;

/// <summary>Takes a release away: its objects, and its history unless that is to be kept. Definitions of <c>crds/</c> stay.</summary>
public sealed class ReleaseRemover(ReleaseCluster cluster, ReleaseOptions options)
{
    /// <exception cref="ReleaseException">There is no such release, or something could not be taken away.</exception>
    public async Task RemoveAsync(string name, string space, bool keepHistory, CancellationToken cancellationToken)
    {
        var work = new ReleaseWork(cluster, options, name, space);
        var state = await ReleaseState.ReadAsync(work.Store, name, cancellationToken);
        if (state.Last is not { } last)
        {
            throw new ReleaseException(ReleaseProblem.NotFound, $"there is no release '{name}' in namespace {space}");
        }

        if (last.Status == ReleaseStatus.Uninstalled)
        {
            if (keepHistory)
            {
                throw new ReleaseException(ReleaseProblem.NotFound, $"the release '{name}' has already been uninstalled");
            }

            await ForgetAsync(work, state.History, cancellationToken);
            work.TellRecord(last);
            return;
        }

        cluster.Tell(new ReleaseNote(NoteKind.Step, $"taking {name} away from {space}"));
        var keeper = new RecordKeeper(work.Store, last);
        await keeper.SaveAsync(last.With(ReleaseStatus.Uninstalling, "Uninstallation underway").WithDeleted(work.Now), cancellationToken);
        work.TellRecord(keeper.Record);
        await work.Hooks.RunAsync(keeper, "pre-delete", cancellationToken);
        await DeleteAsync(work, ObjectsOf(last, state), cancellationToken);
        await work.Hooks.RunAsync(keeper, "post-delete", cancellationToken);
        var ended = keeper.Record.With(ReleaseStatus.Uninstalled, "Uninstallation complete");
        if (keepHistory)
        {
            await keeper.SaveAsync(ended, cancellationToken);
        }
        else
        {
            await ForgetAsync(work, state.History, cancellationToken);
        }

        work.TellRecord(ended);
    }

    /// <summary>Those of the newest revision, and what earlier ones may have left behind.</summary>
    internal IReadOnlyList<ClusterObject> ObjectsOf(ReleaseRecord last, ReleaseState state) =>
        [
            .. state
                .Unfinished.Prepend(state.Current)
                .OfType<ReleaseRecord>()
                .Append(last)
                .SelectMany(record => cluster.ReaderFor(record.Namespace).Read(record.Manifest))
                .DistinctBy(item => item.Key),
        ];

    private async Task DeleteAsync(ReleaseWork work, IReadOnlyList<ClusterObject> items, CancellationToken cancellationToken)
    {
        var gone = new List<ClusterObject>();
        var refused = new List<string>();
        foreach (var item in UninstallOrder.Sort(items.Where(item => item.Name.Length > 0)))
        {
            try
            {
                if (await work.Objects.DeleteAsync(item, cancellationToken))
                {
                    gone.Add(item);
                }
            }
            catch (ReleaseException refusal)
            {
                refused.Add(refusal.Message);
            }
        }

        if (refused.Count > 0)
        {
            throw new ReleaseException(ReleaseProblem.Other, "not everything could be deleted") { Details = refused };
        }

        if (options.Waits)
        {
            await cluster.NewWaiter().WaitUntilGoneAsync(gone, options.Timeout, cancellationToken);
        }
    }

    private static async Task ForgetAsync(ReleaseWork work, IEnumerable<ReleaseRecord> history, CancellationToken cancellationToken)
    {
        foreach (var record in history)
        {
            await work.Store.DeleteAsync(record, cancellationToken);
        }
    }
}
