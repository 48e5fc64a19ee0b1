using Wsm.Helm.Rendering;
using Wsm.Site.Releases.Readiness;
using Wsm.Site.Releases.Records;

namespace Wsm.Site.Releases.Actions;

/// <summary>Installs a chart where its release is not there, and upgrades it where it is, so that helm can go on from there.</summary>
internal sealed class ReleaseDeployer(ReleaseCluster cluster, ReleaseOptions options)
{
    /// <exception cref="ReleaseException">It cannot be done, or failed on the way.</exception>
    public async Task<ReleaseRecord> DeployAsync(ReleaseRequest request, CancellationToken cancellationToken)
    {
        var work = new ReleaseWork(cluster, options, request.Name, request.Namespace);
        var state = await (await ReleaseState.ReadAsync(work.Store, request.Name, cancellationToken)).FreedAsync(
            work.Store,
            options.Recovers,
            cluster.Time,
            cancellationToken
        );
        RequireStart(state);
        if (state.IsNew || options.UpgradesDefinitions)
        {
            var files = CrdFiles.Of(request.Chart, request.Values);
            await new DefinitionInstaller(cluster, work.Sender, options.UpgradesDefinitions).InstallAsync(
                files,
                request.Namespace,
                cancellationToken
            );
        }

        var prepared = PreparedRelease.Make(cluster, request, state, cancellationToken);
        if (!options.TakesOwnership)
        {
            await work.Owners.CheckAsync(prepared.Claimed, request.Name, cancellationToken);
        }

        await new NamespaceMaker(cluster, options.CreatesNamespace).EnsureAsync(request.Namespace, cancellationToken);
        var happening = state.IsNew ? "install" : "upgrade";
        cluster.Tell(
            new ReleaseNote(
                NoteKind.Step,
                $"{(state.IsNew ? "installing" : "upgrading")} {request.Name} ({request.ChartText}) in {request.Namespace}, "
                    + $"revision {prepared.Record.Revision}"
            )
        );
        if (!state.IsNew)
        {
            await work.MakeRoomAsync(state, cancellationToken);
        }

        try
        {
            return await work.RunAsync(
                new RecordKeeper(work.Store, prepared.Record),
                happening,
                (prepared.Targets, prepared.Before),
                state.Current is { Status: ReleaseStatus.Deployed } current ? [current] : [],
                state.IsNew
                    ? ("Install complete", $"Release \"{request.Name}\" failed")
                    : ("Upgrade complete", $"Upgrade \"{request.Name}\" failed"),
                cancellationToken
            );
        }
        catch (ReleaseException failure) when (options.RollsBack)
        {
            throw await UndoneAsync(request, state, failure, cancellationToken);
        }
    }

    /// <summary>Goes back to what was before, and says so.</summary>
    private async Task<ReleaseException> UndoneAsync(
        ReleaseRequest request,
        ReleaseState state,
        ReleaseException failure,
        CancellationToken cancellationToken
    )
    {
        var good = state.History.LastOrDefault(record => record.Status is ReleaseStatus.Deployed or ReleaseStatus.Superseded);
        string end;
        try
        {
            if (state.IsNew || good is null)
            {
                await new ReleaseRemover(cluster, options).RemoveAsync(
                    request.Name,
                    request.Namespace,
                    keepHistory: false,
                    cancellationToken
                );
                end = "what was made has been taken away again";
            }
            else
            {
                await new ReleaseRollback(cluster, options).RollBackAsync(
                    request.Name,
                    request.Namespace,
                    good.Revision,
                    cancellationToken
                );
                end = $"revision {good.Revision} is there again";
            }
        }
        catch (ReleaseException second)
        {
            end = $"and going back failed too: {second.Message}";
        }

        return new ReleaseException(failure.Problem, $"{failure.Message}; {end}", failure) { Details = failure.Details };
    }

    /// <exception cref="ReleaseException">There is something, and nothing of it that an upgrade could begin from.</exception>
    private static void RequireStart(ReleaseState state)
    {
        if (!state.IsNew && state.Current is null)
        {
            throw new ReleaseException(
                ReleaseProblem.Other,
                $"the release '{state.Name}' has no revision that an upgrade could begin from"
            );
        }
    }
}
