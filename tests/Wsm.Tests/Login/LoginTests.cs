using Wsm.Hosting;
using Wsm.Peers;
using Wsm.Tests.Push;

namespace Wsm.Tests.Login;

public sealed class LoginTests
{
    [Fact]
    public async Task A_login_is_kept_used_by_push_seen_by_skopeo_and_forgotten()
    {
        using var home = new TemporaryFolder();
        using var bundle = await SampleBundle.MakeAsync();
        await using var registry = await RegistryProcess.StartAsync(new RegistrySettings { Htpasswd = ("user", "secret") });
        string[] push = ["push", "--bundle", bundle.Folder, "--registry", registry.Host];

        var before = await RunResult.InAsync(home.Path, "", push);
        var login = await RunResult.InAsync(home.Path, "secret\n", "login", registry.Host, "--username", "user", "--password-stdin");
        var during = await RunResult.InAsync(home.Path, "", push);
        var seen = await Tool.RunAsync(
            "skopeo",
            ["list-tags", "--tls-verify=false", "--authfile", home[".docker", "config.json"], $"docker://{registry.Host}/team/app"]
        );
        var logout = await RunResult.InAsync(home.Path, "", "logout", registry.Host);
        var after = await RunResult.InAsync(home.Path, "", push);

        Assert.Equal(ExitCode.Failed, before.ExitCode);
        Assert.Contains("wsm login", before.Error);
        Assert.Equal(ExitCode.Done, login.ExitCode);
        Assert.DoesNotContain("secret", login.Output + login.Error);
        Assert.Equal(ExitCode.Done, during.ExitCode);
        Assert.Contains("1.0", seen.Output);
        Assert.Equal(ExitCode.Done, logout.ExitCode);
        Assert.Equal(ExitCode.Failed, after.ExitCode);
    }

    [Fact]
    public async Task A_wrong_password_is_refused_and_not_kept()
    {
        using var home = new TemporaryFolder();
        await using var registry = await RegistryProcess.StartAsync(new RegistrySettings { Htpasswd = ("user", "secret") });

        var run = await RunResult.InAsync(home.Path, "wrong\n", "login", registry.Host, "--username", "user", "--password-stdin");

        Assert.Equal(ExitCode.Failed, run.ExitCode);
        Assert.Empty(Directory.GetFileSystemEntries(home.Path));
    }

    [Fact]
    public async Task A_user_name_on_the_command_line_is_for_the_registry_that_is_pushed_to()
    {
        using var bundle = await SampleBundle.MakeAsync();
        await using var registry = await RegistryProcess.StartAsync(new RegistrySettings { Htpasswd = ("user", "secret") });

        var run = await RunResult.InAsync(
            null,
            "secret\n",
            "push",
            "--bundle",
            bundle.Folder,
            "--registry",
            registry.Host,
            "--charts",
            $"oci://{registry.Host}/charts",
            "--username",
            "user",
            "--password-stdin"
        );

        Assert.True(run.ExitCode == ExitCode.Done, run.Error);
    }

    [Theory]
    [InlineData("login", "harbor", "--username", "u", "--password-stdin")]
    [InlineData("login", "r.example.com/path", "--username", "u", "--password-stdin")]
    [InlineData("login", "r.example.com")]
    [InlineData("logout", "no host")]
    public async Task What_cannot_be_meant_is_a_usage_error(params string[] arguments)
    {
        using var home = new TemporaryFolder();

        var run = await RunResult.InAsync(home.Path, "p\n", arguments);

        Assert.Equal(ExitCode.Usage, run.ExitCode);
    }
}
