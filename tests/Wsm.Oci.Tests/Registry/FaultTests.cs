using System.Net;
using System.Text;
using Wsm.Oci.Content;
using Wsm.Oci.Credentials;
using Wsm.Oci.Models;
using Wsm.Oci.References;
using Wsm.Oci.Registry;
using Wsm.Oci.Registry.Failures;
using Wsm.Oci.Registry.Options;
using Wsm.Peers;
using static Wsm.Oci.Tests.Registry.Samples;

namespace Wsm.Oci.Tests.Registry;

/// <summary>The client against a registry that fails, lies and stops.</summary>
public sealed class FaultTests
{
    private static readonly byte[] Content = Bytes(500_000);
    private static readonly Descriptor Blob = Describe(Content);
    private static readonly string BlobPath = $"/v2/a/blobs/{Blob.Digest}";

    [Fact]
    public async Task A_burst_of_errors_is_waited_out()
    {
        int[] statuses = [500, 502, 503, 504, 429];
        await using var server = Serve(request =>
            request.Attempt <= statuses.Length ? Reply.Text(statuses[request.Attempt - 1], "") : Reply.Blob(Content, request)
        );
        var notices = new List<RetryNotice>();
        using var client = new RegistryClient(Quick with { Retry = Quick.Retry with { OnRetry = notices.Add } });
        Assert.Equal(Content, await ReadAllAsync(await Repository(client, server).OpenBlobAsync(Blob, 0, Token)));
        Assert.Equal(5, notices.Count);
        Assert.Contains("503", notices[2].Reason);
    }

    [Fact]
    public async Task What_is_refused_for_good_is_asked_for_once()
    {
        await using var server = Serve(_ =>
            Reply.Text(403, """{"errors":[{"code":"DENIED","message":"requested access to the resource is denied"}]}""")
        );
        using var client = new RegistryClient(Quick);
        var error = await Assert.ThrowsAsync<RegistryException>(() => Repository(client, server).OpenBlobAsync(Blob, 0, Token));
        Assert.Equal(["DENIED"], error.Codes);
        Assert.Contains("requested access to the resource is denied (DENIED)", error.Message);
        Assert.Equal((RegistryProblem.Forbidden, server.Host), (error.Problem, error.Registry));
        Assert.Single(server.Asked("GET", BlobPath));
    }

    [Fact]
    public async Task Retry_After_is_honoured_and_one_that_asks_too_much_is_an_error()
    {
        await using var server = Serve(request =>
            request.Attempt == 1 ? Reply.Text(429, "", ("Retry-After", "1")) : Reply.Text(429, "", ("Retry-After", "3600"))
        );
        var notices = new List<RetryNotice>();
        using var client = new RegistryClient(Quick with { Retry = Quick.Retry with { OnRetry = notices.Add } });
        var error = await Assert.ThrowsAsync<RegistryException>(() => Repository(client, server).OpenBlobAsync(Blob, 0, Token));
        Assert.Equal(TimeSpan.FromSeconds(1), Assert.Single(notices).Delay);
        Assert.Equal((HttpStatusCode.TooManyRequests, TimeSpan.FromHours(1)), (error.Status, error.RetryAfter));
    }

    [Fact]
    public async Task Credentials_do_not_follow_a_redirect_to_another_host()
    {
        await using var storage = new FaultServer(request => Reply.Blob(Content, request));
        await using var server = Serve(request =>
            request["Authorization"] is null ? Challenge() : Reply.Redirect(storage.Url + "/layer?X-Signature=abc")
        );
        var lines = new List<string>();
        using var client = new RegistryClient(Quick with { Credentials = Alice, Log = lines.Add });
        Assert.Equal(Content, await ReadAllAsync(await Repository(client, server).OpenBlobAsync(Blob, 0, Token)));
        Assert.Null(Assert.Single(storage.Asked("GET", "/layer"))["Authorization"]);
        Assert.DoesNotContain(lines, line => line.Contains("abc") || line.Contains("secret") || line.Contains("YWxpY2U"));
        Assert.Contains(lines, line => line.Contains("X-Signature=***"));

        static Reply Challenge() => Reply.Text(401, "", ("WWW-Authenticate", "Basic realm=\"test\""));
    }

    [Fact]
    public async Task Redirects_in_a_circle_and_to_plain_http_are_refused()
    {
        using var folder = new TemporaryFolder();
        using var authority = new TestAuthority();
        await using var plain = new FaultServer(request => Reply.Blob(Content, request));
        await using var secure = new FaultServer(_ => Reply.Redirect(plain.Url + "/layer"), authority.CreateServer());
        await using var circle = Serve(request => Reply.Redirect(request.Path));
        using var client = new RegistryClient(
            Quick with
            {
                Tls = new TlsOptions { CaFiles = [folder.Write("ca.pem", authority.CertificatePem)] },
            }
        );

        var downgrade = await Assert.ThrowsAsync<RegistryException>(() =>
            client.GetRepository(secure.Host, "a").OpenBlobAsync(Blob, 0, Token)
        );
        Assert.Contains("plain HTTP", downgrade.Message);
        Assert.Empty(plain.Requests);
        Assert.Contains(
            "more than 6 times",
            (await Assert.ThrowsAsync<RegistryException>(() => Repository(client, circle).OpenBlobAsync(Blob, 0, Token))).Message
        );
    }

    [Fact]
    public async Task Many_requests_at_once_fetch_one_token()
    {
        await using var tokens = new FaultServer(_ => Reply.Json("""{"access_token":"good","expires_in":300}"""));
        await using var server = Serve(request =>
            request["Authorization"] == "Bearer good"
                ? Reply.Blob(Content, request)
                : Reply.Text(
                    401,
                    "",
                    ("WWW-Authenticate", $"Bearer realm=\"{tokens.Url}/token\",service=s,scope=\"repository:other/a:pull\"")
                )
        );
        using var client = new RegistryClient(Quick);
        await Task.WhenAll(
            Enumerable.Range(0, 20).Select(async _ => await ReadAllAsync(await Repository(client, server).OpenBlobAsync(Blob, 0, Token)))
        );
        var request = Assert.Single(tokens.Requests);
        Assert.Contains("scope=repository%3Aa%3Apull&scope=repository%3Aother%2Fa%3Apull", request.Query);
    }

    [Fact]
    public async Task A_token_that_is_refused_is_replaced_once()
    {
        await using var tokens = new FaultServer(request => Reply.Json($$"""{"token":"t{{request.Attempt}}"}"""));
        await using var server = Serve(request => Reply.Text(401, "", ("WWW-Authenticate", $"Bearer realm=\"{tokens.Url}/token\"")));
        using var client = new RegistryClient(Quick);
        Assert.Equal(
            HttpStatusCode.Unauthorized,
            (await Assert.ThrowsAsync<RegistryException>(() => Repository(client, server).OpenBlobAsync(Blob, 0, Token))).Status
        );
        Assert.Equal(
            HttpStatusCode.Unauthorized,
            (await Assert.ThrowsAsync<RegistryException>(() => Repository(client, server).OpenBlobAsync(Blob, 0, Token))).Status
        );
        Assert.Equal(
            [null, "Bearer t1", "Bearer t1", "Bearer t2"],
            server.Asked("GET", BlobPath).Select(request => request["Authorization"])
        );
    }

    [Fact]
    public async Task A_manifest_with_the_wrong_digest_is_refused()
    {
        var manifest = Manifest(Blob);
        var other = Manifest(Blob, Blob);
        await using var server = new FaultServer(request =>
            request.Path.EndsWith("lying", StringComparison.Ordinal)
                ? Reply.Manifest(manifest.Bytes.ToArray(), manifest.MediaType) with
                {
                    Headers = [("Docker-Content-Digest", other.Digest.ToString())],
                }
                : Reply.Manifest(manifest.Bytes.ToArray(), manifest.MediaType)
        );
        using var client = new RegistryClient(Quick);
        foreach (var name in (string[])[other.Digest.ToString(), "lying"])
        {
            var error = await Assert.ThrowsAsync<IntegrityException>(() => Repository(client, server).GetManifestAsync(name, Token));
            Assert.Contains(manifest.Digest.ToString(), error.Message);
            Assert.Contains(other.Digest.ToString(), error.Message);
            Assert.Equal(2, server.Asked("GET", $"/v2/a/manifests/{name}").Count());
        }

        Assert.Equal(manifest.Digest, (await Repository(client, server).GetManifestAsync(manifest.Digest.ToString(), Token)).Digest);
    }

    [Fact]
    public async Task A_manifest_that_arrives_damaged_is_asked_for_once_more()
    {
        var manifest = Manifest(Blob);
        await using var server = new FaultServer(request =>
        {
            var bytes = manifest.Bytes.ToArray();
            if (request.Attempt == 1)
            {
                bytes[request.Path.EndsWith("tag", StringComparison.Ordinal) ? ^5 : 0] ^= 1;
            }

            return Reply.Manifest(bytes, manifest.MediaType) with
            {
                Headers = [("Content-Type", manifest.MediaType), ("Docker-Content-Digest", manifest.Digest.ToString())],
            };
        });
        var notices = new List<RetryNotice>();
        using var client = new RegistryClient(Quick with { Retry = Quick.Retry with { OnRetry = notices.Add } });
        foreach (var name in (string[])[manifest.Digest.ToString(), "tag"])
        {
            Assert.Equal(manifest.Bytes.ToArray(), (await Repository(client, server).GetManifestAsync(name, Token)).Bytes.ToArray());
        }

        Assert.All(notices, notice => Assert.Contains(manifest.Digest.ToString(), notice.Reason));
        Assert.Equal(2, notices.Count);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(60)]
    public async Task A_manifest_that_breaks_off_is_asked_for_again(int after)
    {
        var manifest = Manifest(Blob);
        await using var server = new FaultServer(request =>
            Reply.Manifest(manifest.Bytes.ToArray(), manifest.MediaType) with
            {
                ResetAfter = request.Attempt == 1 ? after : null,
                StallAfter = request.Attempt == 2 ? after : null,
            }
        );
        var notices = new List<RetryNotice>();
        using var client = new RegistryClient(
            Quick with
            {
                StallTimeout = TimeSpan.FromMilliseconds(300),
                Retry = Quick.Retry with { OnRetry = notices.Add },
            }
        );
        var found = await Repository(client, server).GetManifestAsync("1", Token);
        Assert.Equal((manifest.Digest, manifest.MediaType), (found.Digest, found.MediaType));
        Assert.Equal(2, notices.Count);
        Assert.Equal(3, server.Asked("GET", "/v2/a/manifests/1").Count());
    }

    [Fact]
    public async Task A_manifest_that_always_breaks_off_is_an_error_that_may_pass()
    {
        var manifest = Manifest(Blob);
        await using var server = new FaultServer(_ =>
            Reply.Manifest(manifest.Bytes.ToArray(), manifest.MediaType) with
            {
                ResetAfter = 60,
            }
        );
        using var client = new RegistryClient(Quick);
        var error = await Assert.ThrowsAsync<RegistryException>(() => Repository(client, server).GetManifestAsync("1", Token));
        Assert.True(error.IsTransient);
        Assert.Contains("was lost", error.Message);
        Assert.Equal(1 + Quick.Retry.MaxRetries, server.Asked("GET", "/v2/a/manifests/1").Count());
    }

    [Fact]
    public async Task A_list_a_token_and_a_document_that_break_off_are_asked_for_again()
    {
        await using var tokens = new FaultServer(request =>
            Reply.Json("""{"token":"good"}""") with
            {
                ResetAfter = request.Attempt == 1 ? 5 : null,
            }
        );
        await using var server = new FaultServer(request =>
            request["Authorization"] == "Bearer good"
                ? Reply.Json("""{"name":"a","tags":["1"]}""") with
                {
                    ResetAfter = request.Attempt == 2 ? 5 : null,
                }
                : Reply.Text(401, "", ("WWW-Authenticate", $"Bearer realm=\"{tokens.Url}/token\""))
        );
        await using var documents = new FaultServer(request =>
            Reply.Text(200, "entries: {}") with
            {
                ResetAfter = request.Attempt == 1 ? 5 : null,
            }
        );
        using var client = new RegistryClient(Quick);
        using var reader = new DocumentClient(Quick);
        Assert.Equal(["1"], await Repository(client, server).ListTagsAsync(Token).ToListAsync(Token));
        Assert.Equal("entries: {}"u8.ToArray(), await reader.GetAsync(new Uri(documents.Url + "/index.yaml"), null, 100, Token));
        Assert.Equal((2, 2), (tokens.Requests.Count, documents.Requests.Count));
    }

    [Fact]
    public async Task A_manifest_without_end_is_not_read()
    {
        await using var server = new FaultServer(_ => new Reply
        {
            Body = new byte[RawManifest.LargestSize + 1],
            Headers = [("Content-Type", MediaTypes.OciManifest)],
        });
        using var client = new RegistryClient(Quick);
        Assert.Contains(
            "more than the 4194304 bytes",
            (await Assert.ThrowsAsync<RegistryException>(() => Repository(client, server).GetManifestAsync("1", Token))).Message
        );
    }

    [Fact]
    public async Task A_web_page_is_not_a_registry()
    {
        await using var server = new FaultServer(_ => Reply.Text(200, "<html>Welcome</html>", ("Content-Type", "text/html")));
        using var client = new RegistryClient(Quick);
        Assert.Contains(
            "web page",
            (await Assert.ThrowsAsync<RegistryException>(() => Repository(client, server).GetManifestAsync("1", Token))).Message
        );
        Assert.Contains(
            "not as a container registry",
            (await Assert.ThrowsAsync<RegistryException>(() => client.PingAsync(server.Host, Token))).Message
        );
    }

    [Fact]
    public async Task A_registry_that_knows_no_head_is_asked_with_get()
    {
        var manifest = Manifest(Blob);
        await using var server = new FaultServer(request =>
            request.Method == "HEAD" ? Reply.Text(405, "") : Reply.Manifest(manifest.Bytes.ToArray(), manifest.MediaType)
        );
        using var client = new RegistryClient(Quick);
        Assert.Equal(manifest.Descriptor, await Repository(client, server).FindManifestAsync("1", Token));
        Assert.False(await Repository(client, server).HasBlobAsync(Blob, Token));
    }

    [Fact]
    public async Task Pages_are_followed_wherever_their_links_are_written_and_not_in_circles()
    {
        await using var server = new FaultServer(request =>
            (request.Path, request.Query) switch
            {
                ("/v2/a/tags/list", "n=1000") => Reply.Json(
                    """{"name":"a","tags":["1"]}""",
                    ("Link", "</v2/a/tags/list?last=1>; rel=\"next\"")
                ),
                ("/v2/a/tags/list", "last=1") => Reply.Json(
                    """{"name":"a","tags":["2"]}""",
                    ("Link", $"<http://{request["Host"]}/v2/a/tags/list?last=2>; rel=\"next\"")
                ),
                ("/v2/a/tags/list", _) => Reply.Json("""{"name":"a","tags":null}"""),
                ("/v2/circle/tags/list", _) => Reply.Json("""{"tags":["1"]}""", ("Link", "</v2/circle/tags/list?n=1>; rel=\"next\"")),
                _ => Reply.Json("""{"tags":["1"]}""", ("Link", "<https://elsewhere.example/v2/x/tags/list>; rel=\"next\"")),
            }
        );
        using var client = new RegistryClient(Quick);
        Assert.Equal(["1", "2"], await Repository(client, server).ListTagsAsync(Token).ToListAsync(Token));
        Assert.Contains(
            "without end",
            (
                await Assert.ThrowsAsync<RegistryException>(async () =>
                    await client.GetRepository(server.Host, "circle").ListTagsAsync(Token).ToListAsync(Token)
                )
            ).Message
        );
        Assert.Contains(
            "elsewhere.example",
            (
                await Assert.ThrowsAsync<RegistryException>(async () =>
                    await client.GetRepository(server.Host, "off").ListTagsAsync(Token).ToListAsync(Token)
                )
            ).Message
        );
    }

    [Fact]
    public async Task Referrers_come_from_the_api_page_by_page()
    {
        var subject = Digest.Of("x"u8);
        await using var server = new FaultServer(request =>
            request.Query.Length == 0 ? Reply.Json(Index("a"), ("Link", "<?page=2>; rel=\"next\"")) : Reply.Json(Index("b"))
        );
        using var client = new RegistryClient(Quick);
        Assert.Equal(
            ["type/a", "type/b"],
            (await Repository(client, server).GetReferrersAsync(subject, null, Token)).Select(referrer => referrer.ArtifactType)
        );

        static string Index(string type) =>
            $$"""
                {"schemaVersion":2,"manifests":[{"mediaType":"{{MediaTypes.OciManifest}}","digest":"{{Digest.Of(
                    Encoding.UTF8.GetBytes(type)
                )}}","size":2,"artifactType":"type/{{type}}"}]}
                """;
    }

    [Fact]
    public async Task The_pull_limit_is_noted()
    {
        var manifest = Manifest(Blob);
        await using var server = new FaultServer(_ =>
            Reply
                .Manifest(manifest.Bytes.ToArray(), manifest.MediaType)
                .With("ratelimit-limit", "100;w=21600")
                .With("ratelimit-remaining", "76;w=21600")
        );
        using var client = new RegistryClient(Quick);
        Assert.Null(client.RateLimitOf(server.Host));
        await Repository(client, server).FindManifestAsync("1", Token);
        Assert.Equal(new RateLimit(100, 76, TimeSpan.FromHours(6)), client.RateLimitOf(server.Host));
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_named()
    {
        var host = $"127.0.0.1:{FreePort.Next()}";
        using var client = new RegistryClient(Quick with { Retry = Quick.Retry with { MaxRetries = 1 } });
        var error = await Assert.ThrowsAsync<RegistryException>(() => client.PingAsync(host, Token));
        Assert.Equal($"{host} refused the connection", error.Message);
        Assert.Equal((RegistryProblem.ConnectionRefused, host), (error.Problem, error.Registry));
    }

    [Fact]
    public async Task A_stranger_that_refuses_connections_is_given_up_soon_and_one_that_answered_before_is_waited_for()
    {
        var stranger = $"127.0.0.1:{FreePort.Next()}";
        var notices = new List<RetryNotice>();
        using var client = new RegistryClient(Quick with { Retry = Quick.Retry with { MaxRetries = 5, OnRetry = notices.Add } });

        await Assert.ThrowsAsync<RegistryException>(() => client.PingAsync(stranger, Token));
        var forStranger = notices.Count;
        string known;
        await using (var server = new FaultServer(_ => Reply.Json("{}")))
        {
            known = server.Host;
            await client.PingAsync(known, Token);
        }

        notices.Clear();
        await Assert.ThrowsAsync<RegistryException>(() => client.PingAsync(known, Token));

        Assert.Equal(2, forStranger);
        Assert.Equal(5, notices.Count);
    }

    [Fact]
    public async Task Other_servers_are_reached_by_the_same_rules()
    {
        using var authority = new TestAuthority();
        await using var elsewhere = new FaultServer(_ => Reply.Text(200, "there"));
        await using var server = new FaultServer(request =>
            (request.Path, request.Attempt) switch
            {
                ("/busy", 1) => Reply.Text(503, ""),
                ("/busy", _) => Reply.Redirect("/here"),
                ("/away", _) => Reply.Redirect(elsewhere.Url + "/there"),
                _ => Reply.Text(200, "here"),
            }
        );
        await using var strange = new FaultServer(_ => Reply.Text(200, ""), authority.CreateServer());
        using var client = new RegistryClient(Quick with { UserAgent = "wsm/test", Credentials = Alice });
        using var http = client.CreateHttpClient();
        http.DefaultRequestHeaders.Authorization = new("Basic", "eDp5");

        Assert.Equal("here", await http.GetStringAsync(server.Url + "/busy", Token));
        Assert.Equal("there", await http.GetStringAsync(server.Url + "/away", Token));
        Assert.Equal(
            ("Basic eDp5", "wsm/test"),
            (server.Asked("GET", "/here").Single()["Authorization"], server.Asked("GET", "/here").Single()["User-Agent"])
        );
        Assert.Null(elsewhere.Requests.Single()["Authorization"]);
        var error = await Assert.ThrowsAsync<RegistryException>(() => http.GetStringAsync(strange.Url, Token));
        Assert.Equal(RegistryProblem.UntrustedAuthority, error.Problem);
    }

    private static GivenCredential Alice { get; } = new(Credential.Basic("alice", "secret"), null, new NoCredentials());

    private static Repository Repository(RegistryClient client, FaultServer server) => client.GetRepository(server.Host, "a");

    private static FaultServer Serve(Func<FaultRequest, Reply> blob, int onlyFirst = int.MaxValue) =>
        new(request =>
            request.Path != BlobPath ? Reply.Text(404, "")
            : request.Attempt <= onlyFirst ? blob(request)
            : Reply.Blob(Content, request)
        );
}
