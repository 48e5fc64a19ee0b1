using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using Wsm.Hosting;
using Wsm.Peers;
using Wsm.Product.Caching;
using Wsm.Product.Catalogs;
using Wsm.Product.Sources;

namespace Wsm.Tests.Charts;

/// <summary>Charts from everywhere, as <c>wsm list -o catalog</c> resolves them.</summary>
public sealed class ChartSourceTests : IDisposable
{
    private const string NoImage = "Warning: app starts no image with these values.\n";

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
        Assert.Equal((ExitCode.Done, NoImage), (run.ExitCode, run.Error));
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
    public async Task A_version_that_is_a_day_and_a_time_is_higher_than_its_release_and_what_cannot_be_read_is_named()
    {
        var newest = Chart("app", "1.0.20240516120000");
        await using var server = Repository(
            ("1.0.0", Chart("app", "1.0.0")),
            ("1.2.3.4", Chart("app", "1.2.3.4")),
            ("1.0.20240516120000", newest),
            ("1.0.0-03173138", Chart("app", "1.0.0-03173138"))
        );
        var run = await ListAsync("--chart", $"app@{server.Url}/charts", "-o", "catalog");
        Assert.Equal(ExitCode.Done, run.ExitCode);
        Assert.Contains($"digest: sha256:{ContentCache.Sha256Of(newest)}\n", run.Output, StringComparison.Ordinal);
        Assert.Equal(
            $"Warning: the index of {server.Url}/charts has versions of 'app' that cannot be read and were passed over: "
                + $"1.2.3.4, 1.0.0-03173138\n{NoImage}",
            run.Error
        );
    }

    [Theory]
    [InlineData("1.2", true)]
    [InlineData("7", true)]
    [InlineData("2024.01.05", true)]
    [InlineData("01.2.3", true)]
    [InlineData("v1.0", true)]
    [InlineData("1.0.20240516120000", true)]
    [InlineData("1.0", true)]
    [InlineData("1.2.3.4", false)]
    [InlineData("1.0.0-03173138", false)]
    public async Task The_versions_that_helm_takes_are_taken_in_folders_and_archives_and_in_repositories_by_their_text(
        string version,
        bool taken
    )
    {
        WriteChart("app", version);
        var helm = await Tool.TryRunAsync(Tool.Find("helm", "WSM_TEST_HELM"), ["template", _folder["app"]]);
        Assert.Equal(taken, helm.ExitCode == 0);
        var folder = await ListAsync("--chart", "app", "-o", "refs");
        Assert.Equal(taken ? (ExitCode.Done, "docker.io/a/b:1\n") : (ExitCode.Failed, ""), (folder.ExitCode, folder.Output));
        var archive = Chart("app", version);
        _folder.Write("app.tgz", archive);
        Assert.Equal(taken, (await ListAsync("--chart", "app.tgz")).ExitCode == ExitCode.Done);
        await using var server = Repository(("1.0.0-rc", Chart("app", "1.0.0-rc")), ($"'{version}'", archive));
        var named = await ListAsync("--chart", $"app@{server.Url}/charts", "--chart-version", version, "-o", "catalog");
        Assert.Equal(taken, named.Output.Contains(ContentCache.Sha256Of(archive), StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_tag_that_is_no_version_is_refused_before_anything_is_asked()
    {
        var run = await ListAsync("--chart", "oci://127.0.0.1:1/charts/demo:latest");
        Assert.Equal(ExitCode.Usage, run.ExitCode);
        Assert.Contains("has the tag 'latest', which is not a version", run.Error, StringComparison.Ordinal);
    }

    /// <summary>
    /// A container of Azure that is read with a token in the address (SAS): every request needs it, and nobody may see it.
    /// </summary>
    [Fact]
    public async Task The_query_of_a_repository_s_address_goes_along_and_is_never_shown()
    {
        await using var elsewhere = new FaultServer(_ => new Reply { Body = Chart("far", "1.0.0") });
        await using var server = new FaultServer(request =>
            !request.Query.Contains("sig=t0ken") ? Reply.Text(403, "")
            : request.Path == "/charts/index.yaml"
                ? Reply.Text(
                    200,
                    $"entries:\n  app:\n  - {{version: 1.0.0, urls: [app-1.0.0.tgz]}}\n  far:\n  - {{version: 1.0.0, urls: "
                        + $"['{elsewhere.Url}/far-1.0.0.tgz']}}\n"
                )
            : new Reply { Body = Chart("app", "1.0.0") }
        );

        var run = await ListAsync("--chart", $"app@{server.Url}/charts?sv=1&sig=t0ken", "-o", "refs", "-v");
        var far = await ListAsync("--chart", $"far@{server.Url}/charts?sv=1&sig=t0ken", "-o", "refs", "-v");

        Assert.Equal((ExitCode.Done, ExitCode.Done), (run.ExitCode, far.ExitCode));
        Assert.DoesNotContain("t0ken", run.Output + run.Error + far.Output + far.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(elsewhere.Requests, request => request.Query.Contains("t0ken"));
    }

    /// <summary>As helm takes them: the repository may be called otherwise, and older pushes have a layer of a plainer type.</summary>
    [Theory]
    [InlineData("charts/app", "application/vnd.cncf.helm.chart.content.v1.tar+gzip")]
    [InlineData("charts/some-other-name", "application/vnd.cncf.helm.chart.content.v1.tar+gzip")]
    [InlineData("charts/app", "application/tar+gzip")]
    public async Task A_chart_of_a_registry_is_taken_whatever_its_repository_is_called(string repository, string layer)
    {
        var archive = Chart("app", "1.0.0");
        var config = Encoding.UTF8.GetBytes("{}");
        var manifest = Encoding.UTF8.GetBytes(
            $$"""
            {"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json",
             "config":{"mediaType":"application/vnd.cncf.helm.config.v1+json","digest":"{{ImageContent.DigestOf(config)}}","size":2},
             "layers":[{"mediaType":"{{layer}}","digest":"{{ImageContent.DigestOf(archive)}}","size":{{archive.Length}}}]}
            """
        );
        await using var server = new FaultServer(request =>
            request.Path == $"/v2/{repository}/manifests/1.0.0" ? Reply.Manifest(manifest, "application/vnd.oci.image.manifest.v1+json")
            : request.Path.EndsWith(ImageContent.DigestOf(archive)) ? Reply.Blob(archive, request)
            : request.Path.EndsWith(ImageContent.DigestOf(config)) ? Reply.Blob(config, request)
            : Reply.Text(request.Path == "/v2/" ? 200 : 404, "")
        );

        var run = await ListAsync("--chart", $"oci://{server.Host}/{repository}", "--chart-version", "1.0.0", "-o", "catalog");

        Assert.True(run.ExitCode == ExitCode.Done, run.Error);
        Assert.Contains($"digest: sha256:{ContentCache.Sha256Of(archive)}\n", run.Output, StringComparison.Ordinal);
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
    [InlineData("[]", "it is not a mapping")]
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
        var first = await new LocalCharts().FetchAsync(new LocalChart(_folder["app"]), default);
        File.SetLastWriteTimeUtc(_folder["app", "Chart.yaml"], new DateTime(2001, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        var second = await new LocalCharts().FetchAsync(new LocalChart(_folder["app"]), default);
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
    [InlineData("a b")]
    [InlineData("a+b")]
    [InlineData("MyShop")]
    public async Task A_chart_s_name_is_what_helm_takes_for_one(string name)
    {
        WriteChart(name);
        var helm = await Tool.RunAsync(Tool.Find("helm", "WSM_TEST_HELM"), ["template", _folder[name]]);
        Assert.Contains($"# Source: {name}/templates/pod.yaml", helm.Output, StringComparison.Ordinal);
        var run = await ListAsync("--chart", name, "-o", "refs");
        Assert.Equal((ExitCode.Done, "docker.io/a/b:1\n"), (run.ExitCode, run.Output));
    }

    [Fact]
    public async Task An_archive_that_Windows_packed_is_a_chart()
    {
        var archive = ChartStores.SampleCharts.Pack(
            (@"app\Chart.yaml", "apiVersion: v2\nname: app\nversion: 1.0.0\n"),
            (@"app\templates\pod.yaml", "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {containers: [{name: c, image: a/b:1}]}\n")
        );
        _folder.Write("app.tgz", archive);
        Assert.Equal("docker.io/a/b:1\n", (await ListAsync("--chart", "app.tgz", "-o", "refs")).Output);
    }

    [Theory]
    [InlineData("not gzip at all", "is not a chart archive")]
    [InlineData("", "is not a chart archive")]
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
                    $"  - name: app\n    version: {chart.Version}\n    digest: {ContentCache.Sha256Of(chart.Archive)}\n    urls:\n    - "
                    + $"files/app-{chart.Version}.tgz\n"
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
