using System.Text.Json.Nodes;
using Wsm.Bundles.Reading;
using Wsm.Hosting;
using Wsm.Peers;
using Wsm.Peers.Kubernetes;
using Wsm.Tests.Push;

namespace Wsm.Tests.Clusters;

/// <summary>The way back: what a cluster asks for goes outside, and what it wanted comes in.</summary>
public sealed class RoundTripTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task An_image_that_no_document_named_is_asked_for_outside_and_its_pod_starts()
    {
        await using var upstream = await RegistryProcess.StartAsync();
        await using var registry = await RegistryProcess.StartAsync();
        await using var cluster = await FakeCluster.StartAsync();
        await TestImagesPush.PushAsync(upstream.Host, "maker/operator", "1.0", TestImages.Busybox("operator"));
        var helper = TestImages.MultiPlatform("helper");
        await TestImagesPush.PushAsync(upstream.Host, "maker/helper", "2.1", helper);
        var catalog = _folder.Write("catalog.yaml", ImageCatalog.Of([$"{upstream.Host}/maker/operator:1.0"]));
        await RunResult.WellAsync("download", "--catalog", catalog, "-b", _folder["bundle"]);
        await RunResult.WellAsync("push", "-b", _folder["bundle"], "--registry", registry.Host);

        // The operator takes its helper from beside itself, and the node does not get it.
        Pods.Node(cluster, "n1", "arm64");
        Pods.Fail(cluster, "helper-0", $"{registry.Host}/maker/helper:2.1", "manifest unknown");
        var lacking = await CheckAsync(cluster, registry, "--want", _folder["want.json"]);

        Assert.Equal(ExitCode.Incomplete, lacking.ExitCode);
        Assert.Contains($"is probably published as {upstream.Host}/maker/helper:2.1", lacking.Error);
        var want = JsonNode.Parse(await File.ReadAllTextAsync(_folder["want.json"], TestContext.Current.CancellationToken))!;
        Assert.Equal("linux/arm64", (string?)want["platforms"]![0]);
        Assert.Equal("product/Pod/helper-0 (main)", (string?)want["images"]![0]!["askedBy"]![0]);

        await RunResult.WellAsync("download", "--want", _folder["want.json"], "-b", _folder["wanted"]);
        await RunResult.WellAsync("push", "-b", _folder["wanted"], "--registry", registry.Host);

        // Now the node gets it.
        var held = LockReader.Read(_folder["wanted"]).Images.Single();
        Assert.Equal(["linux/arm64"], held.Platforms);
        Pods.Run(cluster, "helper-0", $"{registry.Host}/maker/helper:2.1", $"{registry.Host}/maker/helper@{held.Digest}");
        var alone = await CheckAsync(cluster, registry);
        var together = await CheckAsync(cluster, registry, "--also", _folder["wanted"], "--want", _folder["want.json"]);

        Assert.Equal(ExitCode.Incomplete, alone.ExitCode);
        Assert.Equal(ExitCode.Done, together.ExitCode);
        Assert.Contains("asks for nothing that the bundle lacks", together.Error);
    }

    [Fact]
    public async Task A_name_that_tells_no_source_must_be_written_in_before_anything_is_fetched()
    {
        var file = _folder.Write(
            "want.json",
            """{"apiVersion":"wsm/v1","kind":"Want","name":"x","platforms":[],"images":[{"reference":null,"askedAs":"r.example.com/a/b:1","askedBy":["n/Pod/p (c)"]}]}"""
        );

        var run = await RunResult.OfAsync("download", "--want", file, "-b", _folder["wanted"]);
        var both = await RunResult.OfAsync("download", "--want", file, "--chart", "x");
        var other = await RunResult.OfAsync("download", "--want", _folder.Write("other.json", "{}"), "-b", _folder["wanted"]);

        Assert.Equal(ExitCode.Usage, run.ExitCode);
        Assert.Contains("r.example.com/a/b:1: write where it is published into \"reference\"", run.Error);
        Assert.Equal(ExitCode.Usage, both.ExitCode);
        Assert.Equal(ExitCode.Usage, other.ExitCode);
        Assert.False(Directory.Exists(_folder["wanted"]));
    }

    [Fact]
    public async Task The_clusters_facts_are_where_kubectl_has_them_and_name_no_node()
    {
        await using var cluster = await FakeCluster.StartAsync();
        Pods.Node(cluster, "secret-name-1", "amd64");
        Pods.Node(cluster, "secret-name-2", "amd64");
        Pods.Node(cluster, "secret-name-3", "arm64");
        Pods.Run(cluster, "p", "quay.io/a/b:1", "quay.io/a/b@sha256:1");
        cluster.Objects.Put(
            """{"apiVersion":"storage.k8s.io/v1","kind":"StorageClass","metadata":{"name":"fast","annotations":{"storageclass.kubernetes.io/is-default-class":"true"}},"provisioner":"csi.example.com"}"""
        );
        var config = _folder.Write("config", cluster.KubeConfig());

        await RunResult.WellAsync("inventory", "--cluster", "--kubeconfig", config, "-A", "--out", _folder["facts.json"]);

        var text = await File.ReadAllTextAsync(_folder["facts.json"], TestContext.Current.CancellationToken);
        var facts = JsonNode.Parse(text)!;
        var version = await KubectlAsync(config, "version", "-o", "json");
        var versions = await KubectlAsync(config, "api-versions");
        Assert.Equal((string?)JsonNode.Parse(version)!["serverVersion"]!["gitVersion"], (string?)facts["serverVersion"]!["gitVersion"]);
        Assert.Equal(
            versions.Split('\n', StringSplitOptions.RemoveEmptyEntries),
            facts["apiVersions"]!
                .AsArray()
                .Select(item => (string)item!)
                .Where(item => item.Count(c => c == '/') < (item[0] == 'v' && item[1] == '1' ? 1 : 2))
        );
        Assert.Contains("apps/v1/Deployment", facts["apiVersions"]!.AsArray().Select(item => (string)item!));
        Assert.Equal(["linux/amd64 2", "linux/arm64 1"], facts["nodes"]!.AsArray().Select(node => $"{node!["platform"]} {node["count"]}"));
        Assert.Equal(
            "fast csi.example.com true",
            string.Join(' ', ((string[])["name", "provisioner", "isDefault"]).Select(key => facts["storageClasses"]![0]![key]))
        );
        Assert.Equal("quay.io/a/b:1", (string?)facts["images"]![0]!["image"]);
        Assert.DoesNotContain("secret-name", text);
    }

    [Fact]
    public async Task A_chart_is_rendered_outside_for_that_very_cluster()
    {
        await using var cluster = await FakeCluster.StartAsync();
        var config = _folder.Write("config", cluster.KubeConfig());
        await RunResult.WellAsync("inventory", "--cluster", "--kubeconfig", config, "--out", _folder["facts.json"]);
        Directory.CreateDirectory(_folder["chart", "templates"]);
        _folder.Write("chart/Chart.yaml", "apiVersion: v2\nname: c\nversion: 1.0.0\n");
        _folder.Write(
            "chart/templates/t.yaml",
            "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec:\n  containers:\n  - {name: c, image: \"r.example.com/a:{{ "
                + ".Capabilities.KubeVersion.Version }}\"}\n"
                + "  {{- if .Capabilities.APIVersions.Has \"batch/v1beta1/CronJob\" }}\n  - {name: d, image: "
                + "r.example.com/old:1}\n  {{- end }}\n"
        );

        var run = await RunResult.WellAsync("list", "--chart", _folder["chart"], "--cluster-facts", _folder["facts.json"], "-o", "refs");

        Assert.Equal(["r.example.com/a:v1.31.4", "r.example.com/old:1"], run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    public void Dispose() => _folder.Dispose();

    private async Task<string> KubectlAsync(string config, params string[] arguments) =>
        (
            await Tool.RunAsync(
                Tool.Find("kubectl", "WSM_TEST_KUBECTL"),
                ["--kubeconfig", config, .. arguments],
                environment: new Dictionary<string, string> { ["HOME"] = _folder["home"] }
            )
        ).Output;

    private Task<RunResult> CheckAsync(FakeCluster cluster, RegistryProcess registry, params string[] options) =>
        RunResult.OfAsync([
            "check",
            "--cluster",
            "--kubeconfig",
            _folder.Write("config", cluster.KubeConfig()),
            "-b",
            _folder["bundle"],
            "--registry",
            registry.Host,
            "-n",
            "product",
            .. options,
        ]);
}
