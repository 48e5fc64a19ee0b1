using Wsm.Hosting;
using Wsm.Peers;
using Wsm.Product.Wording;
using Wsm.Tests.ChartStores;
using Wsm.Tests.Trust;

namespace Wsm.Tests.Attacks;

/// <summary>Addresses that open a door by themselves: their tokens are used, and stand nowhere afterwards.</summary>
public sealed class AddressSecretsTests : IAsyncLifetime
{
    private const string Token = "hK3vT0k3nAbCdEfGhIjKlMnOpQrStUvWxYz%2B%2F%3D";
    private const string Plain = "hK3vT0k3n";
    private const string Query = $"sv=2024-11-04&se=2030-01-01T00%3A00%3A00Z&sig={Token}";

    private readonly TemporaryFolder _folder = new();
    private readonly FaultServer _server;

    public AddressSecretsTests() => _server = new FaultServer(Answer);

    public async ValueTask InitializeAsync() => await Openssl.MakeKeyAsync(_folder.Path, "a");

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("--chart app@{0}/charts?{1}")]
    [InlineData("--chart {0}/charts/app-1.0.0.tgz?{1}")]
    [InlineData("--chart app@{0}/charts?{1} -f {0}/values.yaml?{1}")]
    [InlineData("--manifests {0}/pods.yaml?{1}")]
    [InlineData("--images {0}/images.txt?{1}")]
    [InlineData("--compose {0}/compose.yaml?{1}")]
    [InlineData("--catalog c.yaml")]
    public async Task A_token_is_used_and_written_nowhere(string options)
    {
        _folder.Write(
            "c.yaml",
            $"""
            apiVersion: wsm/v1
            kind: Catalog
            metadata: {"{"}name: test, title: Test{"}"}
            components:
              - name: one
                title: One
                chart: {"{"}url: '{_server.Url}/charts/app-1.0.0.tgz?{Query}'{"}"}
              - name: two
                title: Two
                manifests: '{_server.Url}/pods.yaml?{Query}'
              - name: three
                title: Three
                chart: {"{"}repository: '{_server.Url}/charts?{Query}', name: app, version: '*'{"}"}
            """
        );
        var words = string.Format(options, _server.Url, Query).Split(' ');
        foreach (var format in (string[])["text", "json", "yaml", "refs", "csv", "tree", "table", "catalog"])
        {
            var run = await RunAsync(["list", .. words, "-o", format, "--why", "-v", "-v"]);
            if (run.ExitCode == ExitCode.Usage)
            {
                run = await RunAsync(["list", .. words, "-o", format, "-v", "-v"]);
            }

            Assert.True(run.ExitCode == 0, $"{format}: {run.Error}");
            Require(run, format);
            Assert.Equal(
                format == "catalog" && !options.Contains("--images") && !options.Contains("--compose"),
                run.Error.Contains("is written without its query", StringComparison.Ordinal)
            );
        }

        foreach (
            var command in (string[][])
                [
                    ["download", .. words, "-b", "b", "-v", "-v"],
                    ["sign", "-b", "b", "--key", "a.pem"],
                    ["verify", "-b", "b", "-o", "json"],
                    ["report", "-b", "b", "--html", "r.html", "--cyclonedx", "r.json"],
                ]
        )
        {
            Require(await RunAsync(command), command[0]);
        }

        Assert.NotEmpty(Directory.GetFiles(_folder["b"]));
        foreach (
            var file in Directory.EnumerateFiles(_folder.Path, "*", SearchOption.AllDirectories).Where(file => !file.EndsWith("c.yaml"))
        )
        {
            Assert.False(File.ReadAllText(file).Contains(Plain, StringComparison.Ordinal), file);
        }
    }

    [Theory]
    [InlineData("--chart app@{0}/charts?{1}")]
    [InlineData("--chart {0}/charts/app-1.0.0.tgz?{1}")]
    [InlineData("--chart app@{0}/charts -f {0}/values.yaml?{1}")]
    [InlineData("--manifests {0}/pods.yaml?{1}")]
    [InlineData("--images {0}/images.txt?{1}")]
    [InlineData("--compose {0}/compose.yaml?{1}")]
    public async Task A_refusal_does_not_repeat_it(string options)
    {
        var words = string.Format(options, _server.Url, Query.Replace("sv=2024", "sv=1999")).Split(' ');

        var run = await RunAsync(["list", .. words, "-v", "-v"]);

        Assert.NotEqual(0, run.ExitCode);
        Require(run, options);
    }

    [Theory]
    [InlineData("--manifests {0}/pods.yaml")]
    [InlineData("--images {0}/images.txt")]
    [InlineData("--compose {0}/compose.yaml")]
    [InlineData("--chart {0}/charts/app-1.0.0.tgz")]
    [InlineData("--chart app@{0}/charts")]
    [InlineData("--chart a -f {0}/values.yaml")]
    public async Task A_password_in_it_is_refused(string options)
    {
        var words = string.Format(options, _server.Url.Replace("://", $"://anna:{Plain}@")).Split(' ');

        var run = await RunAsync(["list", .. words, "-v", "-v"]);

        Assert.NotEqual(0, run.ExitCode);
        Require(run, options);
        Assert.Empty(_server.Requests);
    }

    [Theory]
    [InlineData("https://a.example/x?version=1.2.3&raw=true", "https://a.example/x?version=1.2.3&raw=true")]
    [InlineData("https://a.example/x?file=charts/my-app/values.yaml", "https://a.example/x?file=charts/my-app/values.yaml")]
    [InlineData("https://a.example/x?token=abc", "https://a.example/x")]
    [InlineData("https://a.example/x?v=1&private_token=abc", "https://a.example/x")]
    [InlineData("https://a.example/x?v=1&anything=0123456789abcdef0123", "https://a.example/x")]
    [InlineData("https://a.example/x?0123456789abcdef0123", "https://a.example/x")]
    [InlineData("https://a.example/x?X-Amz-Credential=AK", "https://a.example/x")]
    [InlineData("https://u:p@a.example:8443/x", "https://a.example:8443/x")]
    [InlineData("/srv/x?sig=1.yaml", "/srv/x?sig=1.yaml")]
    public void Only_queries_that_open_nothing_are_written(string address, string written)
    {
        Assert.Equal(written, PublicAddress.Of(address));
        Assert.Equal(address != written, PublicAddress.IsCut(address));
    }

    private static void Require(RunResult run, string what) =>
        Assert.False((run.Output + run.Error).Contains(Plain, StringComparison.Ordinal), $"{what}: {run.Output}{run.Error}");

    private static Reply Answer(FaultRequest request) =>
        !request.Query.Contains("sv=2024") && !request.Path.StartsWith("/v2/")
            ? Reply.Text(403, $"not with {request.Query}")
            : request.Path switch
            {
                "/charts/index.yaml" => Reply.Text(200, "entries:\n  app:\n  - {version: 1.0.0, urls: [app-1.0.0.tgz]}\n"),
                "/charts/app-1.0.0.tgz" => new Reply { Body = SampleCharts.Bytes("app", "1.0.0") },
                "/values.yaml" => Reply.Text(200, "replicas: 2\n"),
                "/pods.yaml" => Reply.Text(
                    200,
                    "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{name: a, image: '127.0.0.1:1/a/b:1'}]}\n"
                ),
                "/images.txt" => Reply.Text(200, "127.0.0.1:1/a/b:1\n"),
                "/compose.yaml" => Reply.Text(200, "services:\n  a: {image: '127.0.0.1:1/a/b:1'}\n"),
                _ => Reply.Text(404, ""),
            };

    private Task<RunResult> RunAsync(IReadOnlyList<string> arguments) =>
        RunResult.OfAsync(
            _folder.Path,
            arguments,
            new Dictionary<string, string> { ["HOME"] = _folder["home"] },
            TestContext.Current.CancellationToken
        );
}
