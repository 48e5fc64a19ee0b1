using Wsm.Site.Releases.Objects;
using Wsm.Site.Releases.Readiness;
using Wsm.Site.Releases.Records;

namespace Wsm.Site.Releases.Actions;

/// <summary>Runs a release's hooks, and writes into its record how they went.</summary>
internal sealed class HookRunner(ReleaseCluster cluster, ObjectSender sender, TimeSpan timeout)
{
    private const string Definition = "CustomResourceDefinition";

    /// <summary>Runs the hooks of an event one after another, by weight and name; the first that fails ends it.</summary>
    /// <param name="happening"><c>pre-install</c>, <c>post-upgrade</c> …</param>
    /// <exception cref="ReleaseException">A hook failed, or took too long.</exception>
    public async Task RunAsync(RecordKeeper keeper, string happening, CancellationToken cancellationToken)
    {
        var space = keeper.Record.Namespace;
        var hooks = keeper
            .Record.Hooks.Where(hook => hook.Events.Contains(happening))
            .OrderBy(hook => hook.Weight)
            .ThenBy(hook => hook.Name, StringComparer.Ordinal)
            .ToList();
        var done = new List<HookRecord>();
        foreach (var hook in hooks)
        {
            cluster.Tell(new ReleaseNote(NoteKind.Step, $"{happening} hook {hook.Kind} {hook.Name}"));
            var items = cluster.ReaderFor(space).ReadDocument(hook.Manifest, hook.Path).ToList();
            if (hook.DeletePolicies.Contains(HookPolicy.BeforeCreation))
            {
                await DeleteAsync(items, cancellationToken);
            }

            var running = hook.Running(cluster.Time.GetUtcNow());
            await keeper.SaveAsync(keeper.Record.WithHook(running), cancellationToken);
            try
            {
                foreach (var item in items)
                {
                    await sender.ApplyAsync(item, item.Item, await sender.FindAsync(item, cancellationToken), cancellationToken);
                }

                await WaitAsync(items, cancellationToken);
            }
            catch (ReleaseException failure)
            {
                await keeper.SaveAsync(
                    keeper.Record.WithHook(running.Ended(succeeded: false, cluster.Time.GetUtcNow())),
                    cancellationToken
                );
                await DeleteAllAsync([hook], HookPolicy.Failed, space, cancellationToken);
                await DeleteAllAsync(done, HookPolicy.Succeeded, space, cancellationToken);
                throw new ReleaseException(
                    failure.Problem,
                    $"the {happening} hook {hook.Kind} {hook.Name} failed: {failure.Message}",
                    failure
                )
                {
                    Details = failure.Details,
                };
            }

            await keeper.SaveAsync(keeper.Record.WithHook(running.Ended(succeeded: true, cluster.Time.GetUtcNow())), cancellationToken);
            done.Add(hook);
        }

        done.Reverse();
        await DeleteAllAsync(done, HookPolicy.Succeeded, space, cancellationToken);
    }

    /// <summary>Only what comes to an end is waited for.</summary>
    private async Task WaitAsync(IReadOnlyList<ClusterObject> items, CancellationToken cancellationToken)
    {
        var options = new WaitOptions(timeout, AwaitsJobs: true) { AwaitsPods = true };
        await cluster
            .NewWaiter()
            .WaitAsync(
                [.. items.Where(item => item.Item is { Kind: "Job", Group: "batch" } or { Kind: "Pod", Group: "" })],
                options,
                cancellationToken
            );
    }

    private async Task DeleteAllAsync(IEnumerable<HookRecord> hooks, string policy, string space, CancellationToken cancellationToken)
    {
        foreach (var hook in hooks.Where(hook => hook.DeletePolicies.Contains(policy)))
        {
            await DeleteAsync(cluster.ReaderFor(space).ReadDocument(hook.Manifest, hook.Path).ToList(), cancellationToken);
        }
    }

    /// <summary>Definitions stay: with them everybody's custom resources would go.</summary>
    private async Task DeleteAsync(IReadOnlyList<ClusterObject> items, CancellationToken cancellationToken)
    {
        var gone = new List<ClusterObject>();
        foreach (var item in items.Where(item => item.Item.Kind != Definition && item.Name.Length > 0))
        {
            if (await sender.DeleteAsync(item, null, cancellationToken))
            {
                gone.Add(item);
            }
        }

        await cluster.NewWaiter().WaitUntilGoneAsync(gone, timeout, cancellationToken);
    }
}
