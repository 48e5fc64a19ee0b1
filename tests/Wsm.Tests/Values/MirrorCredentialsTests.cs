using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Wsm.Helm.Data;
using Wsm.Helm.Data.Yaml;
using Wsm.Hosting;
using Wsm.Peers;

namespace Wsm.Tests.Values;

/// <summary>
/// A registry inside that asks for a password: the real runtimes fetch public names from it with the files that were written for nodes.
/// </summary>
public sealed class MirrorCredentialsTests : IAsyncLifetime
{
    private const string Password = "p:ss \"w0rd\" é";
    private const string Source = "public.example/team/tool:1.0";

    private readonly TemporaryFolder _storage = new();
    private RegistryProcess _registry = null!;
    private ValuesFolder _folder = null!;

    public async ValueTask InitializeAsync()
    {
        await using (var open = await RegistryProcess.StartAsync(new RegistrySettings { StorageFolder = _storage["data"] }))
        {
            await TestImagesPush.PushAsync(open.Host, "site/team/tool", "1.0", TestImages.Busybox());
        }

        _registry = await RegistryProcess.StartAsync(
            new RegistrySettings { Htpasswd = ("node", Password), StorageFolder = _storage["data"] }
        );
        _folder = new ValuesFolder { Inside = $"{_registry.Host}/site" };
        _folder.WriteChart(
            "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {containers: [{name: a, image: \"" + Source + "\"}]}\n",
            ""
        );
    }

    public async ValueTask DisposeAsync()
    {
        _folder.Dispose();
        await _registry.DisposeAsync();
        _storage.Dispose();
    }

    [Fact]
    public async Task Containerd_pulls_with_hosts_toml()
    {
        await using var containerd = await ContainerdProcess.StartAsync();
        string[] pull = ["images", "pull", "--hosts-dir", _folder["out/mirrors/certs.d"], Source];

        await WriteAsync("containerd", withCredentials: false);
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => containerd.RunAsync(pull));
        var run = await WriteAsync("containerd");
        await containerd.RunAsync(pull);

        Assert.Contains("401 Unauthorized", refused.Message);
        AssertSecret(run, "mirrors/certs.d/public.example/hosts.toml");
    }

    [Fact]
    public async Task Skopeo_and_podman_pull_with_auth_json_beside_registries_conf()
    {
        var run = await WriteAsync("crio");

        string[] login = ["--authfile", _folder["out/mirrors/auth.json"]];
        var conf = _folder["out/mirrors/registries.conf"];
        await Tool.RunAsync("skopeo", ["--registries-conf", conf, "inspect", "--no-tags", .. login, $"docker://{Source}"]);
        string[] store = ["--root", _storage["root"], "--runroot", _storage["run"], "--storage-driver", "vfs"];
        await Tool.RunAsync(
            "podman",
            [.. store, "pull", "--quiet", .. login, Source],
            environment: new Dictionary<string, string> { ["CONTAINERS_REGISTRIES_CONF"] = conf }
        );
        AssertSecret(run, "mirrors/auth.json");
        Assert.Contains("cp mirrors/auth.json /etc/crio/auth.json", run.Output);
        Assert.DoesNotContain("registries.conf (readable by you only)", run.Output);
    }

    /// <summary>https://docs.k3s.io/installation/private-registry: configs, by the host of an endpoint.</summary>
    [Fact]
    public async Task K3s_finds_user_name_and_password_beside_the_authority()
    {
        using var authority = new TestAuthority();

        var run = await WriteAsync("k3s", more: ["--ca-file", _folder.Write("ca.crt", authority.CertificatePem)]);

        var config = Map(Map(YamlReader.ReadMap(_folder.Read("mirrors/registries.yaml"))["configs"])[_registry.Host]);
        Assert.Equal("/etc/rancher/k3s/wsm-registry-ca.crt", Text(Map(config["tls"])["ca_file"]));
        var auth = Map(config["auth"]);
        Assert.Equal((Text(auth["username"]), Text(auth["password"])), ("node", Password));
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Basic",
            Convert.ToBase64String(Encoding.UTF8.GetBytes($"{Text(auth["username"])}:{Text(auth["password"])}"))
        );
        http.DefaultRequestHeaders.Add("Accept", TestImages.Busybox().MediaType);
        using var answer = await http.GetAsync(
            $"http://{_registry.Host}/v2/site/team/tool/manifests/1.0",
            TestContext.Current.CancellationToken
        );
        Assert.True(answer.IsSuccessStatusCode);
        AssertSecret(run, "mirrors/registries.yaml");
    }

    [Fact]
    public async Task OpenShift_keeps_the_logins_that_its_global_pull_secret_has()
    {
        var run = await WriteAsync("openshift");

        AssertSecret(run, "mirrors/pull-secret.json");
        var lines = run.Output.Split('\n').Select(line => line.Trim()).Where(line => line.Contains("secret/pull-secret")).ToList();
        _folder.Write("now.json", """{"auths":{"quay.io":{"auth":"b2xkOm9sZA==","email":"a@b"}}}""");
        // The cluster's part is played: it hands out what it has, and takes what it is given.
        await Tool.RunAsync(
            "bash",
            [
                "-ec",
                "oc() { if [ $1 = get ]; then cat ../now.json; else cp \"${6#--from-file=.dockerconfigjson=}\" ../set.json; fi; }\n"
                    + string.Join('\n', lines),
            ],
            _folder["out"]
        );
        var merged = JsonNode.Parse(File.ReadAllText(_folder["set.json"]))!["auths"]!.AsObject();
        Assert.Equal([_registry.Host, "quay.io"], merged.Select(entry => entry.Key).Order(StringComparer.Ordinal));
        Assert.Equal("a@b", (string?)merged["quay.io"]!["email"]);
        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite,
            OperatingSystem.IsWindows() ? default : File.GetUnixFileMode(_folder["out/pull-secret-both.json"])
        );
        await Tool.RunAsync(
            "skopeo",
            ["inspect", "--no-tags", "--tls-verify=false", "--authfile", _folder["set.json"], $"docker://{_folder.Inside}/team/tool:1.0"]
        );
    }

    [Theory]
    [InlineData("containerd", "mirrors/certs.d/public.example/hosts.toml")]
    [InlineData("k3s", "mirrors/registries.yaml")]
    [InlineData("crio", "mirrors/registries.conf")]
    [InlineData("openshift", "mirrors/mirror-sets.yaml")]
    public async Task Without_the_option_it_is_said_that_no_password_is_there(string kind, string file)
    {
        var run = await WriteAsync(kind, withCredentials: false);

        Assert.Contains(
            $"There is a login for {_registry.Host}, and it is not in the files for the nodes: --mirror-credentials",
            run.Error
        );
        Assert.Contains($"# A login for {_registry.Host} does not stand here", _folder.Read(file));
        Assert.DoesNotContain("(readable by you only)", run.Output);
        Assert.DoesNotContain(Directory.GetFiles(_folder["out"], "*", SearchOption.AllDirectories), HoldsPassword);
    }

    [Fact]
    public async Task Where_no_login_is_known_nothing_is_said_of_one()
    {
        var run = await _folder.RunAsync("--mirror-config", "containerd", "--plain-http");

        Assert.DoesNotContain("login", run.Error + _folder.Read("mirrors/certs.d/public.example/hosts.toml"));
    }

    [Fact]
    public async Task The_login_is_that_of_the_registry_that_is_pulled_from()
    {
        _folder.Write(".docker/config.json", Auths((_registry.Host, "push:pushed"), ("pull.example", "pull:pulled")));

        var run = await _folder.RunAtHomeAsync("--pull-registry", "pull.example", "--mirror-config", "k3s", "--mirror-credentials");

        Assert.True(run.ExitCode == ExitCode.Done, run.Error);
        var configs = Map(YamlReader.ReadMap(_folder.Read("mirrors/registries.yaml"))["configs"]);
        var (host, config) = Assert.Single(configs.Entries);
        Assert.Equal(("pull.example", "pulled"), (host, Text(Map(Map(config)["auth"])["password"])));
    }

    [Theory]
    [InlineData("""{"auths":{"other.example":{"auth":"YTpi"}}}""", "--mirror-credentials finds no login for HOST.")]
    [InlineData("""{"auths":{"HOST":{"identitytoken":"t0ken"}}}""", "The login for HOST is an identity token, and nodes take user name")]
    [InlineData("""{"auths":{"HOST/site/team":{"auth":"YTpi"},"HOST":{"auth":"Yzpk"}}}""", "Repositories of HOST have different logins")]
    public async Task What_nodes_cannot_be_given_is_refused_and_nothing_is_written(string config, string expected)
    {
        _folder.Write(".docker/config.json", config.Replace("HOST", _registry.Host));
        _folder.WriteChart(
            "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {containers: [{name: a, image: \"q.example/team/a:1\"}, "
                + "{name: b, image: \"q.example/b:1\"}]}\n",
            ""
        );

        var run = await _folder.RunAtHomeAsync("--mirror-config", "crio", "--mirror-credentials", "--plain-http");

        Assert.Equal(ExitCode.Failed, run.ExitCode);
        Assert.Contains(expected.Replace("HOST", _registry.Host), run.Error);
        Assert.Contains($"--username {_registry.Host}=NAME", run.Error);
        Assert.DoesNotContain("t0ken", run.Error);
        Assert.False(Directory.Exists(_folder["out"]));
    }

    [Fact]
    public async Task The_option_goes_with_a_runtime()
    {
        var run = await _folder.RunAsync("--mirror-credentials");

        Assert.Equal(ExitCode.Usage, run.ExitCode);
        Assert.Contains("--mirror-credentials goes with --mirror-config.", run.Error);
    }

    [Fact]
    public async Task The_proof_on_standard_output_holds_no_password()
    {
        var run = await WriteAsync("crio", more: ["-o", "json"]);

        Assert.True(File.Exists(_folder["out/mirrors/auth.json"]));
        AssertSilent(run);
    }

    private async Task<RunResult> WriteAsync(string kind, bool withCredentials = true, params string[] more)
    {
        _folder.Write(".docker/config.json", Auths((_registry.Host, $"node:{Password}")));
        var run = await _folder.RunAtHomeAsync([
            "--mirror-config",
            kind,
            "--plain-http",
            .. withCredentials ? ["--mirror-credentials"] : Array.Empty<string>(),
            .. more,
        ]);
        Assert.True(run.ExitCode == ExitCode.Done, run.Error + run.Output);
        return run;
    }

    private void AssertSecret(RunResult run, string file)
    {
        AssertSilent(run);
        Assert.Contains($"{file} (readable by you only)", run.Output);
        foreach (var path in Directory.GetFiles(_folder["out"], "*", SearchOption.AllDirectories).Where(HoldsPassword))
        {
            Assert.Equal(
                UnixFileMode.UserRead | UnixFileMode.UserWrite,
                OperatingSystem.IsWindows() ? default : File.GetUnixFileMode(path)
            );
        }
    }

    private static void AssertSilent(RunResult run)
    {
        Assert.DoesNotContain(Password, run.Output + run.Error);
        Assert.DoesNotContain(Encoded, run.Output + run.Error);
    }

    private static string Encoded => Convert.ToBase64String(Encoding.UTF8.GetBytes($"node:{Password}"));

    private static bool HoldsPassword(string path) =>
        File.ReadAllText(path) is var text && (text.Contains(Encoded) || text.Contains(Password.Replace("\"", "\\\"")));

    private static string Auths(params (string Host, string Login)[] logins) =>
        new JsonObject
        {
            ["auths"] = new JsonObject(
                logins.Select(login =>
                    KeyValuePair.Create<string, JsonNode?>(
                        login.Host,
                        new JsonObject { ["auth"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(login.Login)) }
                    )
                )
            ),
        }.ToJsonString();

    private static MapValue Map(Value value) => Assert.IsType<MapValue>(value.Data);

    private static string Text(Value value) => Assert.IsType<string>(value.Data);
}
