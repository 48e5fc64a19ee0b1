namespace Wsm.Site.Releases.Records;

/// <summary>The record of a revision that is being worked on, as it was last written down.</summary>
internal sealed class RecordKeeper(ReleaseStore store, ReleaseRecord record)
{
    public ReleaseRecord Record { get; private set; } = record;

    public Task CreateAsync(CancellationToken cancellationToken) => store.CreateAsync(Record, cancellationToken);

    public async Task SaveAsync(ReleaseRecord changed, CancellationToken cancellationToken)
    {
        await store.UpdateAsync(changed, cancellationToken);
        Record = changed;
    }
}
