using System.Runtime.Versioning;
using System.Text;
using System.Text.Json.Nodes;
using Wsm.Oci.Credentials;
using Wsm.Peers;

namespace Wsm.Oci.Tests.Credentials;

[UnsupportedOSPlatform("windows")]
public sealed class CredentialTests : IDisposable
{
    private readonly TemporaryFolder _home = new();

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task The_longest_matching_key_is_used()
    {
        _home.Write(
            ".docker/config.json",
            $$"""{"auths":{"r.example/team":{{Auth("team")}},"r.example/team/app":{{Auth("app")}},"r.example":{{Auth("all")}} } }"""
        );
        Assert.Equal("app", await UserAsync("r.example", "team/app"));
        Assert.Equal("app", await UserAsync("r.example", "team/app/x"));
        Assert.Equal("team", await UserAsync("r.example", "team/application"));
        Assert.Equal("all", await UserAsync("r.example", "teams"));
        Assert.Equal("all", await UserAsync("r.example", null));
        Assert.Null(await UserAsync("r.example:5000", "team"));
        Assert.Null(await UserAsync("other.example", "team"));
    }

    [Theory]
    [InlineData("https://index.docker.io/v1/", "docker.io")]
    [InlineData("docker.io", "docker.io")]
    [InlineData("https://r.example:8443/v2/", "r.example:8443")]
    [InlineData("http://r.example", "r.example")]
    public async Task Keys_are_found_in_every_form_docker_has_written(string key, string registry)
    {
        _home.Write(".docker/config.json", $$"""{"auths":{"{{key}}":{{Auth("alice")}} } }""");
        Assert.Equal("alice", await UserAsync(registry, "library/redis"));
    }

    [Theory]
    [InlineData("index.docker.io", "docker.io", true)]
    [InlineData("R.example", "r.example", true)]
    [InlineData("r.example", "r.example:443", true)]
    [InlineData("r.example:443", "r.example", true)]
    [InlineData("r.example", "r.example:5000", false)]
    [InlineData("r.example", "r.example.org", false)]
    public async Task A_given_credential_is_for_one_registry_under_all_its_names(string host, string registry, bool isFor)
    {
        var given = new GivenCredential(Credential.Basic("alice", "secret"), host, new StandardCredentials(Environment()));

        Assert.Equal(isFor, await given.FindAsync(registry, "team/app", default) is not null);
        Assert.Equal(isFor, given.WasFound);
    }

    [Fact]
    public async Task Files_are_asked_in_their_order()
    {
        _home.Write(".docker/config.json", $$"""{"auths":{"a":{{Auth("docker")}},"b":{{Auth("docker")}},"c":{{Auth("docker")}} } }""");
        _home.Write("run/containers/auth.json", $$"""{"auths":{"a":{{Auth("podman")}},"b":{{Auth("podman")}} } }""");
        _home.Write("named.json", $$"""{"auths":{"a":{{Auth("named")}} } }""");
        var environment = Environment(("XDG_RUNTIME_DIR", _home["run"]), ("REGISTRY_AUTH_FILE", _home["named.json"]));
        Assert.Equal("named", await UserAsync("a", null, environment));
        Assert.Equal("podman", await UserAsync("b", null, environment));
        Assert.Equal("docker", await UserAsync("c", null, environment));
        Assert.Equal(
            "given",
            (
                await new GivenCredential(Credential.Basic("given", ""), "c", new StandardCredentials(environment)).FindAsync(
                    "c",
                    null,
                    default
                )
            )!.Username
        );
    }

    [Fact]
    public async Task An_identity_token_is_recognised_and_an_empty_entry_passed_over()
    {
        _home.Write(".docker/config.json", """{"auths":{"a":{"auth":"MDA6","identitytoken":"tok"},"b":{}}}""");
        Assert.Equal("tok", (await FindAsync("a", null))!.IdentityToken);
        Assert.Null(await FindAsync("b", null));
    }

    [Theory]
    [InlineData("{", "not valid JSON")]
    [InlineData("[]", "not a JSON object")]
    [InlineData("""{"auths":[]}""", "\"auths\" is not an object")]
    [InlineData("""{"auths":{"a":{"auth":"!!"}}}""", "base64")]
    [InlineData("""{"credsStore":7}""", "\"credsStore\" is not a string")]
    public async Task A_malformed_file_is_named(string text, string reason)
    {
        var file = _home.Write(".docker/config.json", text);
        var error = await Assert.ThrowsAsync<CredentialException>(() => FindAsync("a", null));
        Assert.Contains(file, error.Message);
        Assert.Contains(reason, error.Message);
    }

    [Fact]
    public async Task A_helper_is_asked_and_answers()
    {
        _home.Write(".docker/config.json", """{"credHelpers":{"a":"test"},"credsStore":"none"}""");
        Helper(
            "test",
            """read server; [ "$1" = get ] && [ "$server" = a ] && echo '{"ServerURL":"a","Username":"<token>","Secret":"tok"}'"""
        );
        Helper("none", "echo 'credentials not found in native keychain'; exit 1");
        Assert.Equal("tok", (await FindAsync("a", null))!.IdentityToken);
        Assert.Null(await FindAsync("b", null));
    }

    [Fact]
    public async Task A_helper_that_is_missing_fails_or_babbles_is_named()
    {
        _home.Write(".docker/config.json", """{"credHelpers":{"a":"missing","b":"failing","c":"babbling","d":"../../bin/sh"}}""");
        Helper("failing", "echo 'the vault is locked'; exit 3");
        Helper("babbling", "echo hello");
        Assert.Contains("docker-credential-missing", (await Assert.ThrowsAsync<CredentialException>(() => FindAsync("a", null))).Message);
        Assert.Contains("the vault is locked", (await Assert.ThrowsAsync<CredentialException>(() => FindAsync("b", null))).Message);
        Assert.Contains("docker-credential-babbling", (await Assert.ThrowsAsync<CredentialException>(() => FindAsync("c", null))).Message);
        Assert.Contains("not allowed", (await Assert.ThrowsAsync<CredentialException>(() => FindAsync("d", null))).Message);
    }

    [Fact]
    public async Task A_helper_that_hangs_is_stopped_with_all_it_started_and_named()
    {
        _home.Write(".docker/config.json", """{"credsStore":"sleepy"}""");
        Helper("sleepy", $"echo $$ > {_home["pid"]}; sleep 600; echo never");
        var credentials = new StandardCredentials(Environment(), TimeSpan.FromMilliseconds(500));
        var error = await Assert.ThrowsAsync<CredentialException>(() =>
            credentials.FindAsync("a", null, TestContext.Current.CancellationToken)
        );
        Assert.Contains("docker-credential-sleepy did not answer within 0.5 s", error.Message);
        var process = int.Parse(await File.ReadAllTextAsync(_home["pid"], TestContext.Current.CancellationToken));
        while (
            File.Exists($"/proc/{process}/cmdline")
            && (await File.ReadAllTextAsync($"/proc/{process}/cmdline", TestContext.Current.CancellationToken)).Contains("sleepy")
        )
        {
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }

    [Fact]
    public async Task A_login_is_kept_beside_what_was_there_and_a_logout_takes_only_it()
    {
        var file = _home.Write(".docker/config.json", $$"""{"HttpHeaders":{"X":"y"},"auths":{"other":{{Auth("bob")}} } }""");
        var store = new CredentialStore(Environment());
        Assert.Equal(file, await store.SaveAsync("docker.io", Credential.Basic("alice", "s:ecret"), default));

        Assert.Equal("s:ecret", (await FindAsync("docker.io", "a/b"))!.Password);
        Assert.Equal("bob", await UserAsync("other", null));
        var json = JsonNode.Parse(await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken))!;
        Assert.NotNull(json["auths"]!["https://index.docker.io/v1/"]);
        Assert.Equal("y", json["HttpHeaders"]!["X"]!.GetValue<string>());
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));

        Assert.Equal([file], await store.EraseAsync("docker.io", default));
        Assert.Empty(await store.EraseAsync("docker.io", default));
        Assert.Equal("bob", await UserAsync("other", null));
        Assert.Single(Directory.EnumerateFiles(_home[".docker"]));
    }

    [Fact]
    public async Task A_login_where_there_was_no_file_makes_one()
    {
        var store = new CredentialStore(Environment(("REGISTRY_AUTH_FILE", _home["new", "auth.json"])));
        Assert.Equal(_home["new", "auth.json"], await store.SaveAsync("docker.io", Credential.Basic("alice", "x"), default));
        Assert.Contains("\"docker.io\"", await File.ReadAllTextAsync(_home["new", "auth.json"], TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_login_goes_to_the_helper_where_there_is_one()
    {
        _home.Write(".docker/config.json", """{"credsStore":"test"}""");
        Helper("test", $"cat > {_home["said"]}-$1; [ $1 != get ] || echo '{{\"Username\":\"u\",\"Secret\":\"s\"}}'");
        var store = new CredentialStore(Environment());
        Assert.Equal("docker-credential-test", await store.SaveAsync("a", Credential.Basic("u", "s"), default));
        Assert.Equal(
            """{"ServerURL":"a","Username":"u","Secret":"s"}""",
            await File.ReadAllTextAsync(_home["said-store"], TestContext.Current.CancellationToken)
        );
        Assert.Equal(["docker-credential-test"], await store.EraseAsync("a", default));
        Assert.Equal("a", await File.ReadAllTextAsync(_home["said-erase"], TestContext.Current.CancellationToken));
    }

    [Fact]
    public void A_credential_never_shows_its_secret()
    {
        Assert.DoesNotContain("hidden", Credential.Basic("alice", "hidden").ToString());
        Assert.DoesNotContain("hidden", Credential.FromIdentityToken("hidden").ToString());
    }

    private static string Auth(string user) => $$"""{"auth":"{{Convert.ToBase64String(Encoding.UTF8.GetBytes(user + ":x"))}}"}""";

    private void Helper(string name, string script)
    {
        var file = _home.Write("bin/docker-credential-" + name, "#!/bin/sh\n" + script + "\n");
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private Task<Credential?> FindAsync(string registry, string? repository) =>
        new StandardCredentials(Environment()).FindAsync(registry, repository, TestContext.Current.CancellationToken);

    private async Task<string?> UserAsync(string registry, string? repository, EnvironmentVariables? environment = null) =>
        (
            await new StandardCredentials(environment ?? Environment()).FindAsync(
                registry,
                repository,
                TestContext.Current.CancellationToken
            )
        )?.Username;

    private EnvironmentVariables Environment(params (string Name, string Value)[] more) =>
        new([
            new("HOME", _home.Path),
            new("PATH", _home["bin"] + ":/usr/bin:/bin"),
            .. more.Select(pair => KeyValuePair.Create(pair.Name, pair.Value)),
        ]);
}
