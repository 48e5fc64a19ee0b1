using System.Text.Json;
using Wsm.Hosting;
using Wsm.Peers;

namespace Wsm.Tests.List;

public sealed class ListCommandTests
{
    private const string Pinned = "manifests/wandb-0.62.2.yaml";

    [Fact]
    public async Task A_pinned_catalog_is_listed_as_the_vendor_s_tool_lists_it()
    {
        var run = await RunResult.OfAsync(Checkout.Folder, ["list", "--catalog", Pinned]);
        const string Expected = """
            📦 Starting the process to list all images required for deployment...
            Operator Images:
              wandb/controller:1.16.1
            W&B Images:
              wandb/local:0.62.2
              docker.io/bitnamilegacy/redis:7.2.4-debian-12-r9
              quay.io/prometheus-operator/prometheus-config-reloader:v0.67.0
              quay.io/prometheus/prometheus:v2.47.0
              otel/opentelemetry-collector-contrib:0.97.0
              wandb/console:2.13.1
            Here are the images required to deploy W&B. 
            """;
        Assert.StartsWith(Expected, run.Output, StringComparison.Ordinal);
        Assert.Equal((ExitCode.Done, ""), (run.ExitCode, run.Error));
    }

    [Fact]
    public async Task References_are_canonical_one_a_line_and_nothing_else()
    {
        var run = await RunResult.OfAsync(Checkout.Folder, ["list", "--catalog", Pinned, "-o", "refs"]);
        var lines = run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(7, lines.Length);
        Assert.Equal("docker.io/wandb/controller:1.16.1", lines[0]);
    }

    [Fact]
    public async Task Json_and_yaml_tell_the_same()
    {
        var json = await RunResult.OfAsync(Checkout.Folder, ["list", "--catalog", Pinned, "-o", "json"]);
        using var document = JsonDocument.Parse(json.Output);
        var components = document.RootElement.GetProperty("components");
        Assert.Equal("operator", components[0].GetProperty("name").GetString());
        Assert.Equal("catalog", components[0].GetProperty("images")[0].GetProperty("origins")[0].GetProperty("kind").GetString());
        var yaml = await RunResult.OfAsync(Checkout.Folder, ["list", "--catalog", Pinned, "-o", "yaml"]);
        Assert.Contains("canonical: docker.io/wandb/local:0.62.2\n", yaml.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_resolved_catalog_can_be_used_again_and_gives_the_same_list()
    {
        using var folder = new TemporaryFolder();
        var first = await RunResult.OfAsync(Checkout.Folder, ["list", "--catalog", Pinned, "-o", "refs"]);
        folder.Write("chart/Chart.yaml", "apiVersion: v2\nname: x\nversion: 1.0.0\n");
        folder.Write(
            "catalog.yaml",
            "apiVersion: wsm/v1\nkind: Catalog\nmetadata: {name: p}\ncomponents:\n- {name: a, chart: {path: chart}, render: false, values: "
                + "{on: 'yes', n: '1e3'}, images: [{reference: a/b, reason: 'x: y'}]}\n"
        );
        var catalog = await RunResult.OfAsync(folder.Path, ["list", "--catalog", "catalog.yaml", "-o", "catalog"]);
        folder.Write("again.yaml", catalog.Output);
        var again = await RunResult.OfAsync(folder.Path, ["list", "--catalog", "again.yaml", "-o", "catalog"]);
        Assert.Equal(7, first.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Equal((catalog.Output, "", 0), (again.Output, again.Error, again.ExitCode));
        Assert.Contains("on: 'yes'", again.Output, StringComparison.Ordinal);
        Assert.Contains("digest: sha256:", again.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("csv", "operator,wandb/controller:1.16.1,docker.io/wandb/controller:1.16.1,,,")]
    [InlineData("table", "operator    docker.io/wandb/controller")]
    [InlineData("tree", "├── Operator\n│   └── wandb/controller:1.16.1\n")]
    public async Task Other_formats_are_for_spreadsheets_and_eyes(string format, string expected)
    {
        var run = await RunResult.OfAsync(Checkout.Folder, ["list", "--catalog", Pinned, "-o", format]);
        Assert.Contains(expected, run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_component_that_cannot_be_resolved_does_not_hide_the_others()
    {
        using var folder = new TemporaryFolder();
        folder.Write(
            "c.yaml",
            "apiVersion: wsm/v1\nkind: Catalog\nmetadata: {name: p}\ncomponents:\n- {name: broken, chart: {path: nowhere}}\n- {name: fine, "
                + "images: [a/b:1]}\n"
        );
        var run = await RunResult.OfAsync(folder.Path, ["list", "--catalog", "c.yaml"]);
        Assert.Equal(ExitCode.Failed, run.ExitCode);
        Assert.Contains("  a/b:1\n", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("Here are the images", run.Output, StringComparison.Ordinal);
        Assert.Contains($"Error: broken: There is no chart at {folder["nowhere"]}.", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("list --catalog no.yaml", "There is no catalog no.yaml.")]
    [InlineData("list -o xml", "--output takes catalog, csv, json, ")]
    [InlineData("list --catalog a --chart b", "--catalog and --chart cannot be combined.")]
    [InlineData("list --chart-version 1", "--chart-version goes with --chart.")]
    [InlineData("list --chart x@https://h --chart-version newest", "'newest' is not a version or a range of versions")]
    [InlineData("list --chart oci://charts/x", "names no registry")]
    [InlineData("list --username me", "--username and --password-stdin go together.")]
    [InlineData("list --channel-url ftp://x", "--channel-url is not an http or https address")]
    [InlineData("lst", "Did you mean 'list'?")]
    public async Task Wrong_usage_is_told_in_a_sentence_with_exit_code_2(string arguments, string expected)
    {
        var run = await RunResult.OfAsync("/", arguments.Split(' '));
        Assert.Equal(ExitCode.Usage, run.ExitCode);
        Assert.Contains(expected, run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Error, StringComparison.Ordinal);
    }
}
