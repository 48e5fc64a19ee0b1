using System.Net;
using System.Text;
using Wsm.Peers;
using Wsm.Tests.ChartStores;
using Wsm.Tests.Push;

namespace Wsm.Tests.Serve;

/// <summary>Requests that try to get out of the folders, or to be more than the server can hold.</summary>
public sealed class HostileRequestTests
{
    private const string Secret = "nobody may read this";

    /// <summary>
    /// Ways to write "../../secret.txt"; plain, encoded once and twice, with the other slash, and with a byte that ends strings in C.
    /// </summary>
    private static readonly string[] Ways =
    [
        "../../secret.txt",
        "../../../../../../../../etc/passwd",
        "..%2f..%2fsecret.txt",
        "%2e%2e/%2e%2e/secret.txt",
        "%2e%2e%2f%2e%2e%2fsecret.txt",
        "%252e%252e%252fsecret.txt",
        "..\\..\\secret.txt",
        "..%5c..%5csecret.txt",
        "....//....//secret.txt",
        "secret.txt%00",
        "..%00/secret.txt",
        "%c0%ae%c0%ae/secret.txt",
        "/etc/passwd",
        "%2fetc%2fpasswd",
    ];

    private static readonly (string Method, string Before, string After)[] Positions =
    [
        ("GET", "/", ""),
        ("GET", "/v2/", ""),
        ("GET", "/v2/", "/manifests/1.0"),
        ("GET", "/v2/team/app/manifests/", ""),
        ("GET", "/v2/team/app/blobs/", ""),
        ("GET", "/v2/team/app/blobs/sha256:", ""),
        ("GET", "/v2/team/app/referrers/", ""),
        ("GET", "/v2/team/app/blobs/uploads/", ""),
        ("GET", "/v2/team/", "/tags/list"),
        ("GET", "/v2/team/app/manifests/1.0?ns=", ""),
        ("GET", "/charts/", ""),
        ("GET", "/charts/", ".tgz"),
        ("GET", "/api/charts/", ""),
        ("GET", "/api/charts/operator/", ""),
        ("GET", "/page.css/", ""),
        ("HEAD", "/charts/", ""),
        ("PATCH", "/v2/team/app/blobs/uploads/", ""),
        ("PUT", "/v2/team/app/manifests/", ""),
        ("PUT", "/v2/", "/manifests/1.0"),
        ("POST", "/v2/", "/blobs/uploads/"),
        ("POST", "/v2/team/app/blobs/uploads/?mount=", "&from=x"),
        ("DELETE", "/v2/team/app/blobs/uploads/", ""),
    ];

    [Fact]
    public async Task No_path_leads_out_of_the_bundle_or_the_pushes_wherever_it_stands()
    {
        using var folder = new TemporaryFolder();
        using var made = await SampleBundle.MakeAsync(new Dictionary<string, ImageContent> { ["team/app:1.0"] = TestImages.Artifact() });
        foreach (var place in (string[])[Path.GetDirectoryName(made.Folder)!, made.Folder, folder.Path, folder["pushed"]])
        {
            Directory.CreateDirectory(place);
            File.WriteAllText(Path.Combine(place, "secret.txt"), Secret);
        }
        Directory.CreateDirectory(folder["pushed", "registry"]);
        await using var serve = await RunningServe.StartAsync(
            "--quiet",
            "--bundle",
            made.Folder,
            "--anonymous-push",
            "--allow-push",
            folder["pushed"]
        );
        var before = Files(folder.Path);

        foreach (var (method, beforePath, after) in Positions)
        {
            foreach (var way in Ways)
            {
                var answer = await RawConnection.AskAsync(
                    serve.Address,
                    $"{method} {beforePath}{way}{after}",
                    "Content-Length: 2\r\n",
                    "{}"u8.ToArray()
                );
                Assert.Matches("^HTTP/1.1 (4[0-9][0-9]|200|202) ", answer);
                Assert.DoesNotContain(Secret, answer);
                Assert.DoesNotContain("root:", answer);
            }
        }

        Assert.Equal(before, Files(folder.Path));
        Assert.Equal(HttpStatusCode.OK, (await serve.GetAsync("/v2/team/app/manifests/1.0")).Status);
    }

    [Fact]
    public async Task A_chart_whose_name_is_a_path_is_refused()
    {
        using var folder = new TemporaryFolder();
        using var made = await SampleBundle.MakeAsync(new Dictionary<string, ImageContent> { ["team/app:1.0"] = TestImages.Artifact() });
        await using var serve = await RunningServe.StartAsync(
            "--quiet",
            "--bundle",
            made.Folder,
            "--anonymous-push",
            "--allow-push",
            folder["pushed"]
        );

        foreach (
            var body in (byte[][])[Encoding.UTF8.GetBytes("no chart"), [], ChartNamed("../../evil"), ChartNamed("/evil"), ChartNamed("a/b")]
        )
        {
            var answer = await serve.Http.PostAsync("/api/charts", new ByteArrayContent(body), TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        }

        Assert.DoesNotContain(Files(folder.Path), file => file.EndsWith(".tgz", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Transfer-Encoding: nonsense\r\n")]
    [InlineData("Content-Length: -1\r\n")]
    [InlineData("Content-Length: 99999999999999999999\r\n")]
    public async Task An_upload_of_ambiguous_length_is_refused(string headers)
    {
        await using var registry = await RunningRegistry.StartAsync();
        var begun = await registry.Http.PostAsync("/v2/a/blobs/uploads/", null, TestContext.Current.CancellationToken);

        var answer = await RawConnection.AskAsync(
            registry.Address,
            $"PATCH {begun.Headers.Location}",
            headers,
            "5\r\nhello\r\n0\r\n\r\n"u8.ToArray()
        );

        Assert.Matches("^HTTP/1.1 (400|501) ", answer);
    }

    [Fact]
    public async Task More_headers_than_anybody_needs_are_refused()
    {
        await using var registry = await RunningRegistry.StartAsync();

        var many = await RawConnection.AskAsync(
            registry.Address,
            "GET /v2/",
            string.Concat(Enumerable.Range(0, 500).Select(i => $"X-{i}: 1\r\n"))
        );

        Assert.StartsWith("HTTP/1.1 431", many);
    }

    /// <summary>Everything below a folder but what a request may well leave behind: the upload that a POST has begun.</summary>
    private static List<string> Files(string folder) =>
        [
            .. Directory
                .EnumerateFiles(folder, "*", SearchOption.AllDirectories)
                .Where(file => !file.Contains("/.uploads/", StringComparison.Ordinal))
                .Order(StringComparer.Ordinal),
        ];

    private static byte[] ChartNamed(string name) =>
        SampleCharts.Pack(("chart/Chart.yaml", $"apiVersion: v2\nname: {name}\nversion: 1.0.0\n"));
}
