using Wsm.Peers;
using Wsm.Tests.Push;

namespace Wsm.Tests.Load;

public sealed class LoadTests
{
    [Fact]
    public async Task A_Docker_engine_has_every_image_under_its_own_name_and_runs_it()
    {
        using var bundle = await SampleBundle.MakeAsync(
            new Dictionary<string, ImageContent>
            {
                ["team/app:1.0"] = TestImages.Busybox("app"),
                ["team/tool:2.0"] = TestImages.Busybox("tool"),
            },
            allPlatforms: false
        );
        await using var docker = await DockerEngine.StartAsync();

        var run = await ProgramRun.WellAsync("load", "--bundle", bundle.Folder, "--docker-host", $"unix://{docker.Socket}");

        Assert.Contains($"✓ {bundle.Upstream}/team/app:1.0", run.Output);
        Assert.Equal("app\n", await docker.RunAsync("run", "--rm", "--network", "none", $"{bundle.Upstream}/team/app:1.0"));
        Assert.Equal("tool\n", await docker.RunAsync("run", "--rm", "--network", "none", $"{bundle.Upstream}/team/tool:2.0"));
    }

    [Fact]
    public async Task A_damaged_archive_is_named_and_the_others_are_loaded()
    {
        using var bundle = await SampleBundle.MakeAsync(
            new Dictionary<string, ImageContent> { ["a/good:1"] = TestImages.Busybox("good"), ["b/bad:1"] = TestImages.Busybox("bad") },
            allPlatforms: false
        );
        var archive = Directory.GetFiles(bundle.Folder, "1.tgz", SearchOption.AllDirectories).Single(file => file.Contains("bad"));
        File.WriteAllBytes(archive, File.ReadAllBytes(archive)[..5000]);
        await using var docker = await DockerEngine.StartAsync();

        var run = await ProgramRun.OfAsync("load", "--bundle", bundle.Folder, "--docker-host", $"unix://{docker.Socket}");

        Assert.Equal(ExitCode.Failed, run.ExitCode);
        Assert.Contains($"✓ {bundle.Upstream}/a/good:1", run.Output);
        Assert.Contains($"✗ {bundle.Upstream}/b/bad:1", run.Output);
    }

    [Fact]
    public async Task An_engine_that_is_not_there_is_one_clear_sentence()
    {
        using var bundle = await SampleBundle.MakeAsync(new Dictionary<string, ImageContent> { ["a/x:1"] = TestImages.Random(1, 10) });

        var run = await ProgramRun.OfAsync("load", "--bundle", bundle.Folder, "--docker-host", "unix:///nonexistent/docker.sock");

        Assert.Equal(ExitCode.Failed, run.ExitCode);
        Assert.Contains("There is no Docker engine at /nonexistent/docker.sock", run.Error);
    }
}
