using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Wsm.Peers;
using Wsm.Tests.Push;

namespace Wsm.Tests.Serve;

/// <summary>How <c>wsm serve</c> is run: addresses, TLS, passwords, page, log, and what strangers send.</summary>
public sealed class ServeCommandTests
{
    [Theory]
    [InlineData("there is no TLS", "--listen", "0.0.0.0:0")]
    [InlineData("--listen takes ADDRESS:PORT", "--listen", "nowhere")]
    [InlineData("go together", "--tls-cert", "x.crt")]
    [InlineData("cannot be combined", "--plain-http", "--tls-self-signed")]
    [InlineData("There is no file", "--tls-cert", "none.crt", "--tls-key", "none.key")]
    [InlineData("There is no file", "--htpasswd", "none")]
    public async Task Wrong_usage_is_explained(string expected, params string[] arguments)
    {
        var run = await RunResult.OfAsync(["serve", "--bundle", "no-such-bundle", .. arguments]);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains(expected, run.Error);
    }

    [Theory]
    [InlineData("192.0.2.1:0", "Cannot assign requested address")]
    [InlineData("[2001:db8::1]:0", "Cannot assign requested address")]
    public async Task An_address_that_cannot_be_listened_on_is_named(string address, string reason)
    {
        using var made = await SmallAsync();

        var run = await RunResult.OfAsync("serve", "--bundle", made.Folder, "--plain-http", "--listen", address);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains($"Cannot listen on {address}: {reason}", run.Error);
        Assert.Contains("--listen", run.Error);
    }

    [Fact]
    public async Task An_address_that_is_taken_is_named()
    {
        using var made = await SmallAsync();
        await using var first = await RunningServe.StartAsync("--bundle", made.Folder);

        var run = await RunResult.OfAsync("serve", "--bundle", made.Folder, "--listen", first.Host);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains($"Cannot listen on {first.Host}", run.Error);
    }

    [Theory]
    [InlineData("user:{SHA}W6ph5Mm5Pz8GgiULbPgzG37mj9g=")]
    [InlineData("user:$apr1$abcdefgh$0123456789012345678901")]
    [InlineData("user:secret")]
    public async Task Passwords_that_are_not_hashed_with_bcrypt_are_refused_and_not_repeated(string line)
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("users", line + "\n");

        var run = await RunResult.OfAsync("serve", "--bundle", "no-such-bundle", "--htpasswd", file);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("line 1: the password of 'user' is not hashed with bcrypt", run.Error);
        Assert.DoesNotContain(line[5..], run.Error);
    }

    [Fact]
    public async Task Only_the_users_of_a_real_htpasswd_file_come_in_over_TLS_of_its_own_authority()
    {
        using var folder = new TemporaryFolder();
        using var made = await SmallAsync();
        await Tool.RunAsync("htpasswd", ["-B", "-b", "-c", folder["users"], "anna", "pass:wörd"]);
        await using var serve = await RunningServe.StartAsync(
            "--bundle",
            made.Folder,
            "--htpasswd",
            folder["users"],
            "--tls-self-signed",
            folder["tls"]
        );
        using var authority = X509CertificateLoader.LoadCertificateFromFile(folder["tls", "ca.crt"]);
        using var handler = new SocketsHttpHandler();
        handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            CustomTrustStore = { authority },
            RevocationMode = X509RevocationMode.NoCheck,
        };
        using var client = new HttpClient(handler)
        {
            BaseAddress = serve.Address,
            DefaultRequestVersion = HttpVersion.Version20,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };

        async Task<HttpResponseMessage> AskAsync(string path, string? login)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path)
            {
                Version = HttpVersion.Version20,
                VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            };
            if (login is not null)
            {
                request.Headers.Authorization = new AuthenticationHeaderValue(
                    "Basic",
                    Convert.ToBase64String(Encoding.UTF8.GetBytes(login))
                );
            }

            return await client.SendAsync(request);
        }

        var refused = await AskAsync("/v2/", null);
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        Assert.StartsWith("Basic realm=", refused.Headers.WwwAuthenticate.ToString());
        Assert.Equal(HttpStatusCode.Unauthorized, (await AskAsync("/v2/", "anna:wrong")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await AskAsync("/v2/", "bert:pass:wörd")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await AskAsync("/index.yaml", null)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await AskAsync("/", null)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await AskAsync("/healthz", null)).StatusCode);
        for (var again = 0; again < 2; again++)
        {
            Assert.Equal(HttpStatusCode.OK, (await AskAsync("/v2/", "anna:pass:wörd")).StatusCode);
        }

        Assert.Equal(HttpStatusCode.Unauthorized, (await AskAsync("/v2/", "anna:wrong")).StatusCode);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(folder["tls", "server.key"]));
        }

        Assert.Contains("-----BEGIN CERTIFICATE-----", serve.Error);
        Assert.DoesNotContain("PRIVATE KEY", serve.Error);
    }

    [Fact]
    public async Task The_page_names_everything_and_escapes_what_comes_from_outside()
    {
        using var made = await SmallAsync();
        await using var serve = await RunningServe.StartAsync("--bundle", made.Folder);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/");
        request.Headers.TryAddWithoutValidation("Host", "a<script>b");
        using var odd = await serve.Http.SendAsync(request);
        using var answer = await serve.Http.GetAsync("/");
        var page = await answer.Content.ReadAsStringAsync();

        Assert.DoesNotContain("<script>b", await odd.Content.ReadAsStringAsync());
        Assert.Contains($"<h3>{made.Upstream}/team/app:1.0</h3>", page.Replace("<wbr>", ""));
        Assert.Contains($"docker pull {serve.Host}/team/app:1.0", page);
        Assert.Contains($"helm repo add sample {serve.Address}", page);
        Assert.Contains($"wsm values --bundle bundle --registry {serve.Host} --plain-http --out deploy", page);
        Assert.Contains("operator 1.4.8", page);
        Assert.Contains("default-src 'none'", answer.Headers.GetValues("Content-Security-Policy").Single());
        Assert.DoesNotContain("://", page.Replace(serve.Address.ToString().TrimEnd('/'), "").Replace("oci://", ""));
    }

    [Fact]
    public async Task Requests_are_logged_and_cannot_make_up_lines()
    {
        using var made = await SmallAsync();
        await using var serve = await RunningServe.StartAsync("--bundle", made.Folder);

        await serve.GetAsync("/v2/team/app/tags/list?x=%0a");
        await serve.GetAsync("/%0aforged%1b%5b31m");
        await serve.StopAsync();

        Assert.Contains("127.0.0.1 GET /v2/team/app/tags/list?x=%0a 200", serve.Error);
        Assert.Contains("GET /%0Aforged%1B%5B31m 404", serve.Error);
        Assert.DoesNotContain('\u001b', serve.Error);
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\nHost: localhost\r\nX: {40000}\r\n\r\n", "431")]
    [InlineData("GET /{40000} HTTP/1.1\r\nHost: localhost\r\n\r\n", "414")]
    [InlineData("GET / HTTP/1.1\r\n\r\n", "400")]
    [InlineData("NONSENSE\r\n\r\n", "400")]
    [InlineData("GET /v2/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n", "400")]
    public async Task Broken_requests_are_refused_and_the_server_goes_on(string request, string status)
    {
        using var made = await SmallAsync();
        await using var serve = await RunningServe.StartAsync("--bundle", made.Folder);
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, serve.Address.Port);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(request.Replace("{40000}", new string('a', 40_000))));

        var head = new byte[12];
        await client.GetStream().ReadExactlyAsync(head);

        Assert.Equal("HTTP/1.1 " + status, Encoding.ASCII.GetString(head));
        Assert.Equal(HttpStatusCode.OK, (await serve.GetAsync("/healthz")).Status);
    }

    private static Task<SampleBundle> SmallAsync() =>
        SampleBundle.MakeAsync(new Dictionary<string, ImageContent> { ["team/app:1.0"] = TestImages.Artifact() });
}
