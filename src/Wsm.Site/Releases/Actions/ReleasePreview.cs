using System.Net;
using Wsm.Helm.Rendering;
using Wsm.Kubernetes.Failures;
using Wsm.Kubernetes.Objects;
using Wsm.Site.Releases.Differences;
using Wsm.Site.Releases.Objects;
using Wsm.Site.Releases.Records;

namespace Wsm.Site.Releases.Actions;

/// <summary>Asks the server what would come of a deployment. Changes nothing.</summary>
internal sealed class ReleasePreview(ReleaseCluster cluster, ReleaseOptions options)
{
    /// <summary>What would become of each object: definitions first, then the chart's, then what would go, then hooks.</summary>
    /// <exception cref="ReleaseException">The release is pending, the chart does not render, or objects belong to others.</exception>
    public async Task<IReadOnlyList<ObjectChange>> PreviewAsync(ReleaseRequest request, CancellationToken cancellationToken)
    {
        var work = new ReleaseWork(cluster, options, request.Name, request.Namespace);
        var state = await ReleaseState.ReadAsync(work.Store, request.Name, cancellationToken);
        if (state.IsPending && !options.Recovers)
        {
            throw state.Refusal(cluster.Time);
        }

        var sender = new ObjectSender(cluster.Client, SendOptions.Helm with { Force = options.ForcesConflicts, DryRun = true });
        var changes = new List<ObjectChange>();
        if (state.IsNew || options.UpgradesDefinitions)
        {
            changes.AddRange(await DefinitionsAsync(request, sender, cancellationToken));
        }

        var prepared = PreparedRelease.Make(cluster, request, state, cancellationToken);
        if (!options.TakesOwnership)
        {
            await work.Owners.CheckAsync(prepared.Claimed, request.Name, cancellationToken);
        }

        foreach (var item in prepared.Targets)
        {
            changes.Add(await PreviewAsync(sender, item, work.Ownership.Marked(item.Item), cancellationToken));
        }

        changes.AddRange(await GoingAsync(work, prepared, cancellationToken));
        var happening = state.IsNew ? "install" : "upgrade";
        changes.AddRange(
            prepared
                .Record.Hooks.Where(hook => hook.Events.Any(name => name.EndsWith(happening, StringComparison.Ordinal)))
                .Select(hook => new ObjectChange(
                    ChangeKind.Run,
                    new ObjectKey("", hook.Kind, "", hook.Name),
                    string.Join(", ", hook.Events)
                ))
        );
        return changes;
    }

    /// <summary>What the server says about one object.</summary>
    internal static async Task<ObjectChange> PreviewAsync(
        ObjectSender sender,
        ClusterObject item,
        KubeObject sent,
        CancellationToken cancellationToken
    )
    {
        if (item.Kind is null)
        {
            return new ObjectChange(
                ChangeKind.Unchecked,
                item.Key,
                $"the cluster does not have the kind {item.Item.ApiVersion} {item.Item.Kind} yet"
            );
        }

        try
        {
            var live = item.Name.Length == 0 ? null : await sender.FindAsync(item, cancellationToken);
            var after = await sender.ApplyAsync(item, sent, live, cancellationToken);
            if (live is null)
            {
                return new ObjectChange(ChangeKind.Create, item.Key);
            }

            var fields = ObjectDiff.Between(live, after);
            return new ObjectChange(fields.Count == 0 ? ChangeKind.Same : ChangeKind.Change, item.Key) { Fields = fields };
        }
        catch (ReleaseException refused) when (IsWithoutNamespace(refused))
        {
            return new ObjectChange(ChangeKind.Create, item.Key, "not checked by the server: its namespace is not there yet");
        }
        catch (ReleaseException refused)
        {
            return new ObjectChange(
                ChangeKind.Refused,
                item.Key,
                refused.Details.Count > 0 ? string.Join("; ", refused.Details) : refused.Message
            );
        }
    }

    private static bool IsWithoutNamespace(ReleaseException refused) =>
        refused.InnerException is ApiException { StatusCode: HttpStatusCode.NotFound } missing
        && missing.ServerMessage?.StartsWith("namespaces ", StringComparison.Ordinal) == true;

    private async Task<IEnumerable<ObjectChange>> DefinitionsAsync(
        ReleaseRequest request,
        ObjectSender sender,
        CancellationToken cancellationToken
    )
    {
        var changes = new List<ObjectChange>();
        var found = await new DefinitionInstaller(cluster, sender, options.UpgradesDefinitions).FindAsync(
            CrdFiles.Of(request.Chart, request.Values),
            request.Namespace,
            cancellationToken
        );
        foreach (var (item, isThere) in found)
        {
            changes.Add(
                isThere && !options.UpgradesDefinitions
                    ? new ObjectChange(ChangeKind.Same, item.Key, "it is there already and stays as it is")
                    : await PreviewAsync(sender, item, item.Item, cancellationToken)
            );
        }

        return changes;
    }

    private static async Task<IEnumerable<ObjectChange>> GoingAsync(
        ReleaseWork work,
        PreparedRelease prepared,
        CancellationToken cancellationToken
    )
    {
        var kept = prepared.Targets.Select(item => item.Key).ToHashSet();
        var changes = new List<ObjectChange>();
        foreach (var item in prepared.Before.Where(item => !kept.Contains(item.Key) && item.Kind is not null && item.Name.Length > 0))
        {
            if (await work.Sender.FindAsync(item, cancellationToken) is { } live)
            {
                changes.Add(
                    work.Objects.ReasonToKeep(item, live) is { } reason
                        ? new ObjectChange(ChangeKind.Keep, item.Key, reason)
                        : new ObjectChange(ChangeKind.Delete, item.Key)
                );
            }
        }

        return changes;
    }
}
