using System.Text.Json.Nodes;
using Wsm.Hosting;
using Wsm.Peers.Kubernetes;

namespace Wsm.Tests.Releases;

/// <summary>What <c>-o json</c> says, and where <c>--namespace</c> leads.</summary>
public sealed class DeployOutputTests(SharedCluster shared)
{
    [Fact]
    public async Task Every_release_and_what_became_of_each_object_stands_in_one_document()
    {
        using var site = await ReleaseSite.OpenAsync(shared);
        await ReleaseBundle.MakeAsync(site, "one", ("web", site.Space, [Samples.Web, Samples.Settings(), Kept]));
        await ReleaseBundle.MakeAsync(site, "two", ("web", site.Space, [Samples.Web, Samples.Password]));

        var first = await JsonAsync(site, ReleaseBundle.Deploy(site, "one"));
        var shown = await JsonAsync(site, ReleaseBundle.Deploy(site, "two", "--dry-run"));
        var second = await JsonAsync(site, ReleaseBundle.Deploy(site, "two"));
        var back = await JsonAsync(site, Release(site, "rollback"));
        var gone = await JsonAsync(site, Release(site, "uninstall"));

        Assert.Equal("test", (string?)first["context"]);
        Assert.Equal(site.Cluster.Url + "/", (string?)first["server"]);
        Assert.Contains(first["preflight"]!.AsArray(), finding => (string?)finding!["verdict"] == "good");
        Assert.Null(first["error"]);
        var release = first["releases"]!.AsArray().Single()!;
        Assert.Equal(
            ("web", "web", site.Space, 1, "deployed", "web", "1.0.0"),
            (
                (string?)release["component"],
                (string?)release["name"],
                (string?)release["namespace"],
                (int?)release["revision"],
                (string?)release["status"],
                (string?)release["chart"]!["name"],
                (string?)release["chart"]!["version"]
            )
        );
        Assert.Equal(
            ["created ConfigMap kept", "created ConfigMap settings", "created Deployment web", "created Service web"],
            ObjectsOf(first)
        );
        string[] expected =
        [
            "created Secret password",
            "deleted ConfigMap settings",
            "kept ConfigMap kept",
            "unchanged Deployment web",
            "unchanged Service web",
        ];
        Assert.True((bool)shown["dryRun"]!);
        Assert.Null(shown["releases"]![0]!["revision"]);
        Assert.Equal(expected, ObjectsOf(shown));
        Assert.Equal(expected, ObjectsOf(second));
        Assert.Equal((3, "deployed"), ((int?)back["releases"]![0]!["revision"], (string?)back["releases"]![0]!["status"]));
        Assert.Contains("created ConfigMap settings", ObjectsOf(back));
        Assert.Equal("uninstalled", (string?)gone["releases"]![0]!["status"]);
        Assert.Contains("deleted Deployment web", ObjectsOf(gone));
        Assert.Contains("kept ConfigMap kept", ObjectsOf(gone));
    }

    [Fact]
    public async Task What_does_not_become_ready_stands_in_the_document_with_the_reason()
    {
        using var site = await ReleaseSite.OpenAsync(shared);
        await ReleaseBundle.MakeAsync(site, "one", ("web", site.Space, [Samples.Web]), ("never", site.Space, [Samples.Settings()]));
        var running = RunResult.OfAsync([.. ReleaseBundle.Deploy(site, "one", "-o", "json", "--timeout", "6s")]);
        while (!running.IsCompleted && await site.FindAsync("apps/v1/deployments/web") is null)
        {
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }

        await site.Cluster.Kubelet.AddPodAsync(site.Space, "web-1", "r.example/web:1", await site.FindAsync("apps/v1/deployments/web"));
        await site.Cluster.Kubelet.FailPullAsync(site.Space, "web-1", "manifest unknown");
        var run = await running;

        Assert.Equal(ExitCode.Failed, run.ExitCode);
        var document = JsonNode.Parse(run.Output)!;
        var release = document["releases"]!.AsArray().Single()!;
        Assert.Equal((1, "failed"), ((int?)release["revision"], (string?)release["status"]));
        var trouble = document["troubles"]!.AsArray().Single()!;
        Assert.Equal(
            ($"Deployment {site.Space}/web", "web-1", "main", "ImagePullBackOff", "manifest unknown", "r.example/web:1"),
            (
                (string?)trouble["workload"],
                (string?)trouble["pod"],
                (string?)trouble["container"],
                (string?)trouble["reason"],
                (string?)trouble["message"],
                (string?)trouble["image"]
            )
        );
        Assert.Contains("the bundle does not hold it", (string?)trouble["explanation"]);
        Assert.Equal(ExitCode.Failed, (int?)document["error"]!["exitCode"]);
        Assert.Contains("not everything was ready", (string?)document["error"]!["message"], StringComparison.OrdinalIgnoreCase);
        Assert.Contains($"Deployment {site.Space}/web", (string?)document["error"]!["details"]![0]);
        Assert.Null(await site.FindAsync("v1/configmaps/settings"));
    }

    [Fact]
    public async Task A_problem_found_before_stands_in_the_document_and_nothing_is_done()
    {
        using var site = await ReleaseSite.OpenAsync(shared);
        await ReleaseBundle.MakeAsync(site, "one", ("web", null, [Samples.Settings()]));
        var nowhere = $"{site.Space}-not";

        var looked = await RunResult.OfAsync(ReleaseBundle.Deploy(site, "one", "-n", nowhere, "--preflight", "-o", "json"));
        var tried = await RunResult.OfAsync(ReleaseBundle.Deploy(site, "one", "-n", nowhere, "-o", "json"));

        Assert.Equal((ExitCode.Incomplete, ExitCode.Failed), (looked.ExitCode, tried.ExitCode));
        foreach (var run in (RunResult[])[looked, tried])
        {
            var document = JsonNode.Parse(run.Output)!;
            var problem = document["preflight"]!.AsArray().Single(finding => (string?)finding!["verdict"] == "problem")!;
            Assert.Equal($"there is no namespace {nowhere}", (string?)problem["text"]);
            Assert.Equal(run.ExitCode, (int?)document["error"]!["exitCode"]);
            Assert.Empty(document["releases"]!.AsArray());
        }
    }

    [Fact]
    public async Task A_namespace_takes_what_the_catalog_leaves_open_and_is_made_when_it_is_wanted()
    {
        using var site = await ReleaseSite.OpenAsync(shared);
        var other = $"{site.Space}-b";
        await ReleaseBundle.MakeAsync(
            site,
            "one",
            ("own", site.Space, [Samples.Settings("a: own")]),
            ("open", null, [Samples.Settings("a: open")])
        );

        var run = await RunResult.OfAsync(ReleaseBundle.Deploy(site, "one", "--namespace", other, "--create-namespace"));
        var nothing = await RunResult.OfAsync(ReleaseBundle.Deploy(site, "one", "-n", other, "--component", "own", "--preflight"));

        Assert.True(run.ExitCode == 0, run.Error + run.Output);
        Assert.Contains($"the release of 'own' goes into {site.Space}", run.Error);
        Assert.Equal("own", (string?)(await site.FindAsync("v1/configmaps/settings"))!["data"]!["a"]);
        var there = await site.Cluster.Objects.GetAsync($"/api/v1/namespaces/{other}/configmaps/settings");
        Assert.Equal("open", (string?)there["data"]!["a"]);
        Assert.Equal(ExitCode.Incomplete, nothing.ExitCode);
        Assert.Contains($"nothing goes into {other}", nothing.Output);
    }

    private static (string, string) Kept { get; } =
        ("templates/kept.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: kept, annotations: {helm.sh/resource-policy: keep}}\n");

    private static string[] Release(ReleaseSite site, string verb) =>
        [verb, "web", "-n", site.Space, "--kubeconfig", site.Cluster.KubeConfigFile, "--context", "test"];

    /// <summary>What the objects of the only release became, sorted.</summary>
    private static IEnumerable<string> ObjectsOf(JsonNode document) =>
        document["releases"]!.AsArray().Single()!["objects"]!
            .AsArray()
            .Select(item => $"{item!["change"]} {item["kind"]} {item["name"]}")
            .Order(StringComparer.Ordinal);

    private static async Task<JsonNode> JsonAsync(ReleaseSite site, string[] arguments)
    {
        var run = await site.Cluster.Kubelet.WhileAsync(RunResult.OfAsync([.. arguments, "-o", "json"]), site.Space);
        Assert.True(run.ExitCode == 0, run.Error + run.Output);
        return JsonNode.Parse(run.Output)!;
    }
}
