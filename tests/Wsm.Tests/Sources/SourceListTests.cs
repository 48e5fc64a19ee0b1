using System.Text.Json;

namespace Wsm.Tests.Sources;

/// <summary>Products that are no charts.</summary>
public sealed class SourceListTests : IDisposable
{
    private const string Pod =
        "apiVersion: v1\nkind: Pod\nmetadata: {name: NAME}\nspec:\n  containers:\n  - {name: main, image: \"IMAGE\"}\n";
    private const string Digest = "sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
    private const string Other = "sha256:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb";

    private readonly SourceFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Manifests_say_their_file_and_line()
    {
        _folder.Write("all.yaml", $"# first\n---\n{PodOf("a", "quay.io/acme/a:1")}---\r\n{PodOf("b", "quay.io/acme/b:1")}");

        var run = await _folder.ListAsync("--manifests", "all.yaml", "--why");

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("  quay.io/acme/a:1\n      Pod/a, container main\n        all.yaml:8 ", run.Output);
        Assert.Contains("  quay.io/acme/b:1\n      Pod/b, container main\n        all.yaml:15 ", run.Output);
    }

    [Fact]
    public async Task A_folder_is_read_with_all_that_lies_below_and_json_too()
    {
        _folder.Write("deploy/a.yml", PodOf("a", "quay.io/acme/a:1"));
        _folder.Write(
            "deploy/more/b.json",
            """{"apiVersion":"v1","kind":"Pod","metadata":{"name":"b"},"spec":{"containers":[{"name":"m","image":"quay.io/acme/b:1"}]}}"""
        );
        _folder.Write("deploy/readme.md", "image: quay.io/acme/no:1");

        Assert.Equal(["quay.io/acme/a:1", "quay.io/acme/b:1"], await _folder.ImagesAsync("--manifests", "deploy"));
    }

    [Fact]
    public async Task A_document_that_is_no_manifest_is_named_and_makes_the_list_incomplete()
    {
        _folder.Write("deploy/a.yaml", PodOf("a", "quay.io/acme/a:1"));
        _folder.Write("deploy/values.yaml", "image: quay.io/acme/x:1\n");

        var run = await _folder.ListAsync("--manifests", "deploy");

        Assert.Equal(3, run.ExitCode);
        Assert.Contains("values.yaml holds a document that is no manifest", run.Error);
    }

    [Fact]
    public async Task A_folder_of_kustomizations_asks_for_the_one_that_is_meant()
    {
        _folder.Write("deploy/base/kustomization.yaml", "resources: [a.yaml]\n");
        _folder.Write("deploy/base/a.yaml", PodOf("a", "quay.io/acme/a:1"));

        var run = await _folder.ListAsync("--manifests", "deploy");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("Name the folder of the kustomization", run.Error);
    }

    [Fact]
    public async Task A_list_may_have_comments_blank_lines_and_the_line_ends_of_windows()
    {
        _folder.Write("images.txt", "\uFEFF# Rancher\r\nbusybox:1.36\r\n\r\n  rancher/rancher:v2.10.0   # the server\r\nbusybox:1.36\r\n");

        Assert.Equal(["busybox:1.36", "rancher/rancher:v2.10.0"], await _folder.ImagesAsync("--images", "images.txt"));
    }

    [Fact]
    public async Task Every_wrong_line_of_a_list_is_named()
    {
        _folder.Write("images.txt", "busybox:1.36\nnot an image\nApp:1\n");

        var run = await _folder.ListAsync("--images", "images.txt");

        Assert.NotEqual(0, run.ExitCode);
        Assert.Contains("images.txt:2: 'not an image'", run.Error);
        Assert.Contains("images.txt:3: 'App:1'", run.Error);
    }

    [Fact]
    public async Task A_compose_file_is_filled_in_merged_and_extended_as_docker_compose_does()
    {
        _folder.Write(".env", "TAG=2 # newest\nEMPTY=\n");
        _folder.Write("common.yml", "services:\n  base: {image: 'quay.io/acme/base:1'}\n");
        _folder.Write("more.yml", "services:\n  more: {image: quay.io/acme/more:1}\n");
        _folder.Write(
            "compose.yml",
            """
            include: [more.yml]
            x-web: &web {image: "quay.io/acme/web:${TAG}"}
            services:
              web: {<<: *web}
              cache: {image: "${REGISTRY:-docker.io}/library/redis:${EMPTY:-7}"}
              job: {extends: {file: common.yml, service: base}, profiles: [jobs]}
              dollar: {image: "quay.io/acme/$TAG", volumes: [{type: image, source: "quay.io/acme/data:1", target: /d}]}
            """
        );

        Assert.Equal(
            [
                "docker.io/library/redis:7",
                "quay.io/acme/2",
                "quay.io/acme/base:1",
                "quay.io/acme/data:1",
                "quay.io/acme/more:1",
                "quay.io/acme/web:2",
            ],
            await _folder.ImagesAsync("--compose", "compose.yml")
        );
    }

    [Fact]
    public async Task Overrides_and_included_files_are_laid_over_one_another_with_variables_of_their_own()
    {
        _folder.Write(".env", "TAG=5\n");
        _folder.Write(
            "compose.yaml",
            """
            include:
              - path: [shared/base.yaml, shared/site.yaml]
              - {path: tools/compose.yaml, env_file: tools/site.env}
            services:
              web: {image: "quay.io/acme/web:1", ports: ["80:80"]}
              job: {image: "quay.io/acme/job:${TAG}"}
            """
        );
        _folder.Write(
            "compose.override.yaml",
            "services:\n  web: {image: 'quay.io/acme/web:2'}\n  job: {profiles: [night]}\n  debug: {image: 'quay.io/acme/debug:1'}\n"
        );
        _folder.Write("shared/.env", "TAG=6\nSTORE=7\n");
        _folder.Write(
            "shared/base.yaml",
            "services:\n  store: {image: 'quay.io/acme/store:${STORE}'}\n  queue: {extends: {file: parts.yaml, service: queue}}\n"
        );
        _folder.Write("shared/site.yaml", "services:\n  store: {ports: ['1:1']}\n  queue: {image: 'quay.io/acme/queue:${TAG}-site'}\n");
        _folder.Write("shared/parts.yaml", "services:\n  queue: {image: 'quay.io/acme/queue:0'}\n");
        _folder.Write("tools/site.env", "TOOL=8\n");
        _folder.Write("tools/compose.yaml", "services:\n  tool: {image: 'quay.io/acme/tool:${TOOL}'}\n");

        Assert.Equal(
            [
                "quay.io/acme/debug:1",
                "quay.io/acme/job:5",
                "quay.io/acme/queue:5-site",
                "quay.io/acme/store:7",
                "quay.io/acme/tool:8",
                "quay.io/acme/web:2",
            ],
            await _folder.ImagesAsync("--compose", "compose.yaml")
        );
    }

    [Theory]
    [InlineData("services:\n  app: {build: .}\n", "is built from its sources")]
    [InlineData("services:\n  app: {image: 'app:${NOWHERE}'}\n", "the variable NOWHERE is not set")]
    [InlineData("services:\n  app: {image: 'app:${NOWHERE:?say which}'}\n", "say which")]
    [InlineData("services:\n  app: {image: 'a b'}\n", "which is not an image reference")]
    [InlineData("services:\n  app: {environment: {A: b}}\n", "names no image")]
    [InlineData("include: [gone.yml]\nservices:\n  app: {image: x}\n", "cannot be read")]
    [InlineData("services:\n  app: {image: x}\nmodels:\n  llm: {model: ai/x}\n", "is no image")]
    public async Task What_of_a_compose_file_cannot_be_carried_is_named(string compose, string expected)
    {
        _folder.Write("compose.yml", compose);

        var run = await _folder.ListAsync("--compose", "compose.yml");

        Assert.Equal(3, run.ExitCode);
        Assert.Contains(expected, run.Error);
    }

    [Fact]
    public async Task What_runs_in_a_cluster_is_taken_with_its_digests()
    {
        _folder.Write(
            "pods.json",
            Pods(
                ("one", "redis:7", $"docker.io/library/redis@{Digest}"),
                ("two", "redis:7", $"docker-pullable://redis@{Digest}"),
                ("three", "redis:7", $"docker.io/library/redis@{Other}"),
                ("four", "quay.io/acme/app:1", $"quay.io/acme/app@{Digest}")
            )
        );

        var run = await _folder.ListAsync("--from-cluster", "pods.json");

        Assert.Equal(
            [$"docker.io/library/redis:7@{Digest}", $"docker.io/library/redis@{Other}", $"quay.io/acme/app:1@{Digest}"],
            await _folder.ImagesAsync("--from-cluster", "pods.json")
        );
        Assert.Equal(3, run.ExitCode);
        Assert.Contains("redis:7 runs with 2 different contents", run.Error);
    }

    [Theory]
    [InlineData("", "it has not started")]
    [InlineData("sha256:cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc", "it did not come from a registry")]
    public async Task A_content_that_no_registry_knows_is_said(string imageId, string expected)
    {
        _folder.Write("pods.json", Pods(("one", "redis:7", imageId)));

        var run = await _folder.ListAsync("--from-cluster", "pods.json");

        Assert.Equal(3, run.ExitCode);
        Assert.Contains(expected, run.Error);
        Assert.Equal(["redis:7"], await _folder.ImagesAsync("--from-cluster", "pods.json"));
    }

    [Fact]
    public async Task A_catalog_holds_a_product_of_several_kinds_and_one_of_them_can_be_pinned()
    {
        _folder.Write("app/install.yaml", PodOf("a", "quay.io/acme/a:1"));
        _folder.Write("images.txt", "busybox:1.36\n");
        _folder.Write("compose.yml", "services:\n  web: {image: 'quay.io/acme/web:1'}\n");
        _folder.Write(
            "catalog.yaml",
            """
            apiVersion: wsm/v1
            kind: Catalog
            metadata: {name: all}
            components:
            - {name: app, manifests: app/install.yaml}
            - {name: list, imageList: images.txt}
            - {name: web, compose: compose.yml}
            exclude: [{pattern: "*/web:*", reason: not ours}]
            """
        );

        var list = await _folder.ListAsync("--catalog", "catalog.yaml");
        var pinned = await _folder.ListAsync("--catalog", "catalog.yaml", "-o", "catalog");
        _folder.Write("pinned.yaml", pinned.Output);
        var expected = (await _folder.ListAsync("--catalog", "catalog.yaml", "-o", "refs")).Output;
        var again = await _folder.ListAsync("--catalog", "pinned.yaml", "-o", "refs");
        _folder.Write("app/install.yaml", PodOf("a", "quay.io/acme/a:2"));
        var changed = await _folder.ListAsync("--catalog", "pinned.yaml");

        Assert.Equal((0, ""), (list.ExitCode, list.Error));
        Assert.Contains("  quay.io/acme/a:1\n", list.Output);
        Assert.Contains("  busybox:1.36\n", list.Output);
        Assert.Contains("Left out:\n  quay.io/acme/web:1  (not ours)\n", list.Output);
        Assert.Equal(expected, again.Output);
        Assert.Equal(1, changed.ExitCode);
        Assert.Contains("is not what it was", changed.Error);
    }

    [Theory]
    [InlineData("- {name: a, manifests: x, compose: y}", "'compose' beside 'manifests'")]
    [InlineData("- {name: a, imageList: x, values: {a: b}}", "'values' of component 'a' has no use")]
    [InlineData("- {name: a}", "'manifests', 'imageList', 'compose', 'fromCluster' or 'images'")]
    public async Task A_catalog_s_mistakes_about_sources_are_named(string component, string expected)
    {
        _folder.Write("catalog.yaml", $"apiVersion: wsm/v1\nkind: Catalog\nmetadata: {{name: all}}\ncomponents:\n{component}\n");

        var run = await _folder.ListAsync("--catalog", "catalog.yaml");

        Assert.Equal(2, run.ExitCode);
        Assert.Contains(expected, run.Error);
    }

    [Fact]
    public async Task Json_tells_what_was_left_out_and_what_is_not_known()
    {
        _folder.Write("compose.yml", "services:\n  web: {image: 'quay.io/acme/web:1'}\n  own: {build: .}\n");

        var run = await _folder.ListAsync("--compose", "compose.yml", "--exclude", "quay.io/*", "-o", "json");

        using var json = JsonDocument.Parse(run.Output);
        var component = json.RootElement.GetProperty("components")[0];
        Assert.Equal("quay.io/acme/web:1", component.GetProperty("excluded")[0].GetProperty("reference").GetString());
        Assert.Contains("built from its sources", component.GetProperty("problems")[0].GetString());
    }

    [Fact]
    public async Task An_exclusion_that_speaks_of_no_image_is_said()
    {
        _folder.Write("images.txt", "busybox:1.36\n");

        var run = await _folder.ListAsync("--images", "images.txt", "--exclude", "alpine*");

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("no image matches alpine*", run.Error);
    }

    private static string PodOf(string name, string image) =>
        Pod.Replace("NAME", name, StringComparison.Ordinal).Replace("IMAGE", image, StringComparison.Ordinal);

    private static string Pods(params (string Name, string Image, string ImageId)[] pods) =>
        $$"""{"apiVersion":"v1","kind":"List","items":[{{string.Join(",", pods.Select(ItemOf))}}]}""";

    private static string ItemOf((string Name, string Image, string ImageId) pod) =>
        $$$"""
            {"kind":"Pod","metadata":{"name":"{{{pod.Name}}}","namespace":"n"},
             "spec":{"containers":[{"name":"c","image":"{{{pod.Image}}}"}]},
             "status":{"containerStatuses":[{"name":"c","imageID":"{{{pod.ImageId}}}"}]}}
            """;
}
