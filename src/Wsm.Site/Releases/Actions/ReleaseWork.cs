using Wsm.Site.Releases.Objects;
using Wsm.Site.Releases.Readiness;
using Wsm.Site.Releases.Records;

namespace Wsm.Site.Releases.Actions;

/// <summary>What actions on a release have in common: a revision is begun, its objects are sent, and its end is written down.</summary>
internal sealed class ReleaseWork
{
    /// <summary>How long the end of an interrupted run may take to be written down.</summary>
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(10);

    private readonly ReleaseOptions _options;

    public ReleaseWork(ReleaseCluster cluster, ReleaseOptions options, string name, string space)
    {
        Cluster = cluster;
        _options = options;
        Store = cluster.StoreOf(space);
        var sender = new ObjectSender(cluster.Client, SendOptions.Helm with { Force = options.ForcesConflicts });
        Sender = sender;
        Ownership = new Ownership(name, space);
        Objects = new ReleaseObjects(cluster, sender, Ownership);
        Owners = new ObjectOwners(sender, Ownership);
        Hooks = new HookRunner(cluster, sender, options.Timeout);
    }

    public ReleaseCluster Cluster { get; }

    public ReleaseStore Store { get; }

    public ObjectSender Sender { get; }

    public Ownership Ownership { get; }

    public ReleaseObjects Objects { get; }

    public ObjectOwners Owners { get; }

    public HookRunner Hooks { get; }

    public DateTimeOffset Now => Cluster.Time.GetUtcNow();

    /// <summary>Runs a revision from its record's creation to its end.</summary>
    /// <param name="happening"><c>install</c>, <c>upgrade</c>, <c>rollback</c>: what hooks are before and after.</param>
    /// <param name="words">What the record says of a good end, and of a bad one before its cause.</param>
    /// <exception cref="ReleaseException">It failed; the record says so.</exception>
    public async Task<ReleaseRecord> RunAsync(
        RecordKeeper keeper,
        string happening,
        (IReadOnlyList<ClusterObject> Targets, IReadOnlyList<ClusterObject> Before) objects,
        IEnumerable<ReleaseRecord> superseded,
        (string Done, string Failed) words,
        CancellationToken cancellationToken
    )
    {
        await keeper.CreateAsync(cancellationToken);
        TellRecord(keeper.Record);
        try
        {
            await Hooks.RunAsync(keeper, $"pre-{happening}", cancellationToken);
            var sent = await Objects.SendAsync(objects.Targets, cancellationToken);
            await Objects.PruneAsync(objects.Before, objects.Targets, cancellationToken);
            if (_options.Waits)
            {
                await Cluster.NewWaiter().WaitAsync(sent, new WaitOptions(_options.Timeout, AwaitsJobs: false), cancellationToken);
            }

            await Hooks.RunAsync(keeper, $"post-{happening}", cancellationToken);
            foreach (var before in superseded)
            {
                await Store.UpdateAsync(before.With(ReleaseStatus.Superseded), cancellationToken);
            }

            await keeper.SaveAsync(keeper.Record.With(ReleaseStatus.Deployed, words.Done), cancellationToken);
            TellRecord(keeper.Record);
            return keeper.Record;
        }
        catch (Exception failure)
        {
            await WriteFailureAsync(keeper, $"{words.Failed}: {failure.Message}");
            throw;
        }
    }

    /// <summary>Deletes the oldest records until the new one has room; the newest deployed one stays.</summary>
    public async Task MakeRoomAsync(ReleaseState state, CancellationToken cancellationToken)
    {
        if (_options.HistoryLimit <= 0)
        {
            return;
        }

        var kept = state.History.LastOrDefault(record => record.Status == ReleaseStatus.Deployed);
        foreach (
            var old in state.History.Where(record => record != kept).Take(Math.Max(0, state.History.Count - (_options.HistoryLimit - 1)))
        )
        {
            await Store.DeleteAsync(old, cancellationToken);
        }
    }

    /// <summary>Tells that a revision has been written down.</summary>
    public void TellRecord(ReleaseRecord record) =>
        Cluster.Tell(
            new ReleaseNote(NoteKind.Detail, $"revision {record.Revision} of {record.Name}: {ReleaseStatusText.Of(record.Status)}")
            {
                Record = record,
            }
        );

    private async Task WriteFailureAsync(RecordKeeper keeper, string description)
    {
        using var limit = new CancellationTokenSource(LastWords, Cluster.Time);
        try
        {
            await keeper.SaveAsync(keeper.Record.With(ReleaseStatus.Failed, description), limit.Token);
            TellRecord(keeper.Record);
        }
        catch (Exception lost) when (lost is OperationCanceledException or Kubernetes.Failures.ApiException)
        {
            // What went wrong first is what the person must know; the record is then like a killed run's.
            Cluster.Tell(new ReleaseNote(NoteKind.Warning, $"that it failed could not be written down: {lost.Message}"));
        }
    }
}
