using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using Wsm.Caching;
using Wsm.Charts;
using Wsm.Peers;

namespace Wsm.Tests.Charts;

/// <summary>Charts from everywhere, as <c>wsm list -o catalog</c> resolves them.</summary>
public sealed class ChartSourceTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private Dictionary<string, string> Environment => new() { ["XDG_CACHE_HOME"] = _folder["cache"] };

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_newest_stable_version_of_a_repository_is_taken_and_its_bytes_are_pinned()
    {
        var newest = Chart("app", "1.10.0");
        await using var server = Repository(
            ("1.9.0", Chart("app", "1.9.0")),
            ("1.10.0", newest),
            ("2.0.0-rc.1", Chart("app", "2.0.0-rc.1"))
        );
        var run = await ListAsync("--chart", $"app@{server.Url}/charts", "-o", "catalog");
        Assert.Equal((ExitCode.Done, ""), (run.ExitCode, run.Error));
        Assert.Contains("version: 1.10.0\n", run.Output, StringComparison.Ordinal);
        Assert.Contains($"digest: sha256:{ContentCache.Sha256Of(newest)}\n", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ingress-nginx-4.10.1.tgz", "ingress-nginx")]
    [InlineData("app-v1.2.3-rc.1+build.5.tgz", "app")]
    [InlineData("app-1.2.3.tar.gz", "app")]
    [InlineData("app-2.tgz", "app-2")]
    [InlineData("app.tgz", "app")]
    [InlineData("1.2.3.tgz", "1.2.3")]
    [InlineData("-1.2.3.tgz", "chart")]
    public void A_packed_chart_is_called_by_its_file_s_name_without_version_and_ending(string file, string title) =>
        Assert.Equal(title, ChartCatalog.Of(new LocalChart(_folder[file]), null, null).Title);

    [Fact]
    public async Task A_range_chooses_and_a_pre_release_is_taken_when_it_is_asked_for()
    {
        await using var server = Repository(
            ("1.9.0", Chart("app", "1.9.0")),
            ("1.10.0", Chart("app", "1.10.0")),
            ("2.0.0-rc.1", Chart("app", "2.0.0-rc.1"))
        );
        Assert.Contains(
            "version: 1.9.0\n",
            (await ListAsync("--chart", $"app@{server.Url}/charts", "--chart-version", "<1.10", "-o", "catalog")).Output,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "version: 2.0.0-rc.1\n",
            (await ListAsync("--chart", $"app@{server.Url}/charts", "--chart-version", ">1-0", "-o", "catalog")).Output,
            StringComparison.Ordinal
        );
        var none = await ListAsync("--chart", $"app@{server.Url}/charts", "--chart-version", "^3");
        Assert.Contains("has no version of 'app' in '^3'; the newest there is 2.0.0-rc.1", none.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_archive_that_was_replaced_is_refused()
    {
        await using var server = new FaultServer(request =>
            request.Path switch
            {
                "/charts/index.yaml" => Reply.Text(
                    200,
                    $"entries:\n  app:\n  - {{version: 1.0.0, urls: [app-1.0.0.tgz], digest: {new string('a', 64)}}}\n"
                ),
                _ => new Reply { Body = Chart("app", "1.0.0") },
            }
        );
        var run = await ListAsync("--chart", $"app@{server.Url}/charts");
        Assert.Equal(ExitCode.Failed, run.ExitCode);
        Assert.Contains($"is not the one that was promised: its digest is sha256:", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<html>Log in</html>", "is not the index of a chart repository")]
    [InlineData("[]", "it is no mapping")]
    [InlineData("a: b", "it has no 'entries'")]
    [InlineData("entries: [", "cannot be read")]
    [InlineData("entries: {other: []}", "has no chart 'app'")]
    [InlineData("entries: {app: nonsense}", "has no chart 'app'")]
    [InlineData("entries: {app: [{version: 1.0.0}]}", "gives no usable address for version 1.0.0")]
    [InlineData("entries: {app: [{version: 1.0.0, urls: ['file:///etc/passwd']}]}", "gives no usable address for version 1.0.0")]
    public async Task An_index_that_is_wrong_gives_one_clear_sentence(string index, string expected)
    {
        await using var server = new FaultServer(_ => Reply.Text(200, index));
        var run = await ListAsync("--chart", $"app@{server.Url}");
        Assert.Equal(ExitCode.Failed, run.ExitCode);
        Assert.Contains(expected, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_repository_s_password_does_not_go_to_the_host_that_keeps_the_archives()
    {
        var archive = Chart("app", "1.0.0");
        await using var elsewhere = new FaultServer(_ => new Reply { Body = archive });
        await using var server = new FaultServer(request =>
            request["Authorization"] is null
                ? Reply.Text(401, "")
                : Reply.Text(200, $"entries:\n  app:\n  - {{version: 1.0.0, urls: ['{elsewhere.Url}/app-1.0.0.tgz']}}\n")
        );
        await using var channel = new FaultServer(_ =>
            Reply.Json(
                $$"""{"chart": {"url": "{{server.Url}}", "name": "app", "version": "1.0.0", "username": "u", "password": "topsecret"}, "values": { } }"""
            )
        );
        _folder.Write(
            "c.yaml",
            $"apiVersion: wsm/v1\nkind: Catalog\nmetadata: {{name: p}}\ncomponents: [{{name: a, channel: '{channel.Url}/c'}}]\n"
        );
        var run = await ListAsync("--catalog", "c.yaml", "-v", "-v");
        Assert.Equal(ExitCode.Done, run.ExitCode);
        Assert.Equal("Basic dTp0b3BzZWNyZXQ=", Assert.Single(server.Requests)["Authorization"]);
        Assert.Null(Assert.Single(elsewhere.Requests)["Authorization"]);
        Assert.DoesNotContain("topsecret", run.Output + run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_network_the_cache_answers_and_what_it_does_not_know_is_an_error()
    {
        string url;
        RunResult first;
        await using (var server = Repository(("1.0.0", Chart("app", "1.0.0"))))
        {
            url = $"{server.Url}/charts";
            first = await ListAsync("--chart", $"app@{url}", "-o", "catalog");
        }

        var second = await ListAsync("--chart", $"app@{url}", "-o", "catalog", "--offline");
        Assert.Equal((first.Output, ExitCode.Done), (second.Output, second.ExitCode));
        var unknown = await ListAsync("--chart", $"app@{url}/other", "--offline");
        Assert.Contains("is not in the cache", unknown.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_packs_to_the_same_bytes_each_time_and_Helm_reads_them()
    {
        WriteChart("app");
        var first = await new Wsm.Charts.LocalCharts().FetchAsync(new Wsm.Charts.LocalChart(_folder["app"]), default);
        File.SetLastWriteTimeUtc(_folder["app", "Chart.yaml"], new DateTime(2001, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        var second = await new Wsm.Charts.LocalCharts().FetchAsync(new Wsm.Charts.LocalChart(_folder["app"]), default);
        Assert.Equal(first.Sha256, second.Sha256);
        var archive = _folder.Write(first.FileName, first.Archive.ToArray());
        var shown = await Tool.RunAsync(Tool.Find("helm", "WSM_TEST_HELM"), ["template", "x", archive]);
        Assert.Contains("image: a/b:1", shown.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_chart_that_Helm_pushed_to_a_registry_comes_back_byte_for_byte()
    {
        await using var registry = await RegistryProcess.StartAsync();
        foreach (var version in (string[])["1.0.0", "1.1.0+build.7", "2.0.0-rc.1"])
        {
            WriteChart("app", version);
            await Tool.RunAsync(Tool.Find("helm", "WSM_TEST_HELM"), ["package", _folder["app"], "-d", _folder["out"]]);
            await Tool.RunAsync(
                Tool.Find("helm", "WSM_TEST_HELM"),
                ["push", "--plain-http", _folder["out", $"app-{version}.tgz"], $"oci://{registry.Host}/charts"]
            );
        }

        var run = await ListAsync("--chart", $"oci://{registry.Host}/charts/app", "-o", "catalog");
        var expected = ContentCache.Sha256Of(File.ReadAllBytes(_folder["out", "app-1.1.0+build.7.tgz"]));
        Assert.Contains($"version: 1.1.0+build.7\n    digest: sha256:{expected}\n", run.Output, StringComparison.Ordinal);
        var pinned = await ListAsync("--chart", $"oci://{registry.Host}/charts/app:2.0.0-rc.1", "-o", "catalog");
        Assert.Contains("version: 2.0.0-rc.1\n", pinned.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("not gzip at all", "is no chart archive")]
    [InlineData("", "is no chart")]
    public async Task What_is_no_chart_is_refused(string content, string expected)
    {
        _folder.Write("x.tgz", content);
        var run = await ListAsync("--chart", "x.tgz");
        Assert.Equal(ExitCode.Failed, run.ExitCode);
        Assert.Contains(expected, run.Error, StringComparison.Ordinal);
    }

    private Task<RunResult> ListAsync(params string[] arguments) => RunResult.OfAsync(_folder.Path, ["list", .. arguments], Environment);

    private void WriteChart(string name, string version = "1.0.0")
    {
        Directory.CreateDirectory(_folder[name, "templates"]);
        File.WriteAllText(_folder[name, "Chart.yaml"], $"apiVersion: v2\nname: {name}\nversion: {version}\n");
        File.WriteAllText(
            _folder[name, "templates", "pod.yaml"],
            "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec:\n  containers:\n  - name: c\n    image: a/b:1\n"
        );
    }

    private static FaultServer Repository(params (string Version, byte[] Archive)[] charts) =>
        new(request =>
        {
            if (request.Path == "/charts/index.yaml")
            {
                var entries = charts.Select(chart =>
                    $"  - name: app\n    version: {chart.Version}\n    digest: {ContentCache.Sha256Of(chart.Archive)}\n    urls:\n    - files/app-{chart.Version}.tgz\n"
                );
                return Reply.Text(
                    200,
                    $"apiVersion: v1\nentries:\n  another:\n  - version: 9.9.9\n  app:\n{string.Concat(entries)}generated: now\n"
                );
            }

            var found = charts.FirstOrDefault(chart => request.Path == $"/charts/files/app-{chart.Version}.tgz");
            return found.Archive is null ? Reply.Text(404, "") : new Reply { Body = found.Archive };
        });

    private static byte[] Chart(string name, string version)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        using (var tar = new TarWriter(gzip))
        {
            tar.WriteEntry(
                new PaxTarEntry(TarEntryType.RegularFile, $"{name}/Chart.yaml")
                {
                    DataStream = new MemoryStream(Encoding.UTF8.GetBytes($"apiVersion: v2\nname: {name}\nversion: {version}\n")),
                }
            );
        }

        return packed.ToArray();
    }
}
