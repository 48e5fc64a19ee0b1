using Wsm.Peers.Kubernetes;
using Wsm.Site.Releases.Records;

namespace Wsm.Tests.Releases;

/// <summary>What a killed run leaves behind, for wsm and for the real helm.</summary>
public sealed class RecoveryTests(SharedCluster shared)
{
    [Fact]
    public async Task A_pending_upgrade_is_explained_and_wsm_goes_on_when_it_is_told_to()
    {
        using var site = await ReleaseSite.OpenAsync(shared);
        var chart = await LeavePendingAsync(site);

        var refused = await Assert.ThrowsAsync<ReleaseException>(() => site.DeployAsync());
        var helm = await site.TryHelmAsync("upgrade", "demo", chart);

        Assert.Equal(ReleaseProblem.Pending, refused.Problem);
        Assert.Contains("revision 2 of the release 'demo' is at pending-upgrade since", refused.Message);
        Assert.NotEqual(0, helm.ExitCode);
        await site.DeployAsync(options: ReleaseSite.Quick with { Recovers = true });
        Assert.Equal(
            [ReleaseStatus.Superseded, ReleaseStatus.Failed, ReleaseStatus.Deployed],
            (await site.HistoryAsync()).Select(record => record.Status)
        );
        await site.HelmAsync("upgrade", "demo", chart);
    }

    [Fact]
    public async Task Helm_frees_what_wsm_left_pending()
    {
        using var site = await ReleaseSite.OpenAsync(shared);
        await LeavePendingAsync(site);

        await site.HelmAsync("rollback", "demo", "1");

        Assert.Equal((3, ReleaseStatus.Deployed), ((await site.HistoryAsync())[^1].Revision, (await site.HistoryAsync())[^1].Status));
    }

    /// <summary>A deployed revision, and one whose run was killed.</summary>
    private static async Task<string> LeavePendingAsync(ReleaseSite site)
    {
        var chart = site.WriteChart("1.0.0", Samples.Settings());
        var deployed = await site.DeployAsync();
        await site.Store.CreateAsync(
            deployed.AsRevision(
                2,
                deployed.FirstDeployed,
                ReleaseStatus.PendingUpgrade,
                "Preparing upgrade",
                DateTimeOffset.UtcNow.AddMinutes(-7)
            ),
            TestContext.Current.CancellationToken
        );
        return chart;
    }
}
