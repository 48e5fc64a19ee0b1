using Wsm.Kubernetes.Api;
using Wsm.Kubernetes.Failures;
using Wsm.Kubernetes.Objects;
using Wsm.Site.Releases.Records;

namespace Wsm.Site.Releases.Objects;

/// <summary>Sends objects to a cluster by server-side apply.</summary>
internal sealed class ObjectSender(ApiClient client, SendOptions options)
{
    private const int Attempts = 5;

    public bool IsDryRun => options.DryRun;

    /// <summary>The object as the cluster has it; null where it has none.</summary>
    public Task<KubeObject?> FindAsync(ClusterObject item, CancellationToken cancellationToken) =>
        client.FindAsync(KindOf(item), item.Namespace, item.Name, cancellationToken);

    /// <summary>Makes the object, or changes it.</summary>
    /// <param name="sent">What is sent in its name: with marks, say.</param>
    /// <param name="live">As it is now; null where it is not there.</param>
    /// <returns>The object as it is afterwards, or would be.</returns>
    /// <exception cref="ReleaseException">The cluster refuses it.</exception>
    public async Task<KubeObject> ApplyAsync(ClusterObject item, KubeObject sent, KubeObject? live, CancellationToken cancellationToken)
    {
        var kind = KindOf(item);
        try
        {
            if (item.Name.Length == 0)
            {
                // A name that the server makes up: there is nothing to apply to.
                return await client.CreateAsync(kind, item.Namespace, sent, cancellationToken, Apply(force: false));
            }

            if (live is not null && !options.DryRun)
            {
                await UpgradeFieldsAsync(kind, item, live, cancellationToken);
            }

            return await client.ApplyAsync(kind, item.Namespace, sent, Apply(options.Force), cancellationToken);
        }
        catch (ApiException conflict) when (conflict.IsConflict && options.DryRun && live is not null && IsOwnPast(conflict))
        {
            // The fields that are in the way become ours before anything is sent in earnest.
            return await client.ApplyAsync(kind, item.Namespace, sent, Apply(force: true), cancellationToken);
        }
        catch (ApiException conflict) when (conflict.IsConflict)
        {
            throw new ReleaseException(
                ReleaseProblem.Conflict,
                $"{item} has fields that somebody else has set: {WordsOf(conflict)}",
                conflict
            )
            {
                Details = [.. conflict.Causes.Select(cause => $"{item}: {cause.Field}: {cause.Message}")],
            };
        }
        catch (ApiException refused) when (refused.StatusCode is not null)
        {
            throw new ReleaseException(ReleaseProblem.Other, $"the cluster refuses {item} ({item.Source}): {WordsOf(refused)}", refused);
        }
    }

    /// <summary>Whether there was something to delete.</summary>
    public async Task<bool> DeleteAsync(ClusterObject item, string? uid, CancellationToken cancellationToken)
    {
        try
        {
            return await client.DeleteAsync(
                KindOf(item),
                item.Namespace,
                item.Name,
                new DeleteOptions { DryRun = options.DryRun, Uid = uid },
                cancellationToken
            );
        }
        catch (ApiException refused) when (refused.StatusCode is not null)
        {
            throw new ReleaseException(ReleaseProblem.Other, $"{item} cannot be deleted: {WordsOf(refused)}", refused);
        }
    }

    public static string WordsOf(ApiException refused) => (refused.ServerMessage ?? refused.Message).TrimEnd('.');

    /// <exception cref="ReleaseException">The cluster does not have the kind.</exception>
    public static ResourceKind KindOf(ClusterObject item) =>
        item.Kind
        ?? throw new ReleaseException(
            ReleaseProblem.Other,
            $"the cluster does not know the kind {item.Item.Kind} of {item.Item.ApiVersion}, which {item.Name} of {item.Source} has"
        );

    private ApplyOptions Apply(bool force) =>
        new(options.FieldManager)
        {
            Force = force,
            DryRun = options.DryRun,
            Strict = true,
        };

    private async Task UpgradeFieldsAsync(ResourceKind kind, ClusterObject item, KubeObject live, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ManagedFields.UpgradePatch(live, options.Predecessors, options.FieldManager) is { } patch; attempt++)
        {
            try
            {
                await client.PatchAsync(kind, item.Namespace, item.Name, PatchForm.Json, patch, cancellationToken);
                return;
            }
            catch (ApiException changed) when (changed.IsConflict && attempt < Attempts)
            {
                // Somebody changed it in between: what is there now decides.
                if (await client.FindAsync(kind, item.Namespace, item.Name, cancellationToken) is not { } anew)
                {
                    return;
                }

                live = anew;
            }
        }
    }

    /// <summary>Only the client-side tool that we come after stands in the way.</summary>
    private bool IsOwnPast(ApiException conflict) =>
        conflict.Causes.Count > 0
        && conflict.Causes.All(cause =>
            options.Predecessors.Any(predecessor =>
                cause.Message?.StartsWith($"conflict with \"{predecessor}\"", StringComparison.Ordinal) == true
            )
        );
}
