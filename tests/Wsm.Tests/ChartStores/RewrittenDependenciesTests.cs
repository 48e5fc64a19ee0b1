using System.Text;
using System.Text.Json.Nodes;
using Wsm.Hosting;
using Wsm.Peers;

namespace Wsm.Tests.ChartStores;

/// <summary><c>--rewrite-dependencies</c>: helm builds the dependencies of a chart anew, inside, where the vendor's registry is not.</summary>
public sealed class RewrittenDependenciesTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private RegistryProcess _inside = null!;
    private string _vendor = "";

    private static string Helm => Tool.Find("helm", "WSM_TEST_HELM");

    private string Store => $"oci://{_inside.Host}/charts";

    /// <summary>product → cache (→ common) and common; helm itself locks and packs them.</summary>
    public async ValueTask InitializeAsync()
    {
        _inside = await RegistryProcess.StartAsync();
        await using var vendor = await RegistryProcess.StartAsync();
        _vendor = $"oci://{vendor.Host}/vendor";
        Chart("common", "1.2.3");
        await PublishAsync("common-1.2.3.tgz", "common");
        Chart("cache", "2.0.1", "common", "1.x.x");
        await PublishAsync("cache-2.0.1.tgz", "cache");
        Chart("product", "3.0.0", "common", "^1.0.0", "cache", "~2.0.0");
        _folder.Write("product/Chart.yaml", File.ReadAllText(_folder["product/Chart.yaml"]) + "# the vendor's last word\n");
        await HelmAsync("dependency", "update", "--plain-http", _folder["product"]);
        await HelmAsync("package", "-d", _folder.Path, _folder["product"]);
        await RunResult.WellAsync("download", "--chart", _folder["product-3.0.0.tgz"], "-b", _folder["bundle"]);
    }

    public async ValueTask DisposeAsync()
    {
        await _inside.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Helm_builds_the_dependencies_anew_from_the_store_inside()
    {
        var run = await PushAsync("--rewrite-dependencies");

        Assert.Contains("3 pushed", run.Error);
        Assert.Contains("product 3.0.0", run.Output);
        Assert.Contains("dependencies rewritten: sha256:", run.Output);
        await HelmAsync("pull", $"{Store}/product", "--version", "3.0.0", "--plain-http", "--untar", "-d", _folder["out"]);
        Directory.Delete(_folder["out/product/charts"], recursive: true);
        await HelmAsync("dependency", "build", "--plain-http", _folder["out/product"]);
        Assert.Equal(
            ["cache-2.0.1.tgz", "common-1.2.3.tgz"],
            Directory.GetFiles(_folder["out/product/charts"]).Select(Path.GetFileName).Order()
        );
        await HelmAsync("template", _folder["out/product"]);
        var chart = File.ReadAllText(_folder["out/product/Chart.yaml"]);
        Assert.DoesNotContain(_vendor, chart + File.ReadAllText(_folder["out/product/Chart.lock"]));
        var published = await Tool.RunAsync("tar", ["-xzOf", _folder["product-3.0.0.tgz"], "product/Chart.yaml"]);
        Assert.Equal(published.Output.Replace(_vendor, Store, StringComparison.Ordinal), chart);

        // What the store has of cache names the store, too.
        await HelmAsync("pull", $"{Store}/cache", "--version", "2.0.1", "--plain-http", "--untar", "-d", _folder["out"]);
        Assert.Contains(Store, File.ReadAllText(_folder["out/cache/Chart.yaml"]));
    }

    [Fact]
    public async Task Without_the_option_the_chart_arrives_byte_for_byte()
    {
        await PushAsync();

        await HelmAsync("pull", $"{Store}/product", "--version", "3.0.0", "--plain-http", "-d", _folder.Write("there/x", "")[..^2]);

        Assert.Equal(File.ReadAllBytes(_folder["product-3.0.0.tgz"]), File.ReadAllBytes(_folder["there/product-3.0.0.tgz"]));
    }

    [Fact]
    public async Task Both_digests_are_told_and_recorded_and_a_second_push_and_check_agree()
    {
        var planned = await PushAsync("--rewrite-dependencies", "--dry-run");
        await PushAsync("--rewrite-dependencies");
        var again = await PushAsync("--rewrite-dependencies");
        string[] check = ["check", "-b", _folder["bundle"], "--charts", Store];
        var byRecord = await RunResult.WellAsync(check);
        var note = JsonNode.Parse(File.ReadAllText(_folder["bundle/relocation.json"]))!["charts"]![0]!;
        File.Delete(_folder["bundle/relocation.json"]);
        await RunResult.WellAsync([.. check, "--rewrite-dependencies"]);
        var neither = await RunResult.OfAsync(check);

        var published = ImageContent.DigestOf(File.ReadAllBytes(_folder["product-3.0.0.tgz"]));
        Assert.Contains($"instead of {published}, without a provenance file", planned.Output);
        Assert.Contains("3 already there", again.Error);
        Assert.Contains("With dependencies rewritten, as the last push did", byRecord.Error);
        Assert.Equal(published, "sha256:" + note["sourceSha256"]!.GetValue<string>());
        Assert.NotEqual(note["sourceSha256"]!.GetValue<string>(), note["sha256"]!.GetValue<string>());
        Assert.Equal(ExitCode.Incomplete, neither.ExitCode);
    }

    [Fact]
    public async Task A_dependency_that_the_chart_does_not_bring_along_is_named()
    {
        const string Repository = "repository: \"https://v.example\"";
        _folder.Write(
            "lacking.tgz",
            SampleCharts.Pack(
                (
                    "lacking/Chart.yaml",
                    $"apiVersion: v2\nname: lacking\nversion: 1.0.0\ndependencies:\n- {{name: inner, version: 1.x.x, {Repository}}}\n"
                ),
                (
                    "lacking/charts/inner/Chart.yaml",
                    $"apiVersion: v2\nname: inner\nversion: 1.0.0\ndependencies:\n- {{name: gone, version: 1.x.x, {Repository}}}\n"
                )
            )
        );
        await RunResult.WellAsync("download", "--chart", _folder["lacking.tgz"], "-b", _folder["other"]);

        var run = await RunResult.WellAsync("push", "-b", _folder["other"], "--charts", Store, "--rewrite-dependencies");

        Assert.Contains("lacking 1.0.0: gone 1.x.x of https://v.example", run.Error);
    }

    [Fact]
    public async Task A_store_without_an_address_is_refused_before_anything_is_sent()
    {
        var run = await RunResult.OfAsync("push", "-b", _folder["bundle"], "--charts", _folder["shelf"], "--rewrite-dependencies");
        var nowhere = await RunResult.OfAsync(
            "push",
            "-b",
            _folder["bundle"],
            "--registry",
            _inside.Host,
            "--rewrite-dependencies",
            "--dry-run"
        );

        Assert.Equal((ExitCode.Usage, ExitCode.Usage), (run.ExitCode, nowhere.ExitCode));
        Assert.Contains("a folder has none", run.Error);
        Assert.Contains("--charts", nowhere.Error);
    }

    private Task<RunResult> PushAsync(params string[] more) =>
        RunResult.WellAsync(["push", "-b", _folder["bundle"], "--charts", Store, .. more]);

    private void Chart(string name, string version, params string[] dependencies)
    {
        var text = new StringBuilder($"apiVersion: v2\nname: {name}\nversion: {version}\n");
        if (dependencies.Length > 0)
        {
            text.Append("dependencies:\n");
        }

        foreach (var pair in dependencies.Chunk(2))
        {
            text.Append($"  - name: {pair[0]}\n    repository: \"{_vendor}\" # public\n    version: {pair[1]}\n    tags: [a, <b>]\n");
        }

        _folder.Write($"{name}/Chart.yaml", text.ToString());
        _folder.Write($"{name}/templates/a.yaml", $"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: {name}}}\n");
    }

    private async Task PublishAsync(string archive, string chart)
    {
        if (File.ReadAllText(_folder[$"{chart}/Chart.yaml"]).Contains("dependencies", StringComparison.Ordinal))
        {
            await HelmAsync("dependency", "update", "--plain-http", _folder[chart]);
        }

        await HelmAsync("package", "-d", _folder.Path, _folder[chart]);
        await HelmAsync("push", _folder[archive], _vendor, "--plain-http");
    }

    private Task<ToolResult> HelmAsync(params string[] arguments) =>
        Tool.RunAsync(
            Helm,
            arguments,
            environment: new Dictionary<string, string>
            {
                ["HELM_CONFIG_HOME"] = _folder["helm/config"],
                ["HELM_CACHE_HOME"] = _folder["helm/cache"],
                ["HELM_DATA_HOME"] = _folder["helm/data"],
            }
        );
}
