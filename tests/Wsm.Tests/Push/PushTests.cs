using System.Text.Json;
using Wsm.Bundles.Reading;
using Wsm.Hosting;
using Wsm.Peers;
using Wsm.Site.Relocations;
using Wsm.Tests.ChartStores;
using Wsm.Tests.Serve;

namespace Wsm.Tests.Push;

/// <summary><c>wsm push</c> from a real bundle into real registries and chart repositories.</summary>
public sealed class PushTests
{
    [Fact]
    public async Task A_bundle_arrives_whole_in_an_empty_registry_and_a_second_push_sends_nothing()
    {
        using var bundle = await SampleBundle.MakeAsync();
        await using var registry = await RegistryProcess.StartAsync();
        string[] command =
        [
            "push",
            "--bundle",
            bundle.Folder,
            "--registry",
            $"{registry.Host}/inside",
            "--charts",
            $"oci://{registry.Host}/charts",
        ];

        var first = await RunResult.WellAsync(command);
        var second = await RunResult.WellAsync(command);

        foreach (var (name, image) in bundle.Images)
        {
            Assert.Contains($"✓ {bundle.Upstream}/{name} → {registry.Host}/inside/{name}", first.Output);
            Assert.Contains($"= {bundle.Upstream}/{name} → {registry.Host}/inside/{name} (already there)", second.Output);
            var raw = (
                await Tool.RunAsync("skopeo", ["inspect", "--raw", "--tls-verify=false", $"docker://{registry.Host}/inside/{name}"])
            ).Output;
            Assert.Equal(image.Root, System.Text.Encoding.UTF8.GetBytes(raw));
        }
        Assert.Contains("5 pushed.", first.Error);
        Assert.Contains("5 already there.", second.Error);
    }

    [Fact]
    public async Task Docker_runs_what_was_pushed_and_helm_pulls_the_same_bytes()
    {
        using var bundle = await SampleBundle.MakeAsync();
        using var folder = new TemporaryFolder();
        await using var registry = await RegistryProcess.StartAsync();
        await using var docker = await DockerEngine.StartAsync();
        await RunResult.WellAsync(
            "push",
            "--bundle",
            bundle.Folder,
            "--registry",
            registry.Host,
            "--charts",
            $"oci://{registry.Host}/charts"
        );

        await docker.RunAsync("pull", "--quiet", $"{registry.Host}/team/app:1.0");
        var said = await docker.RunAsync("run", "--rm", "--network", "none", $"{registry.Host}/team/app:1.0");
        foreach (var (name, version) in (ReadOnlySpan<(string, string)>)[("operator", "1.4.8"), ("product", "0.18.0+build.7")])
        {
            Helm(folder, ["pull", "--plain-http", $"oci://{registry.Host}/charts/{name}", "--version", version, "-d", folder.Path]);
        }

        Assert.Equal("app\n", said);
        Assert.Equal(bundle.Charts[0], File.ReadAllBytes(folder["operator-1.4.8.tgz"]));
        Assert.Equal(bundle.Charts[1], File.ReadAllBytes(Directory.GetFiles(folder.Path, "product-*.tgz").Single()));
    }

    [Fact]
    public async Task A_chart_that_helm_pushed_itself_counts_as_being_there()
    {
        using var bundle = await SampleBundle.MakeAsync();
        using var folder = new TemporaryFolder();
        await using var registry = await RegistryProcess.StartAsync();
        Helm(folder, ["push", "--plain-http", folder.Write("operator-1.4.8.tgz", bundle.Charts[0]), $"oci://{registry.Host}/charts"]);

        var run = await RunResult.WellAsync("push", "--bundle", bundle.Folder, "--charts", $"oci://{registry.Host}/charts");

        Assert.Contains("= operator 1.4.8", run.Output);
        Assert.Contains("✓ product 0.18.0+build.7", run.Output);
    }

    [Fact]
    public async Task Charts_in_a_folder_are_a_repository_once_nginx_shows_it()
    {
        using var bundle = await SampleBundle.MakeAsync();
        using var folder = new TemporaryFolder();
        var charts = folder["site", "charts"];

        await RunResult.WellAsync("push", "--bundle", bundle.Folder, "--charts", charts);
        var index = File.ReadAllText(Path.Combine(charts, "index.yaml"));
        await RunResult.WellAsync("push", "--bundle", bundle.Folder, "--charts", charts);
        await using var nginx = await Nginx.StartAsync(folder, $"root {folder["site"]};");
        Helm(folder, ["repo", "add", "inside", $"http://{nginx.Host}/charts"]);
        var found = Helm(folder, ["search", "repo", "inside/", "-o", "json"]);
        Helm(folder, ["pull", "inside/operator", "--version", "1.4.8", "-d", folder.Path]);

        Assert.Equal(index, File.ReadAllText(Path.Combine(charts, "index.yaml")));
        using var json = JsonDocument.Parse(found);
        Assert.Equal(
            ["inside/operator 1.4.8 1.0", "inside/product 0.18.0+build.7 "],
            json.RootElement.EnumerateArray()
                .Select(chart => $"{chart.GetProperty("name")} {chart.GetProperty("version")} {chart.GetProperty("app_version")}")
        );
        Assert.Equal(bundle.Charts[0], File.ReadAllBytes(folder["operator-1.4.8.tgz"]));
    }

    [Fact]
    public async Task A_server_with_ChartMuseums_API_is_recognised_and_other_bytes_under_a_version_need_force()
    {
        using var bundle = await SampleBundle.MakeAsync();
        await using var museum = await RunningRegistry.StartAsync();
        await museum.Http.PostAsync("/api/charts", new ByteArrayContent(SampleCharts.Bytes("operator", "1.4.8", "description: another\n")));
        string[] command = ["push", "--bundle", bundle.Folder, "--charts", museum.Address.ToString()];

        var refused = await RunResult.OfAsync(command);
        var forced = await RunResult.WellAsync([.. command, "--force"]);

        Assert.Equal(ExitCode.Failed, refused.ExitCode);
        Assert.Contains("✗ operator 1.4.8", refused.Output);
        Assert.Contains("✓ product", refused.Output);
        Assert.Contains("--force", refused.Error);
        Assert.Contains("✓ operator 1.4.8", forced.Output);
        Assert.Equal(bundle.Charts[0], await museum.Http.GetByteArrayAsync("/charts/operator-1.4.8.tgz"));
    }

    [Fact]
    public async Task The_report_for_machines_stands_alone_on_standard_output()
    {
        using var bundle = await SampleBundle.MakeAsync();
        await using var registry = await RunningRegistry.StartAsync();

        var run = await RunResult.WellAsync(
            "push",
            "--bundle",
            bundle.Folder,
            "--registry",
            registry.Host,
            "--pull-registry",
            "pull.example.com/x",
            "-o",
            "json"
        );

        using var json = JsonDocument.Parse(run.Output);
        var images = json.RootElement.GetProperty("images").EnumerateArray().ToList();
        Assert.Equal(3, images.Count);
        Assert.All(images, image => Assert.Equal("Pushed", image.GetProperty("result").GetString()));
        Assert.Equal("pull.example.com/x/team/app:1.0", images[0].GetProperty("pull").GetString());
        Assert.Equal(bundle.Images["team/app:1.0"].Digest, images[0].GetProperty("digest").GetString());
        var file = RelocationFile.Parse(File.ReadAllText(Path.Combine(bundle.Folder, RelocationFile.FileName)));
        Assert.Contains(file.Images, image =>
            image.Source == $"{bundle.Upstream}/team/app:1.0"
            && image.Push == $"{registry.Host}/team/app:1.0"
            && image.Pull == "pull.example.com/x/team/app:1.0"
        );
    }

    [Fact]
    public async Task A_dry_run_tells_what_would_happen_and_sends_nothing()
    {
        using var bundle = await SampleBundle.MakeAsync();
        await using var registry = await RunningRegistry.StartAsync();
        await TestImagesPush.PushAsync(registry.Host, "team/app", "1.0", bundle.Images["team/app:1.0"]);
        lock (registry.Requests)
        {
            registry.Requests.Clear();
        }

        var run = await RunResult.WellAsync(
            "push",
            "--bundle",
            bundle.Folder,
            "--registry",
            registry.Host,
            "--charts",
            $"oci://{registry.Host}/charts",
            "--dry-run"
        );

        Assert.Contains($"= {bundle.Upstream}/team/app:1.0 → {registry.Host}/team/app:1.0 (already there)", run.Output);
        Assert.Contains($"+ {bundle.Upstream}/team/tool:2.0 → {registry.Host}/team/tool:2.0", run.Output);
        Assert.Contains($"+ operator 1.4.8 → oci://{registry.Host}/charts/operator:1.4.8", run.Output);
        lock (registry.Requests)
        {
            Assert.DoesNotContain(registry.Requests, request => request.Method is "POST" or "PUT" or "PATCH");
        }

        Assert.False(File.Exists(Path.Combine(bundle.Folder, RelocationFile.FileName)));
    }

    [Fact]
    public async Task A_damaged_archive_is_named_and_the_others_are_pushed()
    {
        using var bundle = await SampleBundle.MakeAsync();
        await using var registry = await RegistryProcess.StartAsync();
        using (var opened = Bundle.Open(bundle.Folder))
        {
            var file = opened.Folder.PathOf(opened.Images.Single(image => image.Entry.Reference.EndsWith("other/many:3.0")).Entry.File!);
            var bytes = File.ReadAllBytes(file);
            // Only the last quarter: the base layer lies before it, and would be taken from another archive.
            for (var i = bytes.Length * 3 / 4; i < bytes.Length - 2000; i += 97)
            {
                bytes[i] ^= 0x55;
            }

            File.WriteAllBytes(file, bytes);
        }

        var run = await RunResult.OfAsync("push", "--bundle", bundle.Folder, "--registry", registry.Host);

        Assert.Equal(ExitCode.Failed, run.ExitCode);
        Assert.Contains($"✗ {bundle.Upstream}/other/many:3.0", run.Output);
        Assert.Contains($"✓ {bundle.Upstream}/team/app:1.0", run.Output);
        Assert.Contains($"✓ {bundle.Upstream}/team/tool:2.0", run.Output);
        Assert.Contains("1 of 3 failed", run.Error);
    }

    [Fact]
    public async Task A_registry_that_is_not_there_is_one_clear_sentence()
    {
        using var bundle = await SampleBundle.MakeAsync();
        var address = $"127.0.0.1:{FreePort.Next()}";

        var run = await RunResult.OfAsync("push", "--bundle", bundle.Folder, "--registry", address);

        Assert.Equal(ExitCode.Failed, run.ExitCode);
        Assert.Contains(address, run.Error);
        Assert.Equal("", run.Output);
        Assert.Single(run.Error.Split('\n'), line => line.StartsWith("Error:", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Images_that_would_collide_are_found_before_anything_is_sent()
    {
        using var bundle = await SampleBundle.MakeAsync(
            new Dictionary<string, ImageContent> { ["a/x:1"] = TestImages.Busybox("one"), ["b/x:1"] = TestImages.Busybox("two") }
        );
        await using var registry = await RunningRegistry.StartAsync();

        var run = await RunResult.OfAsync("push", "--bundle", bundle.Folder, "--registry", registry.Host, "--path-style", "flat");

        Assert.Equal(ExitCode.Usage, run.ExitCode);
        Assert.Contains("a/x:1", run.Error);
        Assert.Contains("b/x:1", run.Error);
        lock (registry.Requests)
        {
            Assert.Empty(registry.Requests);
        }
    }

    [Theory]
    [InlineData("There is nowhere to push to.", "push")]
    [InlineData("'harbor'", "push", "--registry", "harbor")]
    [InlineData("--jobs", "push", "--registry", "r.io", "-j", "0")]
    [InlineData("--chunk-size 'x'", "push", "--registry", "r.io", "--chunk-size", "x")]
    [InlineData("is not a finished bundle", "push", "--registry", "r.io", "--bundle", "/nonexistent")]
    [InlineData("'unknown'", "push", "--charts", "x", "--charts-kind", "unknown")]
    public async Task A_mistake_on_the_command_line_is_told_and_nothing_is_done(string message, params string[] arguments)
    {
        using var bundle = await SampleBundle.MakeAsync(new Dictionary<string, ImageContent> { ["a/x:1"] = TestImages.Random(1, 10) });

        var run = await RunResult.OfAsync(arguments.Contains("--bundle") ? arguments : [.. arguments, "--bundle", bundle.Folder]);

        Assert.Equal(ExitCode.Usage, run.ExitCode);
        Assert.Contains(message, run.Error);
    }

    private static string Helm(TemporaryFolder folder, string[] arguments)
    {
        var home = new Dictionary<string, string>
        {
            ["HELM_CONFIG_HOME"] = folder["helm", "c"],
            ["HELM_CACHE_HOME"] = folder["helm", "k"],
            ["HELM_DATA_HOME"] = folder["helm", "d"],
        };
        return Tool.RunAsync(Tool.Find("helm", "WSM_TEST_HELM"), arguments, environment: home).GetAwaiter().GetResult().Output;
    }
}
