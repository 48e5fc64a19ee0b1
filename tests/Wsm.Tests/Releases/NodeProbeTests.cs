using System.Text.Json.Nodes;
using Wsm.Hosting;
using Wsm.Peers;
using Wsm.Peers.Kubernetes;
using Wsm.Tests.Values;

namespace Wsm.Tests.Releases;

/// <summary>Nodes that are tried before a deployment, on a real API server whose kubelets the test plays.</summary>
public sealed class NodeProbeTests(SharedCluster shared)
{
    private const string Left = "labelSelector=wsm.probe";

    [Fact]
    public async Task Each_node_pulls_an_image_and_who_does_not_get_it_is_explained()
    {
        using var site = await ReleaseSite.OpenAsync(shared);
        using var bundle = await ProductBundle.MakeAsync(space: site.Space);
        await using var registry = await PushAsync(bundle);
        await site.Cluster.Kubelet.AddNodeAsync($"{site.Space}-good");
        await site.Cluster.Kubelet.AddNodeAsync($"{site.Space}-bad");
        await site.Cluster.Kubelet.AddNodeAsync($"{site.Space}-off");
        await site.Cluster.KubectlAsync("cordon", $"{site.Space}-off");

        var run = await WhileKubeletsPullAsync(site, RunResult.OfAsync(Preflight(site, bundle)));

        Assert.Equal(ExitCode.Incomplete, run.ExitCode);
        Assert.Contains($"Making a pod in {site.Space} for each of ", run.Error);
        Assert.Matches($"ok +node +{site.Space}-good pulled {registry.Host}/in/wandb/\\S+ in \\d+ s", run.Output);
        Assert.Matches(
            $"PROBLEM +node +{site.Space}-bad does not get {registry.Host}/in/wandb/\\S+: ErrImagePull: .*x509: certificate signed by "
                + "unknown authority; .*the node does not trust the registry's certificate",
            run.Output
        );
        Assert.Matches($"warning +node +{site.Space}-off was not tried: it takes no pods now", run.Output);
        Assert.Empty(await PodsAsync(site));
        Assert.Empty(await site.HistoryAsync("operator"));
    }

    [Fact]
    public async Task A_deployment_does_not_begin_where_a_node_does_not_get_the_image()
    {
        using var site = await ReleaseSite.OpenAsync(shared);
        using var bundle = await ProductBundle.MakeAsync(space: site.Space);
        await using var registry = await PushAsync(bundle);
        await site.Cluster.Kubelet.AddNodeAsync($"{site.Space}-bad");
        string[] arguments = [.. Preflight(site, bundle).Where(argument => argument != "--preflight"), "-o", "json"];

        var run = await WhileKubeletsPullAsync(site, RunResult.OfAsync(arguments));

        Assert.Equal(ExitCode.Failed, run.ExitCode);
        Assert.Contains(JsonNode.Parse(run.Output)!["preflight"]!.AsArray(), finding =>
            (string?)finding!["subject"] == "node" && (string?)finding["verdict"] == "problem"
        );
        Assert.Empty(await site.HistoryAsync("operator"));
        Assert.Empty(await PodsAsync(site));
    }

    [Fact]
    public async Task What_a_killed_run_leaves_the_next_takes_away_and_one_that_is_interrupted_leaves_nothing()
    {
        using var site = await ReleaseSite.OpenAsync(shared);
        using var bundle = await ProductBundle.MakeAsync(space: site.Space);
        await using var registry = await PushAsync(bundle);
        await site.Cluster.Kubelet.AddNodeAsync($"{site.Space}-slow");

        await WsmProcess.KillWhenAsync(UntilAsync(site, pods => pods.Count > 0), bundle.Folder, Preflight(site, bundle));
        var left = await PodsAsync(site);
        using var interruption = new CancellationTokenSource();
        var running = RunResult.OfAsync(bundle.Folder, Preflight(site, bundle), interruption.Token);
        await UntilAsync(site, pods => running.IsCompleted || pods.Any(pod => left.All(old => NameOf(old) != NameOf(pod))));
        await interruption.CancelAsync();
        var run = await running;

        Assert.NotEmpty(left);
        Assert.All(left, pod => Assert.True((int?)pod["spec"]!["activeDeadlineSeconds"] is > 0 and < 600));
        Assert.Equal(ExitCode.Interrupted, run.ExitCode);
        Assert.Empty(await PodsAsync(site));
    }

    private static string[] Preflight(ReleaseSite site, ProductBundle bundle)
    {
        bundle.Write("deploy/operator-values.yaml", "{}\n");
        return
        [
            "deploy",
            bundle["deploy"],
            "--bundle",
            bundle.Folder,
            "--component",
            "operator",
            "--no-registry-check",
            "--kubeconfig",
            site.Cluster.KubeConfigFile,
            "--context",
            "test",
            "--preflight",
            "--probe-nodes",
        ];
    }

    private static async Task<RegistryProcess> PushAsync(ProductBundle bundle)
    {
        var registry = await RegistryProcess.StartAsync();
        var pushed = await bundle.RunAsync("push", "--registry", $"{registry.Host}/in", "--charts", $"oci://{registry.Host}/charts");
        Assert.True(pushed.ExitCode == 0, pushed.Error);
        return registry;
    }

    /// <summary>Plays the nodes: those called <c>…-bad</c> do not trust the registry, others pull.</summary>
    private static async Task<RunResult> WhileKubeletsPullAsync(ReleaseSite site, Task<RunResult> running)
    {
        while (!running.IsCompleted)
        {
            foreach (var pod in (await PodsAsync(site)).Where(pod => pod["status"]?["containerStatuses"] is null))
            {
                if (((string)pod["spec"]!["nodeName"]!).EndsWith("-bad", StringComparison.Ordinal))
                {
                    await site.Cluster.Kubelet.FailPullAsync(
                        site.Space,
                        NameOf(pod),
                        "Failed to pull image: x509: certificate signed by unknown authority",
                        "ErrImagePull"
                    );
                }
                else
                {
                    await site.Cluster.Kubelet.RunAsync(site.Space, NameOf(pod), $"{pod["spec"]!["containers"]![0]!["image"]}");
                }
            }

            await Task.WhenAny(running, Task.Delay(100, TestContext.Current.CancellationToken));
        }

        return await running;
    }

    private static async Task UntilAsync(ReleaseSite site, Func<IReadOnlyList<JsonObject>, bool> isSo)
    {
        while (!isSo(await PodsAsync(site)))
        {
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }

    private static string NameOf(JsonObject pod) => (string)pod["metadata"]!["name"]!;

    private static Task<IReadOnlyList<JsonObject>> PodsAsync(ReleaseSite site) =>
        site.Cluster.Objects.ListAsync($"/api/v1/namespaces/{site.Space}/pods?{Left}");
}
