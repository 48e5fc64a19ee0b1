using System.Runtime.Versioning;
using Wsm.Hosting;
using Wsm.Peers;
using Wsm.Tests.Push;

namespace Wsm.Tests.Load;

[UnsupportedOSPlatform("windows")]
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

        var run = await RunResult.WellAsync("load", "--bundle", bundle.Folder, "--docker-host", $"unix://{docker.Socket}");

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

        var run = await RunResult.OfAsync("load", "--bundle", bundle.Folder, "--docker-host", $"unix://{docker.Socket}");

        Assert.Equal(ExitCode.Failed, run.ExitCode);
        Assert.Contains($"✓ {bundle.Upstream}/a/good:1", run.Output);
        Assert.Contains($"✗ {bundle.Upstream}/b/bad:1", run.Output);
    }

    [Fact]
    public async Task An_engine_that_is_not_there_is_one_clear_sentence()
    {
        using var bundle = await SampleBundle.MakeAsync(new Dictionary<string, ImageContent> { ["a/x:1"] = TestImages.Random(1, 10) });

        var run = await RunResult.OfAsync("load", "--bundle", bundle.Folder, "--docker-host", "unix:///nonexistent/docker.sock");

        Assert.Equal(ExitCode.Failed, run.ExitCode);
        Assert.Contains("There is no Docker engine at /nonexistent/docker.sock", run.Error);
    }

    [Fact]
    public async Task An_engine_is_reached_over_tcp_with_certificates_and_through_ssh_as_a_context_says()
    {
        using var bundle = await SampleBundle.MakeAsync(
            new Dictionary<string, ImageContent> { ["team/app:1.0"] = TestImages.Busybox("app") },
            allPlatforms: false
        );
        using var home = new TemporaryFolder();
        using var authority = new TestAuthority();
        var ca = home.Write("certs/ca.pem", authority.CertificatePem);
        var (serverCertificate, serverKey) = authority.IssueServer(home.Path, "server");
        var (certificate, key) = authority.IssueClient(home.Path, "client");
        File.Copy(certificate, home["certs", "cert.pem"]);
        File.Copy(key, home["certs", "key.pem"]);
        await using var docker = await DockerEngine.StartWithTlsAsync(ca, serverCertificate, serverKey);
        var name = $"{bundle.Upstream}/team/app:1.0";

        var byTcp = await LoadAsync($"tcp://127.0.0.1:{docker.TcpPort}", ("DOCKER_TLS_VERIFY", "1"), ("DOCKER_CERT_PATH", home["certs"]));
        Assert.True(byTcp.ExitCode == 0, byTcp.Error);
        Assert.Equal("app\n", await docker.RunAsync("run", "--rm", "--network", "none", name));
        await docker.RunAsync("rmi", name);

        // What stands for ssh runs on this machine what it is to run on the other.
        home.Write("bin/ssh", "#!/bin/sh\nwhile [ \"$1\" != -- ]; do shift; done\nshift 2\nexec \"$@\"\n");
        File.SetUnixFileMode(home["bin", "ssh"], UnixFileMode.UserRead | UnixFileMode.UserExecute);
        var path = $"{home["bin"]}:{Environment.GetEnvironmentVariable("PATH")}";
        var bySsh = await LoadAsync($"ssh://somebody@far.example.com{docker.Socket}", ("PATH", path));
        Assert.True(bySsh.ExitCode == 0, bySsh.Error);
        Assert.Equal("app\n", await docker.RunAsync("run", "--rm", "--network", "none", name));

        var stranger = await LoadAsync($"tcp://127.0.0.1:{docker.TcpPort}", ("DOCKER_TLS_VERIFY", "1"), ("DOCKER_CERT_PATH", home["bin"]));
        Assert.Equal(ExitCode.Failed, stranger.ExitCode);
        Assert.Contains("issued by an authority that is not known here", stranger.Error);
        home.Write("bin/ssh", "#!/bin/sh\necho 'far.example.com: Connection refused' >&2\nexit 255\n");
        var refused = await LoadAsync("ssh://far.example.com", ("PATH", path));
        Assert.Contains("There is no Docker engine at ssh://far.example.com: far.example.com: Connection refused.", refused.Error);

        async Task<ToolResult> LoadAsync(string host, params (string Name, string Value)[] environment) =>
            await Tool.TryRunAsync(
                "dotnet",
                ["exec", Path.Combine(AppContext.BaseDirectory, "wsm.dll"), "load", "--bundle", bundle.Folder, "--docker-host", host],
                environment: environment.ToDictionary(pair => pair.Name, pair => pair.Value)
            );
    }

    [Fact]
    public async Task Nobody_at_a_tcp_address_is_one_clear_sentence()
    {
        using var bundle = await SampleBundle.MakeAsync(new Dictionary<string, ImageContent> { ["a/x:1"] = TestImages.Random(1, 10) });

        var run = await RunResult.OfAsync("load", "--bundle", bundle.Folder, "--docker-host", $"tcp://127.0.0.1:{FreePort.Next()}");

        Assert.Equal(ExitCode.Failed, run.ExitCode);
        Assert.Contains("There is no Docker engine at tcp://127.0.0.1:", run.Error);
        Assert.Contains("Connection refused", run.Error);
    }
}
