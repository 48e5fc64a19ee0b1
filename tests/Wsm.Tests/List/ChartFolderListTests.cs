using Wsm.Hosting;
using Wsm.Peers;
using Wsm.Product.Caching;
using Wsm.Product.Failures;
using Wsm.Product.Sources;

namespace Wsm.Tests.List;

/// <summary>What people meet who list the images of a chart that lies in a folder.</summary>
public sealed class ChartFolderListTests : IDisposable
{
    private const string Pod =
        "apiVersion: v1\nkind: Pod\nmetadata: {name: NAME}\nspec:\n  containers:\n  - {name: main, image: \"IMAGE\"}\n";

    private readonly TemporaryFolder _folder = new();

    public ChartFolderListTests()
    {
        _folder.Write(
            "checkout/Chart.yaml",
            "apiVersion: v2\nname: shop\nversion: 1.0.0\ndependencies: [{name: extra, version: 1.0.0, condition: extra.use}]\n"
        );
        _folder.Write("checkout/values.yaml", "image: shop/app\nregistry: ''\nextra: {use: false}\n");
        WriteTemplate("checkout/templates/app.yaml", "app", "{{ .Values.registry }}{{ .Values.image }}:1");
        WriteTemplate("checkout/templates/fixed.yaml", "fixed", "shop/fixed:1");
        _folder.Write("checkout/charts/extra/Chart.yaml", "apiVersion: v2\nname: extra\nversion: 1.0.0\n");
        WriteTemplate("checkout/charts/extra/templates/x.yaml", "x", "shop/extra:1");
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_heading_is_the_chart_s_name_not_the_folder_s() =>
        Assert.Equal("shop Images:\n  shop/app:1\n  shop/fixed:1\n", (await ListAsync("-q")).Output);

    [Fact]
    public async Task A_deprecated_chart_is_announced_once_and_in_json()
    {
        _folder.Write("checkout/Chart.yaml", "apiVersion: v2\nname: shop\nversion: 1.0.0\ndeprecated: true\n");

        var text = await ListAsync();
        var json = await ListAsync("-o", "json");

        Assert.Equal(0, text.ExitCode);
        Assert.Contains("Warning: the chart shop 1.0.0 is deprecated\n", text.Error, StringComparison.Ordinal);
        Assert.Contains("\"deprecated\": true", json.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Why_tells_values_that_are_empty_and_text_that_no_value_changes()
    {
        var output = (await ListAsync("-q", "--why")).Output;
        Assert.Contains("      Pod/app, container main\n        shop/templates/app.yaml:6\n", output, StringComparison.Ordinal);
        Assert.Contains("        image = shop/app (default of shop)\n", output, StringComparison.Ordinal);
        Assert.Contains(
            "      Pod/fixed, container main\n        shop/templates/fixed.yaml:6 (literal text: no value changes it)\n",
            output,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("text", "  shop/extra:1  (only with extra.use=true)\n")]
    [InlineData("table", "shop        docker.io/shop/extra   1     extra.use=true\n")]
    [InlineData("csv", "shop,shop/extra:1,docker.io/shop/extra:1,,,extra.use=true,")]
    [InlineData("tree", "└── shop/extra:1 (only with extra.use=true)\n")]
    public async Task What_is_switched_off_is_told_from_what_is_started_in_every_output(string format, string expected)
    {
        Assert.Contains(expected, (await ListAsync("--all-components", "-o", format)).Output, StringComparison.Ordinal);
        Assert.DoesNotContain("extra.use", (await ListAsync("-o", format)).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_tree_of_one_chart_names_it_once() =>
        Assert.StartsWith("shop\n└── shop 1.0.0\n    ├── Pod/app\n", (await ListAsync("-o", "tree")).Output, StringComparison.Ordinal);

    [Fact]
    public async Task The_archive_of_a_folder_is_the_one_that_its_digest_speaks_of()
    {
        var chart = await new LocalCharts().FetchAsync(new LocalChart(_folder["checkout"]), default);
        Assert.Equal(ContentCache.Sha256Of(chart.Archive.Span), chart.Sha256);
        var pinned = await new LocalCharts().FetchAsync(new LocalChart(_folder["checkout"]) { Sha256 = chart.Sha256 }, default);
        Assert.Equal(chart.Archive.ToArray(), pinned.Archive.ToArray());
        WriteTemplate("checkout/templates/more.yaml", "more", "shop/more:1");
        var changed = await Assert.ThrowsAsync<UserError>(() =>
            new LocalCharts().FetchAsync(new LocalChart(_folder["checkout"]) { Sha256 = chart.Sha256 }, default)
        );
        Assert.Contains("The folder changed", changed.Hint, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--set", "nonsense", "key \"nonsense\" has no value")]
    [InlineData("-f", "missing.yaml", "There is no file missing.yaml.")]
    [InlineData("-f", "checkout", "checkout is a folder, not a file.")]
    [InlineData("--chart-version", "1.0.0", "checkout has only its own.")]
    public async Task Wrong_input_is_refused_before_anything_is_said_to_have_started(string option, string value, string expected)
    {
        var run = await ListAsync(option, value);
        Assert.Equal((ExitCode.Usage, ""), (run.ExitCode, run.Output));
        Assert.Contains(expected, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_that_is_no_chart_and_a_link_that_leads_nowhere_are_named()
    {
        _folder.Write("plain/values.yaml", "a: 1\n");
        var plain = await RunResult.OfAsync(_folder.Path, ["list", "--chart", "plain"]);
        Assert.Equal((ExitCode.Usage, ""), (plain.ExitCode, plain.Output));
        Assert.Contains("plain is not a chart: it has no Chart.yaml.", plain.Error, StringComparison.Ordinal);
        File.CreateSymbolicLink(_folder["link.tgz"], "nowhere");
        var link = await RunResult.OfAsync(_folder.Path, ["list", "--chart", "link.tgz"]);
        Assert.Contains("link.tgz is a symbolic link that leads nowhere.", link.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Usage, (await RunResult.OfAsync(_folder.Path, ["list", "--chart", ""])).ExitCode);
    }

    [Fact]
    public async Task A_link_in_a_linked_folder_leads_on_from_where_that_folder_is()
    {
        WriteTemplate("elsewhere/pod.yaml", "linked", "quay.io/acme/linked:1");
        Directory.CreateDirectory(_folder["shared"]);
        File.CreateSymbolicLink(_folder["shared", "pod.yaml"], "../elsewhere/pod.yaml");
        Directory.CreateSymbolicLink(_folder["checkout", "templates", "shared"], "../../shared");

        var run = await ListAsync();

        Assert.Contains("quay.io/acme/linked:1", run.Output, StringComparison.Ordinal);
        Assert.Contains(
            "quay.io/acme/linked:1",
            (await Tool.RunAsync(Tool.Find("helm", "WSM_TEST_HELM"), ["template", "checkout"], _folder.Path)).Output,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_file_too_large_for_a_chart_is_named_and_helmignore_leaves_it_out()
    {
        File.WriteAllBytes(_folder["checkout/big.bin"], new byte[6 * 1024 * 1024]);
        var run = await ListAsync();
        Assert.Equal(ExitCode.Failed, run.ExitCode);
        Assert.Contains("big.bin", run.Error, StringComparison.Ordinal);
        Assert.Contains(".helmignore", run.Error, StringComparison.Ordinal);
        _folder.Write("checkout/.helmignore", "*.bin\n");
        Assert.Equal(ExitCode.Done, (await ListAsync()).ExitCode);
    }

    private Task<RunResult> ListAsync(params string[] arguments) =>
        RunResult.OfAsync(_folder.Path, ["list", "--chart", "checkout", .. arguments]);

    private void WriteTemplate(string file, string name, string image) =>
        _folder.Write(file, Pod.Replace("NAME", name, StringComparison.Ordinal).Replace("IMAGE", image, StringComparison.Ordinal));
}
