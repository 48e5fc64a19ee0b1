using System.Text.Json;
using Wsm.Peers;

namespace Wsm.Tests.Sources;

/// <summary>Bundles of what is no chart, of what does not exist, and from where it was not published; with a real registry.</summary>
public sealed class SourceBundleTests : IAsyncLifetime
{
    private readonly SourceFolder _folder = new();
    private RegistryProcess _registry = null!;

    public async ValueTask InitializeAsync()
    {
        _registry = await RegistryProcess.StartAsync();
        await TestImagesPush.PushAsync(_registry.Host, "team/app", "1", TestImages.Busybox());
    }

    public async ValueTask DisposeAsync()
    {
        await _registry.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Manifests_travel_in_the_bundle_and_are_relocated_from_it()
    {
        _folder.Write("k/kustomization.yaml", "resources: [pod.yaml]\nnameSuffix: -x\n");
        _folder.Write("k/pod.yaml", PodOf($"{_registry.Host}/team/app:1"));
        _folder.Write("list.txt", $"{_registry.Host}/team/app:1\n");

        var download = await _folder.RunAsync("download", "--manifests", "k", "--images", "list.txt", "-b", "bundle");
        Directory.Delete(_folder["k"], recursive: true);
        var verify = await _folder.RunAsync("verify", "-b", "bundle");
        var values = await _folder.RunAsync("values", "-b", "bundle", "--registry", "r.example", "--no-registry-check", "--out", "out");

        Assert.Equal((0, ""), (download.ExitCode, download.Error));
        Assert.True(File.Exists(_folder["bundle", "manifests", "k", "pod.yaml"]));
        Assert.Equal((0, ""), (verify.ExitCode, verify.Error));
        Assert.Equal(0, values.ExitCode);
        Assert.Equal(["r.example/team/app:1"], await _folder.KubectlImagesAsync("out/manifests-k"));
        await File.AppendAllTextAsync(_folder["bundle", "manifests", "k", "pod.yaml"], "#");
        Assert.Equal(3, (await _folder.RunAsync("verify", "-b", "bundle")).ExitCode);
    }

    [Fact]
    public async Task A_bundle_is_finished_without_an_image_that_does_not_exist_and_everyone_knows()
    {
        _folder.Write("pods.yaml", $"{PodOf($"{_registry.Host}/team/app:1")}---\n{PodOf($"{_registry.Host}/library/auto:latest", "q")}");
        string[] source = ["--manifests", "pods.yaml", "-b", "bundle"];

        var without = await _folder.RunAsync(["download", .. source]);
        var download = await _folder.RunAsync(["download", .. source, "--keep-going"]);
        var verify = await _folder.RunAsync("verify", "-b", "bundle", "-o", "json");
        var push = await _folder.RunAsync("push", "-b", "bundle", "--registry", $"{_registry.Host}/inside");
        var check = await _folder.RunAsync("check", "-b", "bundle", "--registry", $"{_registry.Host}/inside");
        var values = await _folder.RunAsync("values", "-b", "bundle", "--registry", $"{_registry.Host}/inside", "--out", "out");

        Assert.True(without.ExitCode == 1, without.Error);
        Assert.Equal(3, download.ExitCode);
        foreach (var run in (RunResult[])[download, push, check])
        {
            Assert.True(run.ExitCode == 3, run.Error);
            Assert.Contains($"{_registry.Host}/library/auto:latest: ", run.Error);
        }

        Assert.Equal(3, verify.ExitCode);
        using var json = JsonDocument.Parse(verify.Output);
        Assert.Equal(
            $"{_registry.Host}/library/auto:latest",
            json.RootElement.GetProperty("missing")[0].GetProperty("reference").GetString()
        );
        Assert.Equal(3, values.ExitCode);
        Assert.Contains("it could not be had when the bundle was made", values.Output);
    }

    [Fact]
    public async Task What_is_excluded_is_recorded_and_the_bundle_is_whole()
    {
        _folder.Write("pods.yaml", $"{PodOf($"{_registry.Host}/team/app:1")}---\n{PodOf($"{_registry.Host}/library/auto:latest", "q")}");

        var download = await _folder.RunAsync("download", "--manifests", "pods.yaml", "-b", "bundle", "--exclude", "*/auto:*");
        var report = await _folder.RunAsync("report", "-b", "bundle");

        Assert.Equal("", download.Error);
        Assert.Equal(0, (await _folder.RunAsync("verify", "-b", "bundle")).ExitCode);
        Assert.Contains($"Left out: {_registry.Host}/library/auto:latest (--exclude)", report.Output);
    }

    [Fact]
    public async Task Images_are_fetched_from_where_the_map_says_and_keep_their_names()
    {
        _folder.Write("list.txt", "quay.io/acme/app:1\n");

        var run = await _folder.RunAsync(
            "download",
            "--images",
            "list.txt",
            "-b",
            "bundle",
            "--source-map",
            $"quay.io/acme/*={_registry.Host}/team/*"
        );

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.True(File.Exists(_folder["bundle", "images", "quay.io", "acme", "app", "1.tgz"]));
    }

    [Fact]
    public async Task A_mirror_of_the_machine_is_asked_first_and_what_it_lacks_comes_from_its_publisher()
    {
        await TestImagesPush.PushAsync(_registry.Host, "mirror/app", "1", TestImages.Busybox("of the mirror"));
        await TestImagesPush.PushAsync(_registry.Host, "team/only", "1", TestImages.Busybox());
        _folder.Write("list.txt", $"{_registry.Host}/team/app:1\n{_registry.Host}/team/only:1\n");
        _folder.Write(
            "registries.conf",
            $"[[registry]]\nprefix = \"{_registry.Host}/team\"\nlocation = "
                + $"\"{_registry.Host}/team\"\n[[registry.mirror]]\nlocation = \"{_registry.Host}/mirror\"\n"
        );

        var run = await _folder.RunAsync("download", "--images", "list.txt", "-b", "bundle", "--registries-conf", "registries.conf");

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        using var bundle = Wsm.Bundles.Reading.Bundle.Open(_folder["bundle"]);
        Assert.Equal(
            [TestImages.Busybox("of the mirror").Digest, TestImages.Busybox().Digest],
            bundle.Images.Select(image => image.Root.ToString())
        );
    }

    [Fact]
    public async Task A_layer_that_a_mirror_has_lost_comes_from_its_publisher()
    {
        var image = TestImages.Busybox();
        await TestImagesPush.PushAsync(_registry.Host, "mirror/app", "1", image);
        await TestImagesPush.PushAsync(_registry.Host, "team/app", "1", image);
        await using var mirror = new FaultProxy(_registry.Host, (request, reply) =>
            request.Path.Contains("/blobs/", StringComparison.Ordinal) ? new Reply { Status = 404 } : reply
        );
        _folder.Write("list.txt", $"{_registry.Host}/team/app:1\n");
        _folder.Write(
            "registries.conf",
            $"[[registry]]\nlocation = \"{_registry.Host}/team\"\n[[registry.mirror]]\nlocation = \"{mirror.Host}/mirror\"\n"
        );

        var run = await _folder.RunAsync("download", "--images", "list.txt", "-b", "bundle", "--registries-conf", "registries.conf");

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Contains(mirror.Requests, request => request.Path.Contains("/blobs/", StringComparison.Ordinal));
        Assert.Equal(0, (await _folder.RunAsync("verify", "-b", "bundle")).ExitCode);
    }

    [Fact]
    public async Task A_rule_for_all_registries_below_a_domain_speaks_of_their_hosts_alone()
    {
        _folder.Write("list.txt", "eu.registry.example/team/app:1\n");
        _folder.Write("registries.conf", $"[[registry]]\nprefix = \"*.registry.example\"\nlocation = \"{_registry.Host}\"\n");

        var run = await _folder.RunAsync("download", "--images", "list.txt", "-b", "bundle", "--registries-conf", "registries.conf");

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.True(File.Exists(_folder["bundle", "images", "eu.registry.example", "team", "app", "1.tgz"]));
    }

    [Fact]
    public async Task What_a_source_could_not_give_is_told_when_its_bundle_is_pushed_too()
    {
        await TestImagesPush.PushAsync(_registry.Host, "team/app", "1", TestImages.Busybox());
        _folder.Write("compose.yml", $"services:\n  app: {{image: \"{_registry.Host}/team/app:1\"}}\n  own: {{build: .}}\n");
        await _folder.RunAsync("download", "--compose", "compose.yml", "-b", "bundle");

        var run = await _folder.RunAsync("push", "-b", "bundle", "--registry", $"{_registry.Host}/inside");

        Assert.Equal(3, run.ExitCode);
        Assert.Contains("the service 'own' is built from its sources", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_whole_registry_is_replaced_by_a_location_and_a_wrong_rule_is_named()
    {
        _folder.Write("list.txt", "docker.io/team/app:1\n");
        _folder.Write("registries.conf", $"[[registry]]\nprefix = \"docker.io\"\nlocation = \"{_registry.Host}\"\n");

        var run = await _folder.RunAsync("download", "--images", "list.txt", "-b", "bundle", "--registries-conf", "registries.conf");
        var wrong = await _folder.ListAsync("--images", "list.txt", "--sizes", "--source-map", "docker.io/*=x.example/*/*");

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Equal(2, wrong.ExitCode);
        Assert.Contains("the target has more '*' than the pattern", wrong.Error);
    }

    private static string PodOf(string image, string name = "p") =>
        $"apiVersion: v1\nkind: Pod\nmetadata: {{name: {name}}}\nspec: {{containers: [{{name: c, image: \"{image}\"}}]}}\n";
}
