using Wsm.Site.Releases.Differences;
using Wsm.Site.Releases.Objects;
using Wsm.Site.Releases.Readiness;
using Wsm.Site.Releases.Records;

namespace Wsm.Site.Releases.Actions;

/// <summary>Sends objects that are in no release: custom resources, and plain manifests. Nothing of them is ever taken away.</summary>
internal sealed class DocumentSender(ReleaseCluster cluster, ReleaseOptions options)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    /// <param name="source">The file that they stand in, for people.</param>
    /// <param name="space">The namespace of those that name none.</param>
    /// <returns>How many objects there were.</returns>
    /// <exception cref="ReleaseException">The cluster refuses one, or its kind did not come in time.</exception>
    public async Task<int> SendAsync(string text, string source, string space, CancellationToken cancellationToken)
    {
        var items = await WithKindsAsync(() => Read(text, source, space), cancellationToken);
        var sender = new ObjectSender(cluster.Client, SendOptions.Plain with { Force = options.ForcesConflicts });
        foreach (var item in items)
        {
            var live = await sender.FindAsync(item, cancellationToken);
            var after = await sender.ApplyAsync(item, item.Item, live, cancellationToken);
            cluster.TellSent(item, live, after);
        }

        if (options.Waits)
        {
            var began = cluster.Time.GetTimestamp();
            await cluster.NewWaiter().WaitAsync(items, new WaitOptions(options.Timeout, AwaitsJobs: false), cancellationToken);
            await new OperatorWaiter(cluster, options.Timeout, began).WaitAsync(
                [.. items.Where(OperatorWaiter.IsCustom)],
                cancellationToken
            );
        }

        return items.Count;
    }

    /// <summary>Makes the namespaces that the objects stand in, where that is wanted.</summary>
    /// <exception cref="ReleaseException">One is not there, and was not asked for.</exception>
    public async Task EnsureNamespacesAsync(string text, string source, string space, CancellationToken cancellationToken)
    {
        var items = Read(text, source, space);
        var own = items.Where(item => item.Item is { Kind: "Namespace", Group: "" }).Select(item => item.Name).ToHashSet();
        var maker = new NamespaceMaker(cluster, options.CreatesNamespace);
        foreach (var name in items.Select(item => item.Namespace).OfType<string>().Distinct().Where(name => !own.Contains(name)))
        {
            await maker.EnsureAsync(name, cancellationToken);
        }
    }

    /// <summary>What would become of each object.</summary>
    public async Task<IReadOnlyList<ObjectChange>> PreviewAsync(
        string text,
        string source,
        string space,
        CancellationToken cancellationToken
    )
    {
        var sender = new ObjectSender(cluster.Client, SendOptions.Plain with { Force = options.ForcesConflicts, DryRun = true });
        var changes = new List<ObjectChange>();
        foreach (var item in Read(text, source, space))
        {
            changes.Add(await ReleasePreview.PreviewAsync(sender, item, item.Item, cancellationToken));
        }

        return changes;
    }

    internal IReadOnlyList<ClusterObject> Read(string text, string source, string space) =>
        [.. cluster.ReaderFor(space).Read(text).Select(item => item with { Source = source })];

    /// <summary>An operator may bring its definitions only after it has started.</summary>
    private async Task<IReadOnlyList<ClusterObject>> WithKindsAsync(
        Func<IReadOnlyList<ClusterObject>> read,
        CancellationToken cancellationToken
    )
    {
        var began = cluster.Time.GetTimestamp();
        for (var told = false; ; told = true)
        {
            var items = read();
            if (items.FirstOrDefault(item => item.Kind is null) is not { } unknown)
            {
                return items;
            }

            if (!options.Waits || cluster.Time.GetElapsedTime(began) > options.Timeout)
            {
                ObjectSender.KindOf(unknown);
            }

            if (!told)
            {
                cluster.Tell(
                    new ReleaseNote(NoteKind.Progress, $"waiting until the cluster knows {unknown.Item.ApiVersion} {unknown.Item.Kind}")
                );
            }

            await Task.Delay(Pause, cluster.Time, cancellationToken);
            await cluster.RefreshAsync(cancellationToken);
        }
    }
}
