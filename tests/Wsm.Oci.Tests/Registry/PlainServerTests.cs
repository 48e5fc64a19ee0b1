using Wsm.Oci.Credentials;
using Wsm.Oci.Registry;
using Wsm.Oci.Registry.Failures;
using Wsm.Oci.Registry.Options;
using Wsm.Peers;
using static Wsm.Oci.Tests.Registry.Samples;

namespace Wsm.Oci.Tests.Registry;

/// <summary>Passwords for the servers beside registries: chart repositories and stores, the API of Harbor.</summary>
public sealed class PlainServerTests
{
    private static readonly string Basic = "Basic " + Convert.ToBase64String("alice:secret"u8);

    /// <summary>The proxy stands in for a server on another machine, which plain HTTP would reach through every hop in between.</summary>
    [Fact]
    public async Task A_kept_password_never_goes_over_plain_HTTP_to_another_machine()
    {
        await using var proxy = new FaultServer(_ => Reply.Text(401, "", ("WWW-Authenticate", "Basic realm=charts")));
        using var client = new DocumentClient(Through(proxy) with { Credentials = Alice });

        var error = await Assert.ThrowsAsync<RegistryException>(() =>
            client.GetAsync(new Uri("http://charts.example/index.yaml"), null, 100, Token)
        );

        Assert.Equal((RegistryProblem.CredentialsWithheld, "charts.example"), (error.Problem, error.Registry));
        Assert.All(proxy.Requests, request => Assert.Null(request["Authorization"]));
    }

    [Fact]
    public async Task Nor_does_one_that_was_given_for_the_address()
    {
        await using var proxy = new FaultServer(_ => Reply.Text(200, "entries: {}"));
        using var client = new DocumentClient(Through(proxy));

        var error = await Assert.ThrowsAsync<RegistryException>(() =>
            client.GetAsync(new Uri("http://charts.example/index.yaml"), Credential.Basic("alice", "secret"), 100, Token)
        );

        Assert.Equal(RegistryProblem.CredentialsWithheld, error.Problem);
        Assert.Empty(proxy.Requests);
    }

    [Fact]
    public async Task It_does_when_the_person_said_so()
    {
        await using var proxy = new FaultServer(request => request["Authorization"] == Basic ? Reply.Text(200, "x") : Reply.Text(401, ""));
        using var client = new DocumentClient(
            Through(proxy) with
            {
                Credentials = Alice,
                Tls = new TlsOptions { Insecure = true },
            }
        );

        Assert.Equal("x"u8.ToArray(), await client.GetAsync(new Uri("http://charts.example/index.yaml"), null, 100, Token));
    }

    /// <summary>
    /// 401 with a challenge; 401 without, as Harbor's API; 404, as GitLab's for a private project; 403, as Artifactory's.
    /// </summary>
    [Theory]
    [InlineData(401, true)]
    [InlineData(401, false)]
    [InlineData(403, false)]
    [InlineData(404, false)]
    public async Task A_kept_password_is_sent_when_the_server_wants_one_and_not_before(int status, bool challenges)
    {
        await using var server = new FaultServer(request =>
            request["Authorization"] == Basic ? Reply.Text(200, "private")
            : challenges ? Reply.Text(status, "", ("WWW-Authenticate", "Basic realm=x"))
            : Reply.Text(status, "")
        );
        using var registries = new RegistryClient(Quick with { Credentials = Alice });
        using var http = registries.CreateHttpClient();
        using var documents = new DocumentClient(Quick with { Credentials = Alice });

        Assert.Equal("private", await http.GetStringAsync(server.Url + "/api/charts", Token));
        Assert.Equal("private"u8.ToArray(), await documents.GetAsync(new Uri(server.Url + "/index.yaml"), null, 100, Token));
        Assert.Equal([null, Basic, null, Basic], server.Requests.Select(request => request["Authorization"]));
    }

    [Fact]
    public async Task It_is_not_shown_to_a_server_that_asks_for_something_else()
    {
        await using var server = new FaultServer(_ => Reply.Text(401, "", ("WWW-Authenticate", "Negotiate")));
        using var client = new DocumentClient(Quick with { Credentials = Alice });

        var error = await Assert.ThrowsAsync<RegistryException>(() => client.GetAsync(new Uri(server.Url), null, 100, Token));

        Assert.Equal(RegistryProblem.LoginRequired, error.Problem);
        Assert.Null(Assert.Single(server.Requests)["Authorization"]);
    }

    [Fact]
    public async Task A_password_of_a_proxy_is_used_and_never_told()
    {
        await using var proxy = new FaultServer(_ => Reply.Text(501, ""));
        var lines = new List<string>();
        using var client = new RegistryClient(
            Quick with
            {
                Environment = new EnvironmentVariables([new("HTTPS_PROXY", $"http://pu:PROXYPW@{proxy.Host}")]),
                Log = lines.Add,
            }
        );

        var error = await Assert.ThrowsAsync<RegistryException>(() => client.PingAsync("reg.example", Token));

        Assert.Equal(RegistryProblem.ProxyTunnelRefused, error.Problem);
        Assert.DoesNotContain("PROXYPW", error + string.Concat(lines), StringComparison.Ordinal);
        Assert.Contains(proxy.Host, error.Message, StringComparison.Ordinal);
    }

    private static GivenCredential Alice { get; } = new(Credential.Basic("alice", "secret"), null, new NoCredentials());

    private static RegistryOptions Through(FaultServer proxy) =>
        Quick with
        {
            Environment = new EnvironmentVariables([new("HTTP_PROXY", proxy.Url)]),
        };
}
