using System.Text.Json;
using System.Text.RegularExpressions;
using Wsm.Hosting;
using Wsm.Peers;
using Wsm.Tests.Values;

namespace Wsm.Tests.Push;

/// <summary>Values that a push writes at its end.</summary>
public sealed class PushedValuesTests
{
    [Fact]
    public async Task One_command_pushes_and_writes_files_that_name_what_was_pushed()
    {
        using var bundle = await ProductBundle.MakeAsync();
        await using var registry = await RegistryProcess.StartAsync();
        var mine = bundle.Write("mine.yaml", "global: {host: https://w.example, license: hush-hush}\n");

        var run = await bundle.RunAsync(
            "push",
            "--registry",
            $"{registry.Host}/site",
            "--path-style",
            "flat",
            "--map",
            "*/wandb/console=" + registry.Host + "/other/console",
            "--charts",
            $"oci://{registry.Host}/charts",
            "-f",
            mine,
            "--set",
            "size=large",
            "--by-digest",
            "--values-out",
            bundle["deploy"]
        );

        Assert.True(run.ExitCode == 0, run.Error + run.Output);
        var resource = bundle.Read("deploy/wandb.yaml");
        Assert.Contains($"repository: {registry.Host}/site/local\n", resource);
        Assert.Contains($"repository: {registry.Host}/other/console\n", resource);
        Assert.Contains("tag: 0.62.2@sha256:", resource);
        Assert.Contains($"url: oci://{registry.Host}/charts/operator-wandb", resource);
        Assert.Contains("size: large", resource);
        Assert.Contains("license: hush-hush", resource);
        Assert.DoesNotContain("hush-hush", run.Output + run.Error);
        Assert.Contains($"repository: {registry.Host}/site/controller", bundle.Read("deploy/operator-values.yaml"));
        using var proof = JsonDocument.Parse(bundle.Read("deploy/proof.json"));
        Assert.Equal([registry.Host], proof.RootElement.GetProperty("registriesAsked").EnumerateArray().Select(host => host.GetString()!));
        Assert.Equal(3, proof.RootElement.GetProperty("images").GetArrayLength());
        foreach (var image in proof.RootElement.GetProperty("images").EnumerateArray())
        {
            Assert.Equal(("Proved", "Present"), (image.GetProperty("status").GetString(), image.GetProperty("registry").GetString()));
            await Tool.RunAsync(
                "skopeo",
                [
                    "inspect",
                    "--raw",
                    "--tls-verify=false",
                    $"docker://{Regex.Replace(image.GetProperty("image").GetString()!, ":[^/@]*@", "@")}",
                ]
            );
        }
    }

    [Fact]
    public async Task Without_the_option_the_command_to_type_next_is_named_with_the_same_places()
    {
        using var bundle = await ProductBundle.MakeAsync();
        await using var registry = await RegistryProcess.StartAsync();

        var run = await bundle.RunAsync(
            "push",
            "--registry",
            $"{registry.Host}/site",
            "--map",
            $"*/wandb/console={registry.Host}/x",
            "--charts",
            $"oci://{registry.Host}/charts"
        );
        var next = Regex.Match(run.Error, "wsm (values .*)").Groups[1].Value;
        var typed = await Tool.RunAsync("/bin/sh", ["-c", $"printf '%s\\n' {next}"]);
        var second = await RunResult.OfAsync([.. typed.Output.TrimEnd().Split('\n')[..^1], bundle["deploy"]]);

        Assert.Equal(
            $"values --bundle {bundle.Folder} --registry {registry.Host}/site --map '*/wandb/console={registry.Host}/x' --charts "
                + $"oci://{registry.Host}/charts --out deploy",
            next
        );
        Assert.True(second.ExitCode == 0, second.Error + second.Output);
        Assert.Contains($"{registry.Host}/x", bundle.Read("deploy/wandb.yaml"));
    }

    [Fact]
    public async Task Values_are_not_written_when_images_did_not_arrive()
    {
        using var bundle = await ProductBundle.MakeAsync();
        using var folder = new TemporaryFolder();
        await using var registry = await RegistryProcess.StartAsync();
        await using var nginx = await Nginx.StartAsync(
            folder,
            $"location /v2/wandb/console/ {{ return 403; }} location / {{ proxy_pass http://{registry.Host}; proxy_set_header Host "
                + "$http_host; }"
        );

        var run = await bundle.RunAsync(
            "push",
            "--registry",
            nginx.Host,
            "--charts",
            $"oci://{registry.Host}/charts",
            "--values-out",
            bundle["deploy"]
        );

        Assert.Equal(ExitCode.Failed, run.ExitCode);
        Assert.Contains($"No values were written to {bundle["deploy"]}", run.Error);
        Assert.False(Directory.Exists(bundle["deploy"]));
    }

    [Theory]
    [InlineData("--charts-kind", "folder", "--charts", "charts", "the operator finds its chart")]
    [InlineData("--charts", "oci://127.0.0.1:9/charts", "-f", "no-such-file.yaml", "There is no file no-such-file.yaml")]
    [InlineData("--charts", "oci://127.0.0.1:9/charts", "--set", "app=none", "does not render")]
    public async Task What_would_spoil_the_values_is_said_before_anything_is_sent(
        string option,
        string value,
        string option2,
        string value2,
        string said
    )
    {
        using var bundle = await ProductBundle.MakeAsync();

        var run = await bundle.RunAsync(
            "push",
            "--registry",
            "127.0.0.1:9",
            option,
            value,
            option2,
            value2,
            "--values-out",
            bundle["deploy"]
        );

        Assert.Contains(said, run.Error);
        Assert.DoesNotContain("127.0.0.1:9/wandb", run.Output + run.Error);
    }

    [Fact]
    public async Task A_dry_run_works_the_values_out_and_writes_none()
    {
        using var bundle = await ProductBundle.MakeAsync();
        await using var registry = await RegistryProcess.StartAsync();

        var run = await bundle.RunAsync(
            "push",
            "--registry",
            registry.Host,
            "--charts",
            $"oci://{registry.Host}/charts",
            "--values-out",
            bundle["deploy"],
            "--dry-run"
        );

        Assert.True(run.ExitCode == 0, run.Error + run.Output);
        Assert.Contains($"would be written to {bundle["deploy"]}", run.Error);
        Assert.False(Directory.Exists(bundle["deploy"]));
    }

    [Fact]
    public async Task A_chart_store_that_is_a_folder_has_an_address_for_the_operator()
    {
        using var bundle = await ProductBundle.MakeAsync();
        await using var registry = await RegistryProcess.StartAsync();

        var run = await bundle.RunAsync(
            "push",
            "--registry",
            registry.Host,
            "--charts",
            bundle["charts"],
            "--charts-url",
            "https://charts.example/wandb",
            "--values-out",
            bundle["deploy"],
            "-o",
            "json"
        );

        Assert.True(run.ExitCode == 0, run.Error + run.Output);
        Assert.Contains("url: https://charts.example/wandb", bundle.Read("deploy/wandb.yaml"));
        using var report = JsonDocument.Parse(run.Output);
        Assert.Equal(3, report.RootElement.GetProperty("images").GetArrayLength());
    }

    [Fact]
    public async Task Options_of_the_values_without_a_folder_for_them_are_refused()
    {
        var run = await RunResult.OfAsync("push", "--registry", "r.example", "--by-digest");

        Assert.Equal(ExitCode.Usage, run.ExitCode);
        Assert.Contains("--by-digest goes with --values-out", run.Error);
    }
}
