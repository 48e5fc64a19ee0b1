using Wsm.Helm.Charts;
using Wsm.Site.Releases.Differences;
using Wsm.Site.Releases.Objects;
using Wsm.Site.Releases.Readiness;

namespace Wsm.Site.Releases.Actions;

/// <summary>
/// Installs what charts keep in <c>crds/</c>, before anything is rendered. What is there already is left as it is, unless it is to be
/// changed too: it belongs to every release that uses it.
/// </summary>
internal sealed class DefinitionInstaller(ReleaseCluster cluster, ObjectSender sender, bool upgrades)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>The objects of the files, with whether each is there already.</summary>
    public async Task<IReadOnlyList<(ClusterObject Item, bool IsThere)>> FindAsync(
        IEnumerable<ChartFile> files,
        string space,
        CancellationToken cancellationToken
    )
    {
        var reader = cluster.ReaderFor(space);
        var found = new List<(ClusterObject, bool)>();
        foreach (var file in files)
        {
            foreach (var item in reader.Read(file.Text).Select(item => item with { Source = file.Name }))
            {
                found.Add((item, await sender.FindAsync(item, cancellationToken) is not null));
            }
        }

        return found;
    }

    public async Task InstallAsync(IEnumerable<ChartFile> files, string space, CancellationToken cancellationToken)
    {
        var sent = new List<ClusterObject>();
        foreach (var (item, isThere) in await FindAsync(files, space, cancellationToken))
        {
            if (isThere && !upgrades)
            {
                cluster.TellChange(NoteKind.Detail, new ObjectChange(ChangeKind.Same, item.Key), " is there already and stays as it is");
                continue;
            }

            var live = isThere ? await sender.FindAsync(item, cancellationToken) : null;
            cluster.TellSent(item, live, await sender.ApplyAsync(item, item.Item, live, cancellationToken));
            sent.Add(item);
        }

        if (sent.Count > 0)
        {
            await cluster.NewWaiter().WaitAsync(sent, new WaitOptions(Patience, AwaitsJobs: false), cancellationToken);
            await cluster.RefreshAsync(cancellationToken);
        }
    }
}
