using System.Text.RegularExpressions;
using Wsm.Hosting;
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
                $"helm upgrade --install operator oci://{registry.Host}/charts/operator --version 1.4.8 --plain-http -n wandb "
                    + "--create-namespace -f "
                    + "operator-values.yaml",
                "kubectl apply -f wandb.yaml",
            ],
            next
        );
        var words = next[0].Split(' ');
        var shown = await Tool.RunAsync(
            Tool.Find("helm", "WSM_TEST_HELM"),
            ["install", .. words[3..], "--dry-run=client"],
            bundle["deploy"],
            new Dictionary<string, string> { ["HOME"] = bundle["home"], ["KUBECONFIG"] = bundle["none"] }
        );
        Assert.Contains($"image: \"{registry.Host}/wandb/controller:1.22.0\"", shown.Output);
        Assert.Contains("--airgapped=true", shown.Output);
        Assert.Contains("- name: site\n", shown.Output);
        Assert.DoesNotContain("pull secret", run.Error);
        Assert.Contains("\"plainHTTP\":true", Compact(await cluster.ApplyAsync(bundle["deploy/wandb.yaml"])));
        Assert.Contains($"\"{registry.Host}/wandb/local\"", await cluster.ApplyAsync(bundle["deploy/wandb.yaml"]));
    }

    /// <summary>The commands of the ConfigMap name files where they are, and the ConfigMap is too large for kubectl's annotation.</summary>
    [Fact]
    public async Task Without_a_chart_store_the_archive_is_named_where_it_lies_and_the_server_applies_the_ConfigMap()
    {
        using var bundle = await ProductBundle.MakeAsync("1.16.1");

        var run = await bundle.RunAsync(
            "values",
            "--registry",
            "r.example",
            "--chart-source",
            "configmap",
            "--no-registry-check",
            "--out",
            bundle["deploy"]
        );

        Assert.True(run.ExitCode == 0, run.Error + run.Output);
        Assert.Contains("  kubectl apply --server-side -f wandb-charts.yaml\n", run.Output);
        var archive = Regex.Match(run.Output, @"helm upgrade --install operator (\S+)").Groups[1].Value;
        Assert.True(File.Exists(archive), archive);
    }

    [Fact]
    public async Task An_operator_that_takes_no_chart_from_an_OCI_registry_is_told_before_anything_is_written()
    {
        using var bundle = await ProductBundle.MakeAsync("1.16.1");
        string[] arguments = ["values", "--registry", "r.example", "--no-registry-check", "--out", bundle["deploy"]];

        var oci = await bundle.RunAsync([.. arguments, "--charts", "oci://r.example/charts"]);
        var repository = await bundle.RunAsync([.. arguments, "--charts", "https://charts.example"]);

        Assert.Equal(ExitCode.Usage, oci.ExitCode);
        Assert.Contains("The operator of this bundle is 1.16.1, and operators before 1.22.0 take no chart from an OCI registry", oci.Error);
        Assert.Contains("--chart-source configmap", oci.Error);
        Assert.Equal(0, repository.ExitCode);
    }

    [Fact]
    public async Task A_store_with_a_login_and_an_authority_of_its_own_is_named_with_both()
    {
        using var bundle = await ProductBundle.MakeAsync();
        using var key = System.Security.Cryptography.RSA.Create(2048);
        var request = new System.Security.Cryptography.X509Certificates.CertificateRequest(
            "CN=site",
            key,
            System.Security.Cryptography.HashAlgorithmName.SHA256,
            System.Security.Cryptography.RSASignaturePadding.Pkcs1
        );
        using var authority = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        var file = bundle.Write("ca.crt", authority.ExportCertificatePem());

        var run = await RunResult.InAsync(
            null,
            "secret\n",
            [
                "values",
                "--bundle",
                bundle.Folder,
                "--registry",
                "r.example",
                "--charts",
                "oci://r.example/charts",
                "--ca-file",
                file,
                "--username",
                "alice",
                "--password-stdin",
                "--no-registry-check",
                "--out",
                bundle["deploy"],
            ]
        );

        Assert.True(run.ExitCode == 0, run.Error + run.Output);
        Assert.Contains($"helm registry login r.example --username alice --ca-file {file}", run.Output);
        Assert.Contains("kubectl create secret generic wandb-chart-store -n default --from-literal=HELM_USERNAME=alice", run.Output);
        Assert.Contains($"--version 1.4.8 --ca-file {file} -n wandb", run.Output);
        Assert.Contains("credentialSecret:\n      name: wandb-chart-store\n", bundle.Read("deploy/wandb.yaml"));
        Assert.DoesNotContain("secret\n", run.Output.Replace("chart-store", ""));
    }

    private static string Compact(string json) => Regex.Replace(json, @"\s", "");
}
