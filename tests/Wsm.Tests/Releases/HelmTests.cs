using System.Text.Json.Nodes;
using Wsm.Peers.Kubernetes;
using Wsm.Site.Releases.Records;

namespace Wsm.Tests.Releases;

/// <summary>What one of wsm and helm does to a cluster, the other goes on with.</summary>
public sealed class HelmTests(SharedCluster shared)
{
    [Fact]
    public async Task Helm_lists_and_shows_what_wsm_installed()
    {
        using var site = await ReleaseSite.OpenAsync(shared);
        site.WriteChart(
            "1.2.3",
            Samples.Settings(),
            Samples.Web,
            ("templates/NOTES.txt", "Hello from {{ .Release.Name }}"),
            ("values.yaml", "own: {x: 1}\n")
        );

        await site.DeployAsync("replicas: 2\n");

        foreach (var helm in (Func<string[], Task<string>>[])[site.HelmAsync, site.Helm3Async])
        {
            var listed = JsonNode.Parse(await helm(["list", "-o", "json"]))!.AsArray().Single()!;
            Assert.Equal(
                ("demo", "1", "deployed", "sample-1.2.3", "7"),
                (
                    (string?)listed["name"],
                    (string?)listed["revision"],
                    (string?)listed["status"],
                    (string?)listed["chart"],
                    (string?)listed["app_version"]
                )
            );
            Assert.Contains("Hello from demo", await helm(["get", "notes", "demo"]));
            Assert.Equal("replicas: 2", (await helm(["get", "values", "demo", "-o", "yaml"])).Trim());
            Assert.Contains("x: 1", await helm(["get", "values", "demo", "--all"]));
            Assert.Contains("# Source: sample/templates/web.yaml", await helm(["get", "manifest", "demo"]));
            Assert.Contains("Install complete", await helm(["history", "demo"]));
        }
    }

    [Fact]
    public async Task Wsm_reads_what_helm_4_and_helm_3_wrote()
    {
        using var site = await ReleaseSite.OpenAsync(shared);
        var chart = site.WriteChart("1.0.0", Samples.Settings());
        await site.HelmAsync("install", "four", chart, "--set", "a=b", "--labels", "team=blue");
        site.WriteChart("1.0.0", ("templates/other.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: other}\n"));
        await site.Helm3Async("install", "three", chart);

        var releases = await site.Store.NewestAsync(TestContext.Current.CancellationToken);

        Assert.Equal(["four", "three"], releases.Select(release => release.Name));
        Assert.All(releases, release => Assert.Equal(ReleaseStatus.Deployed, release.Status));
        Assert.Equal("sample", releases[0].ChartName);
        Assert.Equal("blue", releases[0].Labels["team"]);
        Assert.Contains("name: settings", releases[0].Manifest);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(3)]
    public async Task Helm_upgrades_rolls_back_and_uninstalls_what_wsm_installed(int version)
    {
        using var site = await ReleaseSite.OpenAsync(shared);
        Func<string[], Task<string>> helm = version == 4 ? site.HelmAsync : site.Helm3Async;
        site.WriteChart("1.0.0", Samples.Settings("a: \"1\""), Samples.Web);
        await site.DeployAsync();
        var chart = site.WriteChart("1.1.0", Samples.Settings("b: \"2\""));

        await helm(["upgrade", "demo", chart]);
        Assert.Equal("""{"b":"2"}""", (await site.FindAsync("v1/configmaps/settings"))!["data"]!.ToJsonString());
        Assert.Null(await site.FindAsync("apps/v1/deployments/web"));

        await helm(["rollback", "demo", "1"]);
        Assert.Equal("""{"a":"1"}""", (await site.FindAsync("v1/configmaps/settings"))!["data"]!.ToJsonString());
        Assert.NotNull(await site.FindAsync("apps/v1/deployments/web"));

        await helm(["uninstall", "demo"]);
        Assert.Null(await site.FindAsync("v1/configmaps/settings"));
        Assert.Empty(await site.HistoryAsync());
    }

    /// <summary>Helm 3 changes objects client-side: what it set must go like anything else when wsm's next revision lacks it.</summary>
    [Fact]
    public async Task Wsm_and_helm_3_take_turns_at_one_release()
    {
        using var site = await ReleaseSite.OpenAsync(shared);
        site.WriteChart("1.0.0", Samples.Settings("a: \"1\""), Samples.Web);
        await site.DeployAsync("replicas: 2\n");
        var chart = site.WriteChart("1.1.0", Samples.Settings("b: \"2\""), Samples.Web, Samples.Password);

        await site.Helm3Async("upgrade", "demo", chart, "--set", "replicas=3,image=r.example/web:3");
        Assert.Equal("""{"b":"2"}""", await SettingsAsync());
        Assert.Equal((3, "r.example/web:3"), await WebAsync());
        var word = (string?)(await site.FindAsync("v1/secrets/password"))!["data"]!["word"];

        site.WriteChart("1.2.0", Samples.Settings("c: \"3\""), Samples.Web, Samples.Password);
        await site.DeployAsync();
        Assert.Equal("""{"c":"3"}""", await SettingsAsync());
        Assert.Equal((1, "r.example/web:1"), await WebAsync());
        Assert.Equal(word, (string?)(await site.FindAsync("v1/secrets/password"))!["data"]!["word"]);

        await site.Helm3Async("rollback", "demo", "1");
        Assert.Equal("""{"a":"1"}""", await SettingsAsync());
        Assert.Equal((2, "r.example/web:1"), await WebAsync());
        Assert.Null(await site.FindAsync("v1/secrets/password"));

        await site.RollBackAsync(2);
        Assert.Equal("""{"b":"2"}""", await SettingsAsync());
        Assert.Equal((3, "r.example/web:3"), await WebAsync());
        Assert.Equal([1, 2, 3, 4, 5], (await site.HistoryAsync()).Select(record => record.Revision));
        Assert.Equal(5, Assert.Single(await site.HistoryAsync(), record => record.Status == ReleaseStatus.Deployed).Revision);

        await site.Helm3Async("uninstall", "demo");
        Assert.Null(await site.FindAsync("v1/configmaps/settings"));
        Assert.Null(await site.FindAsync("apps/v1/deployments/web"));
        Assert.Empty(await site.HistoryAsync());

        async Task<string> SettingsAsync() => (await site.FindAsync("v1/configmaps/settings"))!["data"]!.ToJsonString();

        async Task<(int, string)> WebAsync()
        {
            var spec = (await site.FindAsync("apps/v1/deployments/web"))!["spec"]!;
            return ((int)spec["replicas"]!, (string)spec["template"]!["spec"]!["containers"]![0]!["image"]!);
        }
    }

    [Theory]
    [InlineData(4)]
    [InlineData(3)]
    public async Task Wsm_upgrades_rolls_back_and_uninstalls_what_helm_installed(int version)
    {
        using var site = await ReleaseSite.OpenAsync(shared);
        var chart = site.WriteChart("1.0.0", Samples.Settings("a: \"1\""), Samples.Web);
        await (version == 4 ? site.HelmAsync("install", "demo", chart) : site.Helm3Async("install", "demo", chart));
        site.WriteChart("1.1.0", Samples.Settings("b: \"2\""));

        await site.DeployAsync();
        Assert.Equal("""{"b":"2"}""", (await site.FindAsync("v1/configmaps/settings"))!["data"]!.ToJsonString());
        Assert.Null(await site.FindAsync("apps/v1/deployments/web"));

        await site.RollBackAsync();
        Assert.Equal("""{"a":"1"}""", (await site.FindAsync("v1/configmaps/settings"))!["data"]!.ToJsonString());
        Assert.NotNull(await site.FindAsync("apps/v1/deployments/web"));
        Assert.Equal(
            [ReleaseStatus.Superseded, ReleaseStatus.Superseded, ReleaseStatus.Deployed],
            (await site.HistoryAsync()).Select(record => record.Status)
        );

        await site.RemoveAsync();
        Assert.Null(await site.FindAsync("v1/configmaps/settings"));
        Assert.Equal("[]", (await site.HelmAsync("list", "-o", "json")).Trim());
    }

    [Fact]
    public async Task A_history_kept_by_one_is_gone_on_with_by_the_other()
    {
        using var site = await ReleaseSite.OpenAsync(shared);
        var chart = site.WriteChart("1.0.0", Samples.Settings());
        await site.DeployAsync();
        await site.RemoveAsync(keepHistory: true);
        Assert.Contains("uninstalled", await site.HelmAsync("history", "demo"));

        await site.HelmAsync("upgrade", "--install", "demo", chart);
        Assert.Equal(2, (await site.HistoryAsync())[^1].Revision);

        await site.HelmAsync("uninstall", "demo", "--keep-history");
        await site.DeployAsync();
        Assert.Equal((3, ReleaseStatus.Deployed), ((await site.HistoryAsync())[^1].Revision, (await site.HistoryAsync())[^1].Status));
    }
}
