using System.Text.Json.Nodes;
using Wsm.Bundles.Reading;
using Wsm.Hosting;
using Wsm.Peers;
using Wsm.Peers.Kubernetes;
using Wsm.Tests.Push;

namespace Wsm.Tests.Clusters;

/// <summary>What runs, what is wanted and what there is, asked of a real API server; kubectl is the judge.</summary>
public sealed class RealClusterTests(SharedCluster shared) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task Every_container_that_kubectl_shows_is_judged_and_nothing_is_written()
    {
        var cluster = await shared.StartedAsync();
        var space = await cluster.Objects.NewNamespaceAsync();
        using var bundle = await SampleBundle.MakeAsync();
        const string inside = "registry.example.com/products";
        var app = LockReader.Read(bundle.Folder).Images.Single(image => image.Reference.Contains("/app:", StringComparison.Ordinal));
        await DeployAsync(cluster, space, "app", $"{inside}/team/app:1.0", $"{inside}/team/app@{app.Digest}");
        await DeployAsync(cluster, space, "moved", $"{inside}/team/tool:2.0", $"{inside}/team/tool@sha256:{new string('a', 64)}");
        await DeployAsync(cluster, space, "foreign", "quay.io/a/b:1", $"quay.io/a/b@sha256:{new string('b', 64)}");

        var run = await CheckAsync(cluster, bundle.Folder, inside, "-n", space, "-o", "json");

        Assert.Equal(ExitCode.Incomplete, run.ExitCode);
        var told = Containers(run);
        Assert.Equal(
            (
                await cluster.KubectlAsync(
                    "-n",
                    space,
                    "get",
                    "pods",
                    "-o",
                    "jsonpath={range .items[*]}{.metadata.name} {.spec.containers[0].image}{\"\\n\"}{end}"
                )
            )
                .Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Order(StringComparer.Ordinal),
            told.Where(item => item["pod"] is not null).Select(item => $"{item["pod"]} {item["image"]}").Order(StringComparer.Ordinal)
        );
        Assert.Equal(
            ["app-1 Deployment/app Ours", "foreign-1 Deployment/foreign Unknown", "moved-1 Deployment/moved Differs"],
            told.Where(item => item["pod"] is not null)
                .Select(item => $"{item["pod"]} {item["workload"]} {item["verdict"]}")
                .Order(StringComparer.Ordinal)
        );
        Assert.All(await cluster.Audit.ReadAsync("wsm/", space), entry => Assert.Contains(entry.Verb, (string[])["get", "list"]));
    }

    [Fact]
    public async Task An_image_that_the_cluster_asks_for_goes_the_way_back_until_its_pod_starts()
    {
        var cluster = await shared.StartedAsync();
        var space = await cluster.Objects.NewNamespaceAsync();
        await using var upstream = await RegistryProcess.StartAsync();
        await using var registry = await RegistryProcess.StartAsync();
        await TestImagesPush.PushAsync(upstream.Host, "maker/operator", "1.0", TestImages.Busybox("operator"));
        await TestImagesPush.PushAsync(upstream.Host, "maker/helper", "2.1", TestImages.Busybox("helper"));
        var catalog = _folder.Write("catalog.yaml", ImageCatalog.Of([$"{upstream.Host}/maker/operator:1.0"]));
        await RunResult.WellAsync("download", "--catalog", catalog, "-b", _folder["bundle"]);
        await RunResult.WellAsync("push", "-b", _folder["bundle"], "--registry", registry.Host);
        await cluster.Kubelet.AddPodAsync(space, "helper-0", $"{registry.Host}/maker/helper:2.1");
        await cluster.Kubelet.FailPullAsync(space, "helper-0", "manifest unknown");

        var lacking = await CheckAsync(cluster, _folder["bundle"], registry.Host, "-n", space, "--want", _folder["want.json"]);
        await RunResult.WellAsync("download", "--want", _folder["want.json"], "-b", _folder["wanted"]);
        await RunResult.WellAsync("push", "-b", _folder["wanted"], "--registry", registry.Host);
        var digest = LockReader.Read(_folder["wanted"]).Images.Single().Digest;
        await cluster.Kubelet.RunAsync(space, "helper-0", $"{registry.Host}/maker/helper@{digest}");
        var complete = await CheckAsync(cluster, _folder["bundle"], registry.Host, "-n", space, "--also", _folder["wanted"]);

        Assert.Equal(ExitCode.Incomplete, lacking.ExitCode);
        Assert.Contains($"is probably published as {upstream.Host}/maker/helper:2.1", lacking.Error);
        Assert.Contains("the cluster says: manifest unknown", lacking.Output);
        Assert.Equal(ExitCode.Done, complete.ExitCode);
        Assert.Equal(
            "True",
            await cluster.KubectlAsync(
                "-n",
                space,
                "get",
                "pod/helper-0",
                "-o",
                "jsonpath={.status.conditions[?(@.type==\"Ready\")].status}"
            )
        );
    }

    [Fact]
    public async Task The_clusters_facts_are_those_that_kubectl_tells()
    {
        // Of its own: nodes and storage classes belong to no namespace.
        await using var cluster = await RealCluster.StartAsync();
        await cluster.Kubelet.AddNodeAsync("secret-name-1");
        await cluster.Kubelet.AddNodeAsync("secret-name-2", "arm64");
        await cluster.Objects.CreateAsync(
            """{"apiVersion":"storage.k8s.io/v1","kind":"StorageClass","metadata":{"name":"fast","annotations":{"storageclass.kubernetes.io/is-default-class":"true"}},"provisioner":"csi.example.com"}"""
        );

        await RunResult.WellAsync("inventory", "--cluster", "--kubeconfig", cluster.KubeConfigFile, "-A", "--out", _folder["facts.json"]);

        var text = await File.ReadAllTextAsync(_folder["facts.json"], TestContext.Current.CancellationToken);
        var facts = JsonNode.Parse(text)!;
        var told = facts["apiVersions"]!.AsArray().Select(item => (string)item!).ToList();
        var versions = (await cluster.KubectlAsync("api-versions")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(versions, told.Intersect(versions).Order(StringComparer.Ordinal));
        Assert.Contains("apps/v1/Deployment", told);
        Assert.Equal(
            (string?)JsonNode.Parse(await cluster.KubectlAsync("version", "-o", "json"))!["serverVersion"]!["gitVersion"],
            (string?)facts["serverVersion"]!["gitVersion"]
        );
        Assert.Equal(["linux/amd64 1", "linux/arm64 1"], facts["nodes"]!.AsArray().Select(node => $"{node!["platform"]} {node["count"]}"));
        Assert.Equal("fast", (string?)facts["storageClasses"]![0]!["name"]);
        Assert.DoesNotContain("secret-name", text);
    }

    [Fact]
    public async Task The_roles_in_the_documentation_are_all_that_is_needed()
    {
        // Of its own: a role for every namespace would reach the other tests.
        await using var cluster = await RealCluster.StartAsync();
        using var bundle = await SampleBundle.MakeAsync();
        const string inside = "registry.example.com/products";
        var jane = _folder.Write("jane", cluster.KubeConfig("jane"));
        string[] check = ["check", "--cluster", "--kubeconfig", jane, "-b", bundle.Folder, "--registry", inside, "-A"];
        var app = LockReader.Read(bundle.Folder).Images.Single(image => image.Reference.Contains("/app:", StringComparison.Ordinal));
        await DeployAsync(cluster, "default", "app", $"{inside}/team/app:1.0", $"{inside}/team/app@{app.Digest}");
        await cluster.Kubelet.AddNodeAsync("n1");

        var before = await RunResult.OfAsync(check);
        var guide = await File.ReadAllTextAsync(Path.Combine(Checkout.Folder, "docs", "cluster.md"), TestContext.Current.CancellationToken);
        await cluster.KubectlAsync(guide.Split("```yaml\n")[^1].Split("```")[0], ["apply", "-f", "-"]);
        foreach (var role in (string[])["wsm-check", "wsm-nodes"])
        {
            await cluster.KubectlAsync("create", "clusterrolebinding", role, $"--clusterrole={role}", "--user=jane");
        }

        var after = await RunResult.OfAsync([.. check, "--want", _folder["want.json"]]);
        var facts = await RunResult.OfAsync("inventory", "--cluster", "--kubeconfig", jane, "-A", "--out", _folder["facts.json"]);

        Assert.NotEqual(ExitCode.Done, before.ExitCode);
        Assert.Contains("User \"jane\" cannot list resource \"pods\"", before.Error);
        Assert.Equal(ExitCode.Done, after.ExitCode);
        Assert.Equal(ExitCode.Done, facts.ExitCode);
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>A Deployment with its ReplicaSet and one pod, NAME-1, as controllers and kubelet leave them.</summary>
    private static async Task DeployAsync(RealCluster cluster, string space, string name, string image, string imageId)
    {
        var spec =
            $$$"""{"selector":{"matchLabels":{"app":"{{{name}}}"} },"template":{"metadata":{"labels":{"app":"{{{name}}}"} },"spec":{"containers":[{"name":"main","image":"{{{image}}}"}]} } }""";
        var deployment = await cluster.Objects.CreateAsync(
            $$$"""{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"namespace":"{{{space}}}","name":"{{{name}}}"},"spec":{{{spec}}} }"""
        );
        var set = await cluster.Objects.CreateAsync(
            $$$"""
            {"apiVersion":"apps/v1","kind":"ReplicaSet","metadata":{"namespace":"{{{space}}}","name":"{{{name}}}-0","ownerReferences":[
              {"apiVersion":"apps/v1","kind":"Deployment","name":"{{{name}}}","uid":"{{{deployment["metadata"]![
                "uid"
            ]}}}","controller":true}]},
             "spec":{{{spec}}} }
            """
        );
        await cluster.Kubelet.AddPodAsync(space, $"{name}-1", image, set);
        await cluster.Kubelet.RunAsync(space, $"{name}-1", imageId);
        await cluster.Kubelet.SettleAsync(space);
    }

    private static List<JsonObject> Containers(RunResult run) =>
        [.. JsonNode.Parse(run.Output)!["containers"]!.AsArray().OfType<JsonObject>()];

    private static Task<RunResult> CheckAsync(RealCluster cluster, string bundle, string registry, params string[] options) =>
        RunResult.OfAsync(["check", "--cluster", "--kubeconfig", cluster.KubeConfigFile, "-b", bundle, "--registry", registry, .. options]);
}
