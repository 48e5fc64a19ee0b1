using System.Net;
using System.Text;
using Wsm.Oci.Credentials;
using Wsm.Oci.Registry;
using Wsm.Oci.Registry.Auth;
using Wsm.Oci.Registry.Failures;
using Wsm.Oci.Registry.Options;
using Wsm.Peers;
using static Wsm.Oci.Tests.Registry.Samples;

namespace Wsm.Oci.Tests.Registry;

/// <summary>Token servers: whom a registry may name, and what they say.</summary>
public sealed class TokenServerTests
{
    private static readonly string Basic = "Basic " + Convert.ToBase64String("alice:secret"u8);

    /// <summary>
    /// The registry is 127.0.0.1 and the token server localhost: another host, and no domain that both are in. crane, skopeo and docker
    /// would send the password.
    /// </summary>
    [Fact]
    public async Task A_token_server_of_another_domain_gets_no_password_unless_it_is_allowed()
    {
        await using var tokens = new FaultServer(_ => Reply.Json("""{"token":"x"}"""));
        await using var server = Registry($"http://localhost:{tokens.Port}/token");
        using var client = new RegistryClient(Quick with { Credentials = Alice });
        using var allowed = new RegistryClient(Quick with { Credentials = Alice, TrustedRealms = ["localhost"] });
        using var exactly = new RegistryClient(Quick with { Credentials = Alice, TrustedRealms = [$"LOCALHOST:{tokens.Port}"] });

        var error = await Assert.ThrowsAsync<RegistryException>(() => client.PingAsync(server.Host, Token));
        Assert.Empty(tokens.Requests);
        await allowed.PingAsync(server.Host, Token);
        await exactly.PingAsync(server.Host, Token);

        Assert.Equal((RegistryProblem.ForeignTokenServer, server.Host), (error.Problem, error.Registry));
        Assert.Contains($"localhost:{tokens.Port}", error.Message, StringComparison.Ordinal);
        Assert.All(tokens.Requests, request => Assert.Equal(Basic, request["Authorization"]));
    }

    [Fact]
    public async Task An_anonymous_user_has_nothing_to_keep_from_it()
    {
        await using var tokens = new FaultServer(_ => Reply.Json("""{"token":"x"}"""));
        await using var server = Registry($"http://localhost:{tokens.Port}/token");
        using var client = new RegistryClient(Quick);

        await client.PingAsync(server.Host, Token);

        Assert.Null(Assert.Single(tokens.Requests)["Authorization"]);
    }

    [Theory]
    [InlineData("registry-1.docker.io", "auth.docker.io", true)]
    [InlineData("registry.gitlab.com", "gitlab.com", true)]
    [InlineData("gitlab.corp.example:5050", "gitlab.corp.example", true)]
    [InlineData("registry.corp.example", "sso.corp.example", true)]
    [InlineData("acme-docker.jfrog.io", "acme.jfrog.io", true)]
    [InlineData("registry.digitalocean.com", "api.digitalocean.com", true)]
    [InlineData("registry.cn-hangzhou.aliyuncs.com", "dockerauth.cn-hangzhou.aliyuncs.com", true)]
    [InlineData("rg.fr-par.scw.cloud", "api.scaleway.com", true)]
    [InlineData("Quay.Corp.Example", "quay.corp.example.", true)]
    [InlineData("r.shop.co.uk", "auth.shop.co.uk", true)]
    [InlineData("r.shop.co.uk", "auth.other.co.uk", false)]
    [InlineData("quay.io", "ghcr.io", false)]
    [InlineData("registry.corp.example", "corp.example.attacker.test", false)]
    [InlineData("registry.corp.example", "notcorp.example", false)]
    [InlineData("ec2-1.compute.amazonaws.com", "elb-2.elb.amazonaws.com", false)]
    [InlineData("10.0.0.5:5000", "10.0.0.6:5001", false)]
    [InlineData("10.0.0.5:5000", "10.0.0.5:5001", true)]
    [InlineData("[fd00::5]:5000", "[fd00::5]:5001", true)]
    [InlineData("registry:5000", "auth:5001", false)]
    [InlineData("registry:5000", "registry:5001", true)]
    public void Hosts_of_one_domain_belong_together(string registry, string realm, bool expected) =>
        Assert.Equal(expected, RealmTrust.IsOwn(new Uri($"https://{registry}/"), new Uri($"https://{realm}/token"), []));

    /// <summary>Harbor behind a proxy that ends TLS. crane and skopeo send the password in clear to port 80.</summary>
    [Theory]
    [InlineData("http://127.0.0.1/service/token")]
    [InlineData("http://127.0.0.1:8080/service/token")]
    [InlineData("/service/token")]
    public async Task A_realm_in_plain_HTTP_on_the_registry_s_own_host_is_asked_over_TLS(string realm)
    {
        using var folder = new TemporaryFolder();
        using var authority = new TestAuthority();
        await using var server = new FaultServer(
            request =>
                request.Path == "/service/token" ? Reply.Json("""{"token":"good"}""")
                : request["Authorization"] == "Bearer good" ? Reply.Json("{}")
                : Challenge(realm),
            authority.CreateServer()
        );
        using var client = new RegistryClient(
            Quick with
            {
                Credentials = Alice,
                Tls = new TlsOptions { CaFiles = [folder.Write("ca.pem", authority.CertificatePem)] },
            }
        );

        await client.PingAsync(server.Host, Token);

        Assert.Equal(Basic, server.Asked("GET", "/service/token").Single()["Authorization"]);
    }

    [Fact]
    public async Task A_token_server_without_TLS_gets_no_credentials_of_a_registry_with_it()
    {
        using var folder = new TemporaryFolder();
        using var authority = new TestAuthority();
        await using var tokens = new FaultServer(_ => Reply.Json("""{"token":"x"}"""));
        await using var server = new FaultServer(_ => Challenge($"http://localhost:{tokens.Port}/token"), authority.CreateServer());
        using var client = new RegistryClient(
            Quick with
            {
                Credentials = Alice,
                TrustedRealms = ["localhost"],
                Tls = new TlsOptions { CaFiles = [folder.Write("ca.pem", authority.CertificatePem)] },
            }
        );

        var error = await Assert.ThrowsAsync<RegistryException>(() => client.PingAsync(server.Host, Token));

        Assert.Equal(RegistryProblem.PlainHttpTokenServer, error.Problem);
        Assert.Contains("does not use HTTPS", error.Message, StringComparison.Ordinal);
        Assert.Empty(tokens.Requests);
    }

    [Fact]
    public async Task An_identity_token_does_not_follow_a_redirect_to_another_host()
    {
        await using var elsewhere = new FaultServer(_ => Reply.Json("""{"access_token":"x"}"""));
        await using var tokens = new FaultServer(_ => Reply.Redirect(elsewhere.Url + "/token"));
        await using var server = Registry(tokens.Url + "/token");
        using var client = new RegistryClient(
            Quick with
            {
                Credentials = new GivenCredential(Credential.FromIdentityToken("refresh-me"), null, new NoCredentials()),
            }
        );

        var error = await Assert.ThrowsAsync<RegistryException>(() => client.PingAsync(server.Host, Token));

        Assert.Contains("secret", error.Message, StringComparison.Ordinal);
        Assert.Empty(elsewhere.Requests);
    }

    /// <summary>What crane and skopeo show, too: the path is too deep, the name is wrong, there may be no more repositories.</summary>
    [Theory]
    [InlineData(
        400,
        """{"errors":[{"code":"UNKNOWN","message":"invalid name","detail":"it must be of the format <project>/<name>"}]}""",
        RegistryProblem.Other,
        "it must be of the format <project>/<name>"
    )]
    [InlineData(400, """{"errors":[{"code":"NAME_INVALID","message":"nested"}]}""", RegistryProblem.NameRefused, "nested (NAME_INVALID)")]
    [InlineData(400, """{"error":"Nested repositories are not supported"}""", RegistryProblem.Other, "Nested repositories")]
    [InlineData(
        403,
        """{"id":"forbidden","message":"registry contains 1 repositories, limit is 1"}""",
        RegistryProblem.Forbidden,
        "limit is 1"
    )]
    [InlineData(401, """{"details":"wrong user or password"}""", RegistryProblem.LoginRequired, "wrong user or password")]
    [InlineData(401, "", RegistryProblem.LoginRequired, "does not accept the user name and password")]
    [InlineData(403, "nope", RegistryProblem.Forbidden, "403 Forbidden to GET /token: nope")]
    public async Task A_refusal_is_told_in_the_token_server_s_words(int status, string body, RegistryProblem problem, string words)
    {
        await using var tokens = new FaultServer(_ => Reply.Text(status, body));
        await using var server = Registry(tokens.Url + "/token");
        using var client = new RegistryClient(Quick with { Credentials = Alice });

        var error = await Assert.ThrowsAsync<RegistryException>(() => client.GetRepository(server.Host, "a/b/c").CheckPushAsync(Token));

        Assert.Contains(words, error.Message, StringComparison.Ordinal);
        Assert.Contains($"{server.Host}: its token server {tokens.Host}", error.Message, StringComparison.Ordinal);
        Assert.Equal((problem, (HttpStatusCode)status), (error.Problem, error.Status));
    }

    /// <summary>A login that has run out stands between a person and what everybody may read.</summary>
    [Fact]
    public async Task A_login_that_is_not_accepted_any_more_is_named_with_its_file_and_can_be_passed_over()
    {
        await using var tokens = new FaultServer(request =>
            request["Authorization"] is null
                ? Reply.Json("""{"token":"anybody"}""")
                : Reply.Text(401, """{"details":"incorrect username or password"}""")
        );
        await using var server = Registry(tokens.Url + "/token");
        using var home = new TemporaryFolder();
        var file = home.Write(".docker/config.json", $"{{\"auths\":{{\"{server.Host}\":{{\"auth\":\"YWxpY2U6b2xk\"}}}}}}");
        var stored = new StandardCredentials(new EnvironmentVariables(new Dictionary<string, string> { ["HOME"] = home.Path }));
        using var client = new RegistryClient(Quick with { Credentials = stored });
        using var anonymous = new RegistryClient(Quick with { Credentials = new AnonymousFor([server.Host], stored) });

        var error = await Assert.ThrowsAsync<RegistryException>(() => client.PingAsync(server.Host, Token));
        await anonymous.PingAsync(server.Host, Token);

        Assert.Equal(RegistryProblem.StaleLogin, error.Problem);
        Assert.Contains(
            $"does not accept the user name and password that {file} holds: incorrect username or password",
            error.Message,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("docker.io")]
    [InlineData("index.docker.io")]
    [InlineData("https://index.docker.io/v1/")]
    public async Task Docker_Hub_is_asked_as_by_anybody_under_each_of_its_names(string name) =>
        Assert.Null(await new AnonymousFor([name], Alice).FindAsync("docker.io", null, Token));

    [Fact]
    public async Task A_token_server_that_is_not_there_is_named()
    {
        var host = $"127.0.0.1:{FreePort.Next()}";
        await using var server = Registry($"http://{host}/token");
        using var client = new RegistryClient(Quick);

        var error = await Assert.ThrowsAsync<RegistryException>(() => client.PingAsync(server.Host, Token));

        Assert.Contains(host, error.Message, StringComparison.Ordinal);
    }

    private static GivenCredential Alice { get; } = new(Credential.Basic("alice", "secret"), null, new NoCredentials());

    private static FaultServer Registry(string realm) =>
        new(request => request["Authorization"] is null ? Challenge(realm) : Reply.Json("{}"));

    private static Reply Challenge(string realm) => Reply.Text(401, "", ("WWW-Authenticate", $"Bearer realm=\"{realm}\",service=s"));
}
