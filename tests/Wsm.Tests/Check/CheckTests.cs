using System.Text.Json;
using Wsm.Hosting;
using Wsm.Peers;
using Wsm.Tests.Push;

namespace Wsm.Tests.Check;

public sealed class CheckTests
{
    [Fact]
    public async Task After_a_push_everything_is_there()
    {
        using var bundle = await SampleBundle.MakeAsync();
        await using var registry = await RegistryProcess.StartAsync();
        await RunResult.WellAsync(
            "push",
            "--bundle",
            bundle.Folder,
            "--registry",
            registry.Host,
            "--charts",
            $"oci://{registry.Host}/charts"
        );

        var run = await RunResult.WellAsync(
            "check",
            "--bundle",
            bundle.Folder,
            "--registry",
            registry.Host,
            "--charts",
            $"oci://{registry.Host}/charts"
        );
        var alias = await RunResult.WellAsync(
            "registry",
            "check",
            "--bundle",
            bundle.Folder,
            "--registry",
            registry.Host,
            "--fail-on-missing"
        );

        Assert.Contains("All 5 are there", run.Error);
        Assert.Contains("All 3 are there", alias.Error);
    }

    [Fact]
    public async Task A_missing_image_a_moved_tag_a_lost_layer_and_another_chart_are_each_told()
    {
        using var bundle = await SampleBundle.MakeAsync();
        await using var registry = await RegistryProcess.StartAsync();
        await RunResult.WellAsync("push", "--bundle", bundle.Folder, "--registry", registry.Host);
        await TestImagesPush.PushAsync(registry.Host, "team/tool", "2.0", TestImages.Busybox("another"));
        var lost = bundle.Images["other/many:3.0"].Children.Keys.First();
        Directory.Delete(
            Path.Combine(
                registry.StorageFolder,
                "docker",
                "registry",
                "v2",
                "repositories",
                "other",
                "many",
                "_manifests",
                "revisions",
                "sha256",
                lost[7..]
            ),
            recursive: true
        );
        Directory.Delete(Path.Combine(registry.StorageFolder, "docker", "registry", "v2", "repositories", "team", "app"), recursive: true);

        var run = await RunResult.OfAsync(
            "check",
            "--bundle",
            bundle.Folder,
            "--registry",
            registry.Host,
            "--charts",
            $"oci://{registry.Host}/charts",
            "-o",
            "json"
        );

        Assert.Equal(ExitCode.Incomplete, run.ExitCode);
        using var json = JsonDocument.Parse(run.Output);
        var images = json
            .RootElement.GetProperty("images")
            .EnumerateArray()
            .ToDictionary(image => image.GetProperty("source").GetString()!.Split('/', 2)[1]);
        Assert.Equal("Missing", images["team/app:1.0"].GetProperty("state").GetString());
        Assert.Equal("Differs", images["team/tool:2.0"].GetProperty("state").GetString());
        Assert.Equal("Missing", images["other/many:3.0"].GetProperty("state").GetString());
        Assert.Contains(lost, images["other/many:3.0"].GetProperty("problem").GetString());
        Assert.All(json.RootElement.GetProperty("charts").EnumerateArray(), chart =>
            Assert.Equal("Missing", chart.GetProperty("state").GetString())
        );
    }

    [Fact]
    public async Task A_registry_that_cannot_be_asked_is_a_failure_and_not_a_difference()
    {
        using var bundle = await SampleBundle.MakeAsync();
        await using var registry = await RegistryProcess.StartAsync(new RegistrySettings { Htpasswd = ("user", "secret") });

        var run = await RunResult.OfAsync("check", "--bundle", bundle.Folder, "--registry", registry.Host);

        Assert.Equal(ExitCode.Failed, run.ExitCode);
        Assert.Contains("could not be checked", run.Error);
    }
}
