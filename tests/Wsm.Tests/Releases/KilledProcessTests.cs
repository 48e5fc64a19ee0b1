using System.Text.Json.Nodes;
using Wsm.Hosting;
using Wsm.Peers.Kubernetes;
using Wsm.Site.Releases.Records;

namespace Wsm.Tests.Releases;

/// <summary>The real program, ended by SIGKILL while it changes a cluster, and the run after that: wsm's, or the real helm's.</summary>
public sealed class KilledProcessTests(SharedCluster shared)
{
    private const string Record = "v1/secrets/sh.helm.release.v1.web.v";
    private const string Web = "apps/v1/deployments/web";
    private const string Settings = "v1/configmaps/settings";

    [Theory]
    [InlineData(Record + "1", false)]
    [InlineData("batch/v1/jobs/before", true)]
    [InlineData(Settings, false)]
    [InlineData(Web, false)]
    public async Task An_installation_is_finished_by_wsm(string there, bool hasHook)
    {
        using var site = await ReleaseSite.OpenAsync(shared);
        var chart = await BundlesAsync(site, hasHook);

        await KillWhenAsync(site, () => ThereAsync(site, there), ReleaseBundle.Deploy(site, "one"));
        Assert.Equal([ReleaseStatus.PendingInstall], await StatusesAsync(site));
        var refused = await RunAsync(site, ReleaseBundle.Deploy(site, "one"));
        await WellAsync(site, ReleaseBundle.Deploy(site, "one", "--recover"));

        Assert.Equal(ExitCode.Failed, refused.ExitCode);
        Assert.Contains("is at pending-install since", refused.Error);
        Assert.Equal(ReleaseStatus.Deployed, (await StatusesAsync(site))[^1]);
        await AssertAsync(site, "1", hasWeb: true);
        await site.HelmAsync("upgrade", "web", chart);
        await AssertAsync(site, "2", hasWeb: false);
    }

    [Fact]
    public async Task An_installation_is_taken_away_and_made_anew_by_helm()
    {
        using var site = await ReleaseSite.OpenAsync(shared);
        var chart = await BundlesAsync(site);

        await KillWhenAsync(site, () => ThereAsync(site, Web), ReleaseBundle.Deploy(site, "one"));
        await site.HelmAsync("uninstall", "web");
        await site.HelmAsync("install", "web", chart);

        Assert.Equal([ReleaseStatus.Deployed], await StatusesAsync(site));
        await AssertAsync(site, "2", hasWeb: false);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_upgrade_is_finished_by_wsm(bool late)
    {
        using var site = await ReleaseSite.OpenAsync(shared);
        await BundlesAsync(site);
        await WellAsync(site, ReleaseBundle.Deploy(site, "one"));

        await KillWhenAsync(site, Point(site, 2, late), ReleaseBundle.Deploy(site, "two"));
        Assert.Equal([ReleaseStatus.Deployed, ReleaseStatus.PendingUpgrade], await StatusesAsync(site));
        await WellAsync(site, ReleaseBundle.Deploy(site, "two", "--recover"));

        Assert.Equal([ReleaseStatus.Superseded, ReleaseStatus.Failed, ReleaseStatus.Deployed], await StatusesAsync(site));
        await AssertAsync(site, "2", hasWeb: false);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_upgrade_is_freed_and_done_again_by_helm(bool late)
    {
        using var site = await ReleaseSite.OpenAsync(shared);
        var chart = await BundlesAsync(site);
        await WellAsync(site, ReleaseBundle.Deploy(site, "one"));

        await KillWhenAsync(site, Point(site, 2, late), ReleaseBundle.Deploy(site, "two"));
        // Helm's rollback frees the release even where it fails, as it does when the killed revision lacked what is still there.
        await site.TryHelmAsync("rollback", "web", "1");
        await site.HelmAsync("upgrade", "web", chart);

        Assert.Equal(ReleaseStatus.Deployed, (await StatusesAsync(site))[^1]);
        await AssertAsync(site, "2", hasWeb: false);
    }

    [Theory]
    [InlineData(false, true)]
    [InlineData(true, true)]
    [InlineData(true, false)]
    public async Task A_rollback_is_finished(bool late, bool byWsm)
    {
        using var site = await ReleaseSite.OpenAsync(shared);
        await BundlesAsync(site);
        await WellAsync(site, ReleaseBundle.Deploy(site, "one"));
        await WellAsync(site, ReleaseBundle.Deploy(site, "two"));
        string[] rollback = ["rollback", "web", "1", "-n", site.Space, "--kubeconfig", site.Cluster.KubeConfigFile, "--context", "test"];

        await KillWhenAsync(site, Point(site, 3, late), rollback);
        Assert.Equal(ReleaseStatus.PendingRollback, (await StatusesAsync(site))[^1]);
        if (byWsm)
        {
            await WellAsync(site, [.. rollback, "--recover"]);
        }
        else
        {
            await site.HelmAsync("rollback", "web", "1");
        }

        Assert.Equal((4, ReleaseStatus.Deployed), ((await site.HistoryAsync("web"))[^1].Revision, (await StatusesAsync(site))[^1]));
        Assert.Single(await StatusesAsync(site), status => status == ReleaseStatus.Deployed);
        await AssertAsync(site, "1", hasWeb: true, knowsLeftovers: byWsm);
    }

    /// <summary>Two bundles of one product; the second has other settings, one thing more, and no Deployment of that name.</summary>
    /// <returns>The second's chart, for helm.</returns>
    private static async Task<string> BundlesAsync(ReleaseSite site, bool hasHook = false)
    {
        (string, string)[] first = [Samples.Settings("v: \"1\""), Samples.Web];
        (string, string)[] second = [Samples.Settings("v: \"2\""), More];
        await ReleaseBundle.MakeAsync(
            site,
            "one",
            ("web", site.Space, hasHook ? [.. first, Samples.Hook("before", "pre-install")] : first)
        );
        await ReleaseBundle.MakeAsync(site, "two", ("web", site.Space, second));
        return site.WriteChart("2.0.0", second);
    }

    /// <summary>Early: the revision has just been written down. Late: its last object is there, and it is waited for.</summary>
    private static Func<Task<bool>> Point(ReleaseSite site, int revision, bool late) =>
        !late ? () => ThereAsync(site, $"{Record}{revision}")
        : revision == 2 ? () => ThereAsync(site, "apps/v1/deployments/more")
        : () => ThereAsync(site, Web);

    private static (string, string) More { get; } =
        (
            "templates/more.yaml",
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: more}
            spec:
              selector: {matchLabels: {app: more}}
              template:
                metadata: {labels: {app: more}}
                spec: {containers: [{name: main, image: r.example/more:1}]}
            """
        );

    private static async Task<bool> ThereAsync(ReleaseSite site, string path) => await site.FindAsync(path) is not null;

    private static async Task KillWhenAsync(ReleaseSite site, Func<Task<bool>> happened, string[] arguments) =>
        await WsmProcess.KillWhenAsync(UntilAsync(happened), Path.GetDirectoryName(site["one"])!, arguments);

    private static async Task UntilAsync(Func<Task<bool>> happened)
    {
        while (!await happened())
        {
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }
    }

    private static Task<RunResult> RunAsync(ReleaseSite site, string[] arguments) =>
        site.Cluster.Kubelet.WhileAsync(RunResult.OfAsync(arguments), site.Space);

    private static async Task WellAsync(ReleaseSite site, string[] arguments)
    {
        var run = await RunAsync(site, arguments);
        Assert.True(run.ExitCode == 0, run.Error + run.Output);
    }

    private static async Task<IReadOnlyList<ReleaseStatus>> StatusesAsync(ReleaseSite site) =>
        [.. (await site.HistoryAsync("web")).Select(record => record.Status)];

    /// <param name="knowsLeftovers">
    /// What the killed run had not taken away yet goes too. Helm compares with the newest record alone, and leaves that behind.
    /// </param>
    private static async Task AssertAsync(ReleaseSite site, string settings, bool hasWeb, bool knowsLeftovers = true)
    {
        Assert.Equal(new JsonObject { ["v"] = settings }.ToJsonString(), (await site.FindAsync(Settings))!["data"]!.ToJsonString());
        Assert.Equal(hasWeb, await ThereAsync(site, Web));
        Assert.True(!knowsLeftovers || !hasWeb == await ThereAsync(site, "apps/v1/deployments/more"));
    }
}
