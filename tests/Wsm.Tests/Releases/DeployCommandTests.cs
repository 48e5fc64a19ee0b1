using System.Text.Json.Nodes;
using Wsm.Hosting;
using Wsm.Peers;
using Wsm.Peers.Kubernetes;
using Wsm.Tests.Values;

namespace Wsm.Tests.Releases;

/// <summary>The whole way: a bundle is pushed, and deployed into a real cluster.</summary>
public sealed class DeployCommandTests(SharedCluster shared)
{
    [Fact]
    public async Task A_pushed_bundle_is_deployed_with_its_operator_first_and_then_its_resource()
    {
        using var site = await ReleaseSite.OpenAsync(shared);
        using var bundle = await ProductBundle.MakeAsync(space: site.Space);
        await using var registry = await RegistryProcess.StartAsync();
        var pushed = await bundle.RunAsync("push", "--registry", $"{registry.Host}/in", "--charts", $"oci://{registry.Host}/charts");
        Assert.True(pushed.ExitCode == 0, pushed.Error);
        var mine = bundle.Write("mine.yaml", "global: {host: https://w.example, license: hush-hush}\n");

        var run = await RunAsync(site, bundle, "-f", mine, "--context", "test");

        Assert.True(run.ExitCode == 0, run.Error + run.Output);
        Assert.Contains($"operator: release operator in {site.Space} (operator 1.4.8), revision 1: deployed", run.Output);
        Assert.Contains("wandb: wandb.yaml: 1 object applied", run.Output);
        Assert.DoesNotContain("hush-hush", run.Output + run.Error);
        Assert.Contains(
            $"{registry.Host}/in/wandb/controller:1.22.0",
            (await site.FindAsync("apps/v1/deployments/controller"))!.ToJsonString()
        );
        var resource = (await site.FindAsync("apps.wandb.com/v1/weightsandbiases/wandb"))!;
        Assert.Equal("hush-hush", (string?)resource["spec"]!["values"]!["global"]!["license"]);
        Assert.Equal("operator", (string?)JsonNode.Parse(await site.HelmAsync("list", "-o", "json"))!.AsArray().Single()!["name"]);

        // What was written and looked at is deployed as it stands.
        var written = await bundle.RunAsync("values", "-f", mine, "--out", bundle["deploy"]);
        Assert.True(written.ExitCode == 0, written.Error);
        var shown = await RunAsync(site, bundle, bundle["deploy"], "--dry-run", "--context", "test");
        Assert.True(shown.ExitCode == 0, shown.Error + shown.Output);
        Assert.Contains("= 1 unchanged", shown.Output);
        Assert.DoesNotContain("~", shown.Output);
        File.WriteAllText(
            bundle["deploy/operator-values.yaml"],
            File.ReadAllText(bundle["deploy/operator-values.yaml"]) + "airgapped: false\n"
        );
        var again = await RunAsync(site, bundle, bundle["deploy"], "--context", "test", "--component", "operator");
        Assert.True(again.ExitCode == 0, again.Error + again.Output);
        Assert.Contains("revision 2: deployed", again.Output);
        Assert.Contains("--airgapped=false", (await site.FindAsync("apps/v1/deployments/controller"))!.ToJsonString());

        var back = await ClusterAsync(site, ["rollback", "operator", "-n", site.Space, "--context", "test"]);
        Assert.True(back.ExitCode == 0, back.Error);
        Assert.Contains("--airgapped=true", (await site.FindAsync("apps/v1/deployments/controller"))!.ToJsonString());
        var gone = await ClusterAsync(site, ["uninstall", "operator", "-n", site.Space, "--context", "test"]);
        Assert.True(gone.ExitCode == 0, gone.Error);
        Assert.Null(await site.FindAsync("apps/v1/deployments/controller"));
        Assert.NotNull(await site.FindAsync("apps.wandb.com/v1/weightsandbiases/wandb"));
    }

    [Fact]
    public async Task No_cluster_is_changed_that_was_not_named_or_confirmed()
    {
        using var site = await ReleaseSite.OpenAsync(shared);
        using var bundle = await ProductBundle.MakeAsync(space: site.Space);
        bundle.Write("deploy/operator-values.yaml", "{}\n");
        string[] arguments =
        [
            "deploy",
            bundle["deploy"],
            "--bundle",
            bundle.Folder,
            "--component",
            "operator",
            "--kubeconfig",
            site.Cluster.KubeConfigFile,
        ];

        var unnamed = await RunResult.OfAsync(arguments);
        var careless = await RunResult.OfAsync([.. arguments, "--yes"]);
        var (refused, question) = await AnswerAsync("n\n", arguments);

        Assert.Equal(ExitCode.Usage, unnamed.ExitCode);
        Assert.Contains("Which cluster is to be changed?", unnamed.Error);
        Assert.Equal(ExitCode.Usage, careless.ExitCode);
        Assert.Contains("--yes needs --context", careless.Error);
        Assert.Equal(ExitCode.Failed, refused);
        Assert.Contains($"Deploy W&B in context test ({site.Cluster.Url}", question);
        Assert.Contains("Nothing has been changed.", question);
        Assert.Empty(await site.HistoryAsync("operator"));
        Assert.Null(await site.FindAsync("apps/v1/deployments/controller"));
    }

    [Fact]
    public async Task A_preflight_names_what_would_fail_and_changes_nothing()
    {
        using var site = await ReleaseSite.OpenAsync(shared);
        using var bundle = await ProductBundle.MakeAsync(space: site.Space);
        bundle.Write("deploy/operator-values.yaml", "image: {pullSecrets: [regcred]}\n");
        var jane = site.Write("jane", site.Cluster.KubeConfig("jane", site.Space));
        string[] arguments = ["deploy", bundle["deploy"], "--bundle", bundle.Folder, "--component", "operator", "--preflight"];

        var lacking = await RunResult.OfAsync([.. arguments, "--kubeconfig", site.Cluster.KubeConfigFile]);
        var powerless = await RunResult.OfAsync([.. arguments, "--kubeconfig", jane]);
        await site.Cluster.KubectlAsync("-n", site.Space, "create", "secret", "generic", "regcred");
        var good = await RunResult.OfAsync([.. arguments, "--kubeconfig", site.Cluster.KubeConfigFile]);

        Assert.Equal(ExitCode.Incomplete, lacking.ExitCode);
        Assert.Contains($"PROBLEM pull secret  there is no secret regcred in {site.Space}", lacking.Output);
        Assert.NotEqual(ExitCode.Done, powerless.ExitCode);
        Assert.True(good.ExitCode == 0, good.Error + good.Output);
        Assert.Contains("v1.20.2", good.Output);
        Assert.Empty(await site.HistoryAsync("operator"));
    }

    private static Task<RunResult> RunAsync(ReleaseSite site, ProductBundle bundle, params string[] arguments) =>
        ClusterAsync(site, ["deploy", .. arguments, "--bundle", bundle.Folder]);

    private static Task<RunResult> ClusterAsync(ReleaseSite site, string[] arguments) =>
        site.Cluster.Kubelet.WhileAsync(RunResult.OfAsync([.. arguments, "--kubeconfig", site.Cluster.KubeConfigFile]), site.Space);

    /// <summary>A person at a terminal.</summary>
    private static async Task<(int ExitCode, string Error)> AnswerAsync(string answer, string[] arguments)
    {
        using var error = new StringWriter();
        using var context = new WsmContext
        {
            Out = TextWriter.Null,
            Error = error,
            In = new StringReader(answer),
            InIsTerminal = true,
            CurrentDirectory = Path.GetTempPath(),
        };
        return (await Application.RunAsync(arguments, context, TestContext.Current.CancellationToken), error.ToString());
    }
}
