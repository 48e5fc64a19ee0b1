using System.Formats.Tar;
using System.Text.Json.Nodes;
using Wsm.Hosting;
using Wsm.Peers;
using Wsm.Tests.Push;

namespace Wsm.Tests.Artifacts;

/// <summary>A product whose images an artifact names, from the list to the proof, between real registries.</summary>
public sealed class ServerProductTests : IAsyncLifetime
{
    private static readonly HttpClient Http = new();

    private ServerProduct _product = null!;
    private RegistryProcess _inside = null!;

    public async ValueTask InitializeAsync() => (_product, _inside) = (await ServerProduct.MakeAsync(), await RegistryProcess.StartAsync());

    public async ValueTask DisposeAsync()
    {
        await _product.DisposeAsync();
        await _inside.DisposeAsync();
    }

    [Fact]
    public async Task Charts_arguments_the_list_and_defaults_are_listed_with_their_places()
    {
        var run = await RunResult.WellAsync("list", "--catalog", _product.Catalog, "--why");

        foreach (var repository in ServerProduct.Repositories)
        {
            Assert.Contains($"  {_product.Host}/{repository}:1\n", run.Output);
        }

        Assert.Contains($"  {_product.Host}/srv/list:{ServerProduct.Version}\n", run.Output);
        Assert.Contains("applications.api.initContainers[0].image\n        manifest.yaml:", run.Output);
        Assert.Contains("redis.default.images.standalone: started by default", run.Output);
        Assert.DoesNotContain("data/never", run.Output);
        Assert.DoesNotContain("May also be started", run.Output);
    }

    [Fact]
    public async Task A_release_is_a_tag_of_the_list_and_a_saved_catalog_pins_it()
    {
        var dev = await RunResult.WellAsync("list", "--catalog", _product.Catalog, "--release", "0.91.0-dev", "-o", "refs");
        var saved = await RunResult.WellAsync("list", "--catalog", _product.Catalog, "-o", "catalog");
        await File.WriteAllTextAsync(_product["saved.yaml"], saved.Output, TestContext.Current.CancellationToken);
        var before = await RunResult.WellAsync("list", "--catalog", _product.Catalog, "-o", "refs");
        await _product.PublishListAsync(ServerProduct.Version, _product.List(api: "2"));

        var now = await RunResult.WellAsync("list", "--catalog", _product.Catalog, "-o", "refs");
        var pinned = await RunResult.WellAsync("list", "--catalog", _product["saved.yaml"], "-o", "refs");

        Assert.Contains($"{_product.Host}/srv/list:0.91.0-dev", dev.Output);
        Assert.Contains($"{_product.Host}/srv/api:2", now.Output);
        Assert.Equal(before.Output, pinned.Output);
    }

    [Fact]
    public async Task An_expected_image_that_the_chart_does_not_name_is_told()
    {
        await File.WriteAllTextAsync(_product.Catalog, _product.CatalogText("team/db-butler"), TestContext.Current.CancellationToken);

        var run = await RunResult.OfAsync("list", "--catalog", _product.Catalog);

        Assert.Equal(ExitCode.Failed, run.ExitCode);
        Assert.Contains($"expects an image {_product.Host}/team/db-butler in operator 2.0.0-beta.1 (put beside every database)", run.Error);
    }

    [Fact]
    public async Task The_list_goes_inside_with_its_names_relocated_and_everything_is_proved()
    {
        string[] to = ["--bundle", _product["bundle"], "--registry", $"{_inside.Host}/wb"];
        string[] charts = ["--charts", $"oci://{_inside.Host}/charts"];
        await RunResult.WellAsync("download", "--catalog", _product.Catalog, "--bundle", _product["bundle"], "-p", "linux/arm64");
        await RunResult.WellAsync("verify", "--bundle", _product["bundle"]);

        var first = await RunResult.WellAsync(["push", .. to, .. charts]);
        var second = await RunResult.WellAsync(["push", .. to, .. charts]);
        await RunResult.WellAsync(["check", .. to, .. charts]);
        var values = await RunResult.WellAsync(["values", .. to, .. charts, "--out", _product["deploy"]]);

        Assert.Contains($"/srv/list-relocated:{ServerProduct.Version}", first.Output);
        Assert.Equal(
            await RootAsync(_product.Host, "srv/list", ServerProduct.Version),
            await RootAsync(_inside.Host, "wb/srv/list", ServerProduct.Version)
        );
        Assert.DoesNotContain("✓", second.Output);
        Assert.Contains("Proved", values.Output);
        await AssertCopyAsync("wb/srv/list-relocated");
        var resource = await File.ReadAllTextAsync(_product["deploy/wandb.yaml"], TestContext.Current.CancellationToken);
        Assert.Contains("apiVersion: apps.wandb.com/v2\nkind: WeightsAndBiases\n", resource);
        Assert.Contains($"manifestRepository: oci://{_inside.Host}/wb/srv/list-relocated\n", resource);
        Assert.Contains("spec.wandb.hostname", values.Output + values.Error);
        var rendered = await Tool.RunAsync(
            Tool.Find("helm", "WSM_TEST_HELM"),
            ["template", "operator", _product["operator"], "-f", _product["deploy/operator-values.yaml"]]
        );
        Assert.DoesNotContain(_product.Host, rendered.Output);
        Assert.Contains($"--agent-image={_inside.Host}/wb/team/db-agent:1", rendered.Output);
    }

    [Fact]
    public async Task A_mirror_makes_the_same_copy_as_a_push()
    {
        await RunResult.WellAsync("mirror", "--catalog", _product.Catalog, "--to", $"{_inside.Host}/wb");
        await RunResult.WellAsync("download", "--catalog", _product.Catalog, "--bundle", _product["bundle"]);

        await RunResult.WellAsync("check", "--bundle", _product["bundle"], "--registry", $"{_inside.Host}/wb");

        await AssertCopyAsync("wb/srv/list-relocated");
    }

    [Fact]
    public async Task A_copy_that_is_missing_or_another_is_found()
    {
        string[] to = ["--bundle", _product["bundle"], "--registry", _inside.Host];
        await RunResult.WellAsync("download", "--catalog", _product.Catalog, "--bundle", _product["bundle"], "--layout", "oci");
        await RunResult.WellAsync(["push", .. to]);
        await TestImagesPush.PushAsync(_inside.Host, "srv/list-relocated", ServerProduct.Version, TestImages.OfFiles(("a.yaml", "a: 1\n")));

        var check = await RunResult.OfAsync(["check", .. to]);
        var values = await RunResult.OfAsync(["values", .. to, "--out", _product["deploy"]]);

        Assert.Equal(ExitCode.Incomplete, check.ExitCode);
        Assert.Contains("srv/list-relocated:0.90.1: the tag points to", check.Output);
        Assert.Equal(ExitCode.Incomplete, values.ExitCode);
        Assert.Contains("srv/list-relocated", values.Output);
    }

    [Fact]
    public async Task A_resource_of_the_persons_own_is_understood_as_one()
    {
        await RunResult.WellAsync("download", "--catalog", _product.Catalog, "--bundle", _product["bundle"]);
        await File.WriteAllTextAsync(
            _product["mine.yaml"],
            "apiVersion: apps.wandb.com/v2\nkind: WeightsAndBiases\nmetadata: {name: prod, namespace: ml}\n"
                + "spec: {size: large, wandb: {hostname: 'https://wandb.example', license: abc}}\n",
            TestContext.Current.CancellationToken
        );
        string[] command = ["values", "--bundle", _product["bundle"], "--registry", "r.example", "--out", _product["deploy"], "--offline"];

        var run = await RunResult.OfAsync([.. command, "-f", _product["mine.yaml"]]);
        var resource = await File.ReadAllTextAsync(_product["deploy/wandb.yaml"], TestContext.Current.CancellationToken);
        var refused = await RunResult.OfAsync([.. command, "--set", "global.imageRegistry=r.example"]);

        Assert.Contains("  name: prod\n  namespace: ml\n", resource);
        Assert.Contains("  size: large\n", resource);
        Assert.DoesNotContain("TODO", resource);
        Assert.Contains("operator-values.yaml", run.Output);
        Assert.Equal(ExitCode.Usage, refused.ExitCode);
        Assert.Contains("puts before every image", refused.Error);
    }

    /// <summary>The operator reads over TLS only; its pod gets the files where the registry speaks plain HTTP.</summary>
    [Fact]
    public async Task Where_the_registry_speaks_plain_http_the_reader_mounts_the_list()
    {
        await File.WriteAllTextAsync(
            _product.Catalog,
            _product.CatalogText("team/db-agent", ServerProduct.WithReader),
            TestContext.Current.CancellationToken
        );
        string[] to = ["--bundle", _product["bundle"], "--registry", $"{_inside.Host}/wb"];
        await RunResult.WellAsync("download", "--catalog", _product.Catalog, "--bundle", _product["bundle"]);
        await RunResult.WellAsync(["push", .. to]);

        var values = await RunResult.OfAsync(["values", .. to, "--out", _product["deploy"]]);

        Assert.DoesNotContain("over TLS only", values.Error);
        Assert.Contains("kubectl apply --server-side -f wsm-server-files.yaml", values.Output);
        var resource = await File.ReadAllTextAsync(_product["deploy/wandb.yaml"], TestContext.Current.CancellationToken);
        Assert.Contains("manifestRepository: file:///etc/wsm/artifacts/server\n", resource);
        var map = await Tool.RunAsync(
            Tool.Find("kubectl", "WSM_TEST_KUBECTL"),
            ["patch", "--local", "-f", _product["deploy/wsm-server-files.yaml"], "-p", "{}", "-o", "json"]
        );
        var files = JsonNode.Parse(map.Output)!;
        Assert.Equal("small-operators", (string?)files["metadata"]!["namespace"]);
        Assert.Equal(["manifest.yaml", "sizing.yaml"], files["data"]!.AsObject().Select(file => file.Key));
        var list = (string)files["data"]!["manifest.yaml"]!;
        Assert.Contains("# The applications of one version.\n", list);
        Assert.Contains(_inside.Host, list);
        Assert.DoesNotContain(_product.Host, list);
        var rendered = await Tool.RunAsync(
            Tool.Find("helm", "WSM_TEST_HELM"),
            ["template", "operator", _product["operator"], "-f", _product["deploy/operator-values.yaml"]]
        );
        Assert.Contains("""volumes: [{"emptyDir":{},"name":"scratch"},{"configMap":{"name":"wsm-server-files",""", rendered.Output);
        Assert.Contains($"\"mountPath\":\"/etc/wsm/artifacts/server/{ServerProduct.Version}\"", rendered.Output);
    }

    [Fact]
    public async Task Certificates_to_trust_reach_what_reads_the_list_and_what_it_starts()
    {
        await RunResult.WellAsync("download", "--catalog", _product.Catalog, "--bundle", _product["bundle"]);
        using var authority = new TestAuthority();
        await File.WriteAllTextAsync(_product["ca.pem"], authority.CertificatePem, TestContext.Current.CancellationToken);

        await RunResult.OfAsync([
            "values",
            "--bundle",
            _product["bundle"],
            "--registry",
            "r.example",
            "--out",
            _product["deploy"],
            "--offline",
            "--trust-ca",
            _product["ca.pem"],
        ]);

        var rendered = await Tool.RunAsync(
            Tool.Find("helm", "WSM_TEST_HELM"),
            ["template", "operator", _product["operator"], "-f", _product["deploy/operator-values.yaml"]]
        );
        Assert.Contains("BEGIN CERTIFICATE", rendered.Output);
        Assert.Contains(
            "customCACerts:",
            await File.ReadAllTextAsync(_product["deploy/wandb.yaml"], TestContext.Current.CancellationToken)
        );
    }

    [Theory]
    [InlineData("^2.0.0", null)]
    [InlineData("", null)]
    [InlineData("^3.0.0", "requires operator ^3.0.0, and 2.0.0-beta.1 comes along")]
    [InlineData("newest", "requires version 'newest' of operator, which cannot be compared with 2.0.0-beta.1")]
    public async Task A_list_that_needs_another_operator_is_told_everywhere(string requires, string? problem)
    {
        await _product.PublishListAsync(ServerProduct.Version, _product.List(requires: requires));
        await File.WriteAllTextAsync(
            _product.Catalog,
            _product.CatalogText("team/db-agent", ServerProduct.WithReader),
            TestContext.Current.CancellationToken
        );

        var list = await RunResult.OfAsync("list", "--catalog", _product.Catalog);
        var download = await RunResult.OfAsync("download", "--catalog", _product.Catalog, "--bundle", _product["bundle"]);
        var push = await RunResult.OfAsync("push", "--bundle", _product["bundle"], "--registry", _inside.Host);

        Assert.All((RunResult[])[list, download, push], run =>
        {
            Assert.Equal(problem is null ? ExitCode.Done : ExitCode.Incomplete, run.ExitCode);
            Assert.Equal(problem is not null, problem is not null && run.Error.Contains(problem));
        });
    }

    private async Task AssertCopyAsync(string repository)
    {
        var manifest = JsonNode.Parse(await RootAsync(_inside.Host, repository, ServerProduct.Version))!;
        var layer = (string)manifest["layers"]![0]!["digest"]!;
        await using var stream = await Http.GetStreamAsync(
            $"http://{_inside.Host}/v2/{repository}/blobs/{layer}",
            TestContext.Current.CancellationToken
        );
        await using var tar = new TarReader(stream);
        var texts = new List<string>();
        while (await tar.GetNextEntryAsync(copyData: true, TestContext.Current.CancellationToken) is { } entry)
        {
            texts.Add(await new StreamReader(entry.DataStream!).ReadToEndAsync(TestContext.Current.CancellationToken));
        }

        Assert.Equal(2, texts.Count);
        Assert.DoesNotContain(_product.Host, string.Concat(texts));
        Assert.Contains("# The applications of one version.", texts[0]);
        foreach (var name in (string[])["srv/api", "srv/web", "srv/init", "data/db", "data/cache"])
        {
            var image = System.Text.RegularExpressions.Regex.Match(
                texts[0],
                $"(wb/{name})[^\\n]*(\\n[^\\n]*)??\\n?[^\\n]*digest: (sha256:[0-9a-f]+)"
            );
            Assert.True(image.Success, $"{name} is not named with a digest in:\n{texts[0]}");
            Assert.NotEmpty(await RootAsync(_inside.Host, $"wb/{name}", image.Groups[3].Value));
        }
    }

    private static async Task<string> RootAsync(string host, string repository, string name)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"http://{host}/v2/{repository}/manifests/{name}");
        request.Headers.TryAddWithoutValidation("Accept", "application/vnd.oci.image.manifest.v1+json");
        using var answer = await Http.SendAsync(request, TestContext.Current.CancellationToken);
        answer.EnsureSuccessStatusCode();
        return await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }
}
