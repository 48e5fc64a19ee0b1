using System.Text;
using Wsm.Hosting;
using Wsm.Peers;
using Wsm.Tests.ChartStores;

namespace Wsm.Tests.CommandLine;

/// <summary>Several registries and chart repositories in one run, each with a user of its own.</summary>
public sealed class GivenUserTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Each_host_gets_its_own_user_and_no_other_password()
    {
        await using var sourceRegistry = await StartAsync("alice", "a-secret", "team/app");
        await using var targetRegistry = await RegistryProcess.StartAsync(new RegistrySettings { Htpasswd = ("bob", "b-secret") });
        await using var source = new FaultProxy(sourceRegistry.Host, (_, reply) => reply);
        await using var target = new FaultProxy(targetRegistry.Host, (_, reply) => reply);
        await using var charts = Repository("carol", "c-secret");
        string[] command =
        [
            "mirror",
            "--to",
            target.Host,
            "--charts",
            $"oci://{target.Host}/charts",
            "--chart",
            $"app@{charts.Url}",
            "-f",
            $"{charts.Url}/values.yaml",
            "--set",
            $"image={source.Host}/team/app:1",
        ];
        string[] users =
        [
            "--username",
            $"{source.Host}=alice",
            "--username",
            $"{charts.Host}=carol",
            "--username",
            "bob",
            "--password-stdin",
        ];

        var run = await RunResult.InAsync(_folder.Path, "a-secret\nc-secret\nb-secret\n", [.. command, .. users, "-v", "-v"]);

        Assert.True(run.ExitCode == ExitCode.Done, run.Error + run.Output);
        Assert.Contains($"✓ {source.Host}/team/app:1 → {target.Host}/team/app:1", run.Output);
        Assert.DoesNotContain("-secret", run.Output + run.Error);
        Assert.DoesNotContain("was not used", run.Error);
        Assert.Equal([Basic("alice", "a-secret")], Shown(source.Requests));
        Assert.Equal([Basic("bob", "b-secret")], Shown(target.Requests));
        Assert.Equal([Basic("carol", "c-secret")], Shown(charts.Requests));
        var arrived = await Tool.RunAsync(
            "skopeo",
            ["list-tags", "--tls-verify=false", "--creds", "bob:b-secret", $"docker://{target.Host}/charts/app"]
        );
        Assert.Contains("1.0.0", arrived.Output);
    }

    [Fact]
    public async Task A_user_of_one_host_is_shown_to_no_other_that_asks()
    {
        await using var registry = new FaultServer(_ => Unauthorized);
        await using var charts = Repository("carol", "c-secret");

        var run = await RunResult.InAsync(
            _folder.Path,
            "c-secret\n",
            [
                "list",
                "--chart",
                $"app@{charts.Url}",
                "--sizes",
                "--set",
                $"image={registry.Host}/team/app:1",
                "--username",
                $"{charts.Host}=carol",
                "--password-stdin",
            ]
        );

        Assert.Equal([Basic("carol", "c-secret")], Shown(charts.Requests));
        Assert.NotEmpty(registry.Requests);
        Assert.Empty(Shown(registry.Requests));
        Assert.Contains($"{registry.Host} answered 401", run.Output);
    }

    [Fact]
    public async Task A_template_and_its_values_may_ask_for_the_same_password()
    {
        await using var charts = Repository("carol", "c-secret");

        var run = await RunResult.InAsync(
            _folder.Path,
            "c-secret\n",
            ["template", $"app@{charts.Url}", "-f", $"{charts.Url}/values.yaml", "--username", $"{charts.Host}=carol", "--password-stdin"]
        );

        Assert.True(run.ExitCode == ExitCode.Done, run.Error);
        Assert.Contains("from: values", run.Output);
    }

    [Theory]
    [InlineData("gives two user names for r.example", "--username", "r.example=alice", "--username", "R.example=bob")]
    [InlineData("two user names for HOST", "--username", "alice", "--username", "bob")]
    [InlineData("two user names for HOST", "--username", "alice", "--username", "HOST=bob")]
    [InlineData("'harbor' is not a registry's host: it has no dot and no port", "--username", "harbor=alice")]
    [InlineData("'r.example/team' is not a registry's host", "--username", "r.example/team=alice")]
    [InlineData("'r.example=' has no user name", "--username", "r.example=")]
    [InlineData("no password for s.example on standard input", "--username", "r.example=alice", "--username", "s.example=bob")]
    [InlineData("--username-for needs a --username without a host", "--username", "r.example=alice", "--username-for", "s.example")]
    public async Task What_is_not_clear_is_refused_before_anything_is_asked(string expected, params string[] users)
    {
        await using var registry = new FaultServer(_ => Unauthorized);
        string[] given = [.. users.Select(word => word.Replace("HOST", registry.Host))];

        var run = await RunResult.InAsync(
            _folder.Path,
            "secret\n",
            [
                "mirror",
                "--to",
                registry.Host,
                "--catalog",
                _folder.Write("c.yaml", ImageCatalog.Of(["q.example/a:1"])),
                .. given,
                "--password-stdin",
            ]
        );

        Assert.Equal(ExitCode.Usage, run.ExitCode);
        Assert.Contains(expected.Replace("HOST", registry.Host), run.Error, StringComparison.OrdinalIgnoreCase);
        Assert.Empty(registry.Requests);
    }

    [Fact]
    public async Task A_host_that_nothing_was_asked_of_is_named()
    {
        await using var charts = Repository("carol", "c-secret");

        var run = await RunResult.InAsync(
            _folder.Path,
            "d\nc-secret\n",
            [
                "list",
                "--chart",
                $"app@{charts.Url}",
                "--username",
                "chart.example:8443=dave",
                "--username",
                $"{charts.Host}=carol",
                "--password-stdin",
            ]
        );

        Assert.Equal(ExitCode.Done, run.ExitCode);
        Assert.Contains(
            "'dave' of --username was not used: chart.example:8443 asked for no password, or nothing was asked of it.",
            run.Error
        );
        Assert.DoesNotContain("'carol'", run.Error);
    }

    [Fact]
    public async Task A_login_takes_the_name_with_its_own_host_and_with_no_other()
    {
        await using var registry = await RegistryProcess.StartAsync(new RegistrySettings { Htpasswd = ("alice", "secret") });

        var other = await LoginAsync("r.example=alice");
        var own = await LoginAsync($"{registry.Host}=alice");

        Assert.Equal(ExitCode.Usage, other.ExitCode);
        Assert.Contains($"There is no user name for {registry.Host}.", other.Error);
        Assert.True(own.ExitCode == ExitCode.Done, own.Error);

        Task<RunResult> LoginAsync(string user) =>
            RunResult.InAsync(_folder.Path, "secret\n", "login", registry.Host, "--username", user, "--password-stdin");
    }

    private static Reply Unauthorized => Reply.Text(401, "").With("WWW-Authenticate", "Basic realm=\"test\"");

    /// <summary>A chart whose one image is a value, and a file with values.</summary>
    private static FaultServer Repository(string user, string password)
    {
        var archive = SampleCharts.Pack(
            ("app/Chart.yaml", "apiVersion: v2\nname: app\nversion: 1.0.0\n"),
            ("app/values.yaml", "image: q.example/team/none:1\nfrom: chart\n"),
            (
                "app/templates/pod.yaml",
                "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec:\n  from: {{ .Values.from }}\n"
                    + "  containers: [{name: a, image: \"{{ .Values.image }}\"}]\n"
            )
        );
        return new FaultServer(request =>
            request["Authorization"] != Basic(user, password)
                ? Unauthorized
                : request.Path switch
                {
                    "/index.yaml" => Reply.Text(200, "entries:\n  app:\n  - {version: 1.0.0, urls: [app-1.0.0.tgz]}\n"),
                    "/app-1.0.0.tgz" => new Reply { Body = archive },
                    "/values.yaml" => Reply.Text(200, "from: values\n"),
                    _ => Reply.Text(404, "no"),
                }
        );
    }

    /// <summary>A registry with a password, and an image that was there before.</summary>
    private async Task<RegistryProcess> StartAsync(string user, string password, string repository)
    {
        await using (var open = await RegistryProcess.StartAsync(new RegistrySettings { StorageFolder = _folder["storage"] }))
        {
            await TestImagesPush.PushAsync(open.Host, repository, "1", TestImages.Busybox());
        }

        return await RegistryProcess.StartAsync(new RegistrySettings { Htpasswd = (user, password), StorageFolder = _folder["storage"] });
    }

    private static string Basic(string user, string password) =>
        "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}"));

    private static IReadOnlyList<string> Shown(IEnumerable<FaultRequest> requests) =>
        [.. requests.Select(request => request["Authorization"]).OfType<string>().Distinct()];
}
