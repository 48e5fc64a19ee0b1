using Wsm.Hosting;
using Wsm.Peers;
using Wsm.Tests.Push;

namespace Wsm.Tests.Import;

public sealed class DockerImportTests : IDisposable
{
    private readonly ForeignArchives _archives = new();

    public void Dispose() => _archives.Dispose();

    [Fact]
    public async Task What_docker_saves_and_what_the_engine_holds_comes_into_a_bundle_and_runs_from_there()
    {
        using var bundle = await SampleBundle.MakeAsync(
            new Dictionary<string, ImageContent>
            {
                ["team/app:1.0"] = TestImages.Busybox("app"),
                ["team/tool:2.0"] = TestImages.Busybox("tool"),
            },
            allPlatforms: false
        );
        var (app, tool) = ($"{bundle.Upstream}/team/app:1.0", $"{bundle.Upstream}/team/tool:2.0");
        await using var docker = await DockerEngine.StartAsync();
        await RunResult.WellAsync("load", "--bundle", bundle.Folder, "--docker-host", $"unix://{docker.Socket}");
        await docker.RunAsync("save", "--output", _archives["saved.tar"], app, tool);

        await _archives.WellAsync("import", "saved.tar");
        await _archives.WellAsync("import", $"docker-daemon:{app}", "--docker-host", $"unix://{docker.Socket}", "-b", "daemon");
        var none = await _archives.RunAsync("import", "docker-daemon:none:1", "--docker-host", $"unix://{docker.Socket}", "-b", "none");

        Assert.Equal([app, tool], (await _archives.HeldAsync()).Keys.Order(StringComparer.Ordinal));
        Assert.Equal([app], (await _archives.HeldAsync("daemon")).Keys);
        Assert.Equal(ExitCode.Failed, none.ExitCode);
        Assert.Contains("does not give none:1", none.Error);
        await docker.RunAsync("rmi", app, tool);
        await _archives.WellAsync("load", "-b", "daemon", "--docker-host", $"unix://{docker.Socket}");
        Assert.Equal("app\n", await docker.RunAsync("run", "--rm", "--network", "none", app));
    }
}
