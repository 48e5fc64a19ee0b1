using System.Text.Json;
using Wsm.Hosting;
using Wsm.Peers;

namespace Wsm.Tests.List;

public sealed class SizesAndDiffTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_changed_since_a_saved_catalog_is_told_and_gives_exit_code_3()
    {
        _folder.Write("old.yaml", ImageCatalog.Of(["a/gone:1", "a/moved:1", "a/same:1", "a/two:1", "a/two:2"]));
        _folder.Write("new.yaml", ImageCatalog.Of(["a/come:1", "a/moved:2", "a/same:1", "a/two:3", "a/two:4"]));
        var run = await RunResult.OfAsync(_folder.Path, ["list", "--catalog", "new.yaml", "--diff", "old.yaml"]);
        const string Expected = """
            Changed since old.yaml:
              + image docker.io/a/come 1
              + image docker.io/a/two 3
              + image docker.io/a/two 4
              - image docker.io/a/gone 1
              - image docker.io/a/two 1
              - image docker.io/a/two 2
              ~ image docker.io/a/moved 1 → 2

            """;
        Assert.Equal((Expected, "", ExitCode.Incomplete), (run.Output, run.Error, run.ExitCode));
        var json = await RunResult.OfAsync(_folder.Path, ["list", "--catalog", "new.yaml", "--diff", "old.yaml", "-o", "json"]);
        using var document = JsonDocument.Parse(json.Output);
        Assert.Equal("2", document.RootElement.GetProperty("images").GetProperty("changed")[0].GetProperty("to").GetString());
    }

    [Fact]
    public async Task Nothing_changed_gives_exit_code_0()
    {
        _folder.Write("old.yaml", ImageCatalog.Of(["redis"]));
        _folder.Write("new.yaml", ImageCatalog.Of(["docker.io/library/redis:latest"]));
        var run = await RunResult.OfAsync(_folder.Path, ["list", "--catalog", "new.yaml", "--diff", "old.yaml"]);
        Assert.Equal(("Nothing changed since old.yaml.\n", ExitCode.Done), (run.Output, run.ExitCode));
    }

    [Fact]
    public async Task Sizes_come_from_manifests_alone_and_what_images_share_counts_once()
    {
        const string Image = "application/vnd.oci.image.manifest.v1+json";
        await using var server = new FaultServer(request =>
            request.Path switch
            {
                "/v2/" => Reply.Json("{}"),
                "/v2/one/manifests/1" => Reply.Manifest(Manifest(100, ('a', 1000), ('b', 2000)), Image),
                "/v2/two/manifests/1" => Reply.Manifest(Manifest(200, ('a', 1000), ('c', 4000)), Image),
                _ => Reply.Json("""{"errors": [{"code": "MANIFEST_UNKNOWN", "message": "unknown"}]}""") with { Status = 404 },
            }
        );
        _folder.Write("c.yaml", ImageCatalog.Of([$"{server.Host}/one:1", $"{server.Host}/two:1", $"{server.Host}/none:1"]));
        var run = await RunResult.OfAsync(_folder.Path, ["list", "--catalog", "c.yaml", "--sizes", "-o", "json"]);
        Assert.Equal(ExitCode.Incomplete, run.ExitCode);
        using var document = JsonDocument.Parse(run.Output);
        var images = document.RootElement.GetProperty("components")[0].GetProperty("images");
        Assert.Equal(100 + 3000 + Manifest(100, ('a', 1000), ('b', 2000)).Length, images[0].GetProperty("size").GetInt64());
        Assert.Equal("not in its registry", images[2].GetProperty("problem").GetString());
        Assert.Equal([], SchemaCheck.Problems(run.Output, "manifests/list.schema.json"));
        Assert.DoesNotContain(server.Requests, request => request.Path.Contains("/blobs/", StringComparison.Ordinal));
        var text = await RunResult.OfAsync(_folder.Path, ["list", "--catalog", "c.yaml", "--sizes"]);
        Assert.Contains("1000 B of it shared between images.\nNot found: 1 image.\n", text.Output, StringComparison.Ordinal);
        Assert.Matches($@"  {server.Host}/one:1  +[0-9.]+ KiB  sha256:[0-9a-f]{{64}}\n", text.Output);
        Assert.Contains($"  {server.Host}/none:1  not in its registry\n", text.Output, StringComparison.Ordinal);
        var tree = await RunResult.OfAsync(_folder.Path, ["list", "--catalog", "c.yaml", "--sizes", "-o", "tree"]);
        Assert.Contains($"└── {server.Host}/none:1 (not in its registry)\n", tree.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Values_of_files_and_options_are_told_apart()
    {
        _folder.Write("chart/Chart.yaml", "apiVersion: v2\nname: x\nversion: 1.0.0\n");
        _folder.Write("chart/values.yaml", "list: [{image: a/a}, {image: b/b}]\ntag: '1'\n");
        _folder.Write(
            "chart/templates/p.yaml",
            "kind: Pod\nmetadata: {name: p}\nspec:\n  containers:\n  {{- range .Values.list }}\n  - {name: c, image: '{{ .image }}:{{ "
                + "$.Values.tag }}'}\n  {{- end }}\n"
        );
        _folder.Write("v.yaml", "tag: '2'\nlist: [{image: c/c}, {image: d/d}]\n");
        var run = await RunResult.OfAsync(
            _folder.Path,
            ["list", "--chart", "chart", "-f", "v.yaml", "--set", "list[1].image=e/e", "--why"]
        );
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Contains("  c/c:2\n", run.Output, StringComparison.Ordinal);
        Assert.Contains("  e/e:2\n", run.Output, StringComparison.Ordinal);
        Assert.Contains("tag = 2 (v.yaml)", run.Output, StringComparison.Ordinal);
        Assert.Contains("(--set)", run.Output, StringComparison.Ordinal);
        var wrong = await RunResult.OfAsync(_folder.Path, ["list", "--chart", "chart", "--set", "a"]);
        Assert.Equal(ExitCode.Usage, wrong.ExitCode);
        Assert.Contains("failed parsing --set data", wrong.Error, StringComparison.Ordinal);
    }

    private static byte[] Manifest(int configSize, params (char Digest, int Size)[] layers) =>
        System.Text.Encoding.UTF8.GetBytes(
            $$$"""{"schemaVersion": 2, "mediaType": "application/vnd.oci.image.manifest.v1+json", "config": {{{Descriptor((char)('d' + configSize / 100), configSize, "config.v1+json")}}}, "layers": [{{{string.Join(", ", layers.Select(layer => Descriptor(layer.Digest, layer.Size, "layer.v1.tar+gzip")))}}}]}"""
        );

    private static string Descriptor(char digest, int size, string type) =>
        $$"""{"mediaType": "application/vnd.oci.image.{{type}}", "digest": "sha256:{{new string(digest, 64)}}", "size": {{size}} }""";
}
