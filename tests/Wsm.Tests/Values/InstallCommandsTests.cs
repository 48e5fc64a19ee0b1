using Wsm.Peers;
using Wsm.Tests.Push;

namespace Wsm.Tests.Values;

/// <summary>The commands that come after, run by the real tools with the files that were written.</summary>
public sealed class InstallCommandsTests
{
    [Fact]
    public async Task Helm_and_kubectl_take_what_was_written_from_where_it_was_pushed()
    {
        using var bundle = await ProductBundle.MakeAsync();
        await using var registry = await RegistryProcess.StartAsync();
        await using var cluster = new ClusterApi();

        var run = await bundle.RunAsync(
            "push",
            "--registry",
            registry.Host,
            "--charts",
            $"oci://{registry.Host}/charts",
            "--pull-secret",
            "site",
            "--values-out",
            bundle["deploy"]
        );

        Assert.True(run.ExitCode == 0, run.Error + run.Output);
        var next = run
            .Output.Split('\n')
            .Select(line => line.Trim())
            .SkipWhile(line => !line.StartsWith("Next, in ", StringComparison.Ordinal))
            .Skip(1)
            .Where(line => line.Length > 0)
            .ToList();
        Assert.Equal(
            [
                $"helm upgrade --install operator oci://{registry.Host}/charts/operator --version 1.4.8 -n wandb --create-namespace -f operator-values.yaml",
                "kubectl apply -f wandb.yaml",
            ],
            next
        );
        var words = next[0].Split(' ');
        var shown = await Tool.RunAsync(
            Tool.Find("helm", "WSM_TEST_HELM"),
            ["install", .. words[3..], "--plain-http", "--dry-run=client"],
            bundle["deploy"],
            new Dictionary<string, string> { ["HOME"] = bundle["home"], ["KUBECONFIG"] = bundle["none"] }
        );
        Assert.Contains($"image: \"{registry.Host}/wandb/controller:1.16.1\"", shown.Output);
        Assert.Contains("--airgapped=true", shown.Output);
        Assert.Contains("- name: site\n", shown.Output);
        Assert.DoesNotContain("pull secret", run.Error);
        Assert.Contains($"\"{registry.Host}/wandb/local\"", await cluster.ApplyAsync(bundle["deploy/wandb.yaml"]));
    }
}
