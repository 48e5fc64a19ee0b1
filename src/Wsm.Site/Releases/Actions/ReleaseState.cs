using Wsm.Site.Releases.Records;

namespace Wsm.Site.Releases.Actions;

/// <summary>What is there of a release.</summary>
/// <param name="History">Every revision, the oldest first.</param>
internal sealed record ReleaseState(string Name, IReadOnlyList<ReleaseRecord> History)
{
    public ReleaseRecord? Last => History is [.., var last] ? last : null;

    public int NextRevision => (Last?.Revision ?? 0) + 1;

    /// <summary>There is nothing that an upgrade could begin from.</summary>
    public bool IsNew => Last is null or { Status: ReleaseStatus.Uninstalled };

    /// <summary>The revision whose objects the cluster has, as far as records know; null where there is none.</summary>
    public ReleaseRecord? Current =>
        IsNew ? null
        : Last is { Status: ReleaseStatus.Deployed } ? Last
        : History.LastOrDefault(record => record.Status == ReleaseStatus.Deployed)
            ?? (Last is { Status: ReleaseStatus.Failed or ReleaseStatus.Superseded } ? Last : null);

    /// <summary>
    /// Revisions that came after the current one and did not end well, as far as they may have left objects behind; a killed run's is one
    /// of them.
    /// </summary>
    public IEnumerable<ReleaseRecord> Unfinished =>
        Current is { } current ? History.Where(record => record.Revision > current.Revision && record.Status == ReleaseStatus.Failed) : [];

    /// <summary>Somebody is at work, or was killed at it.</summary>
    public bool IsPending =>
        Last is { } last && (last.Status.IsPending() || last.Status is ReleaseStatus.Uninstalling or ReleaseStatus.Unknown);

    public static async Task<ReleaseState> ReadAsync(ReleaseStore store, string name, CancellationToken cancellationToken) =>
        new(name, await store.HistoryAsync(name, cancellationToken));

    /// <summary>The state to go on from.</summary>
    /// <param name="recovers">A pending revision's run has ended: it is written down as failed.</param>
    /// <exception cref="ReleaseException">It is pending, and nobody said that it may be freed.</exception>
    public async Task<ReleaseState> FreedAsync(ReleaseStore store, bool recovers, TimeProvider time, CancellationToken cancellationToken)
    {
        if (!IsPending)
        {
            return this;
        }

        if (!recovers)
        {
            throw Refusal(time);
        }

        var freed = Last!.With(
            ReleaseStatus.Failed,
            $"Freed by wsm: the run that left it at {ReleaseStatusText.Of(Last.Status)} did not finish"
        );
        await store.UpdateAsync(freed, cancellationToken);
        return this with { History = [.. History.SkipLast(1), freed] };
    }

    public ReleaseException Refusal(TimeProvider time) =>
        new(
            ReleaseProblem.Pending,
            $"revision {Last!.Revision} of the release '{Name}' is at {ReleaseStatusText.Of(Last.Status)}{Since(time)}: "
                + "another run is at work, or was killed at it"
        );

    private string Since(TimeProvider time) =>
        Last!.LastDeployed is { } began ? $" since {began.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC ({Age(time.GetUtcNow() - began)} ago)" : "";

    private static string Age(TimeSpan age) =>
        age.TotalMinutes < 2 ? $"{Math.Max(0, age.TotalSeconds):0} s"
        : age.TotalHours < 2 ? $"{age.TotalMinutes:0} min"
        : age.TotalDays < 2 ? $"{age.TotalHours:0} h"
        : $"{age.TotalDays:0} days";
}
