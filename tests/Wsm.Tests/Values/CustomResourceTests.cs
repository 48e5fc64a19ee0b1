using System.Globalization;
using System.Text;
using System.Text.Json;
using Wsm.Helm.Data;
using Wsm.Helm.Data.Yaml;
using Wsm.Oci.References;
using Wsm.Peers;
using Wsm.Product.Catalogs;
using Wsm.Product.Failures;
using Wsm.Product.Finding;
using Wsm.Product.Resolving;
using Wsm.Product.Sources;
using Wsm.Site.Relocations;
using Wsm.Site.Values;
using Wsm.Site.Values.Explain;
using Wsm.Site.Values.Overrides;
using Wsm.Site.Values.Requests;
using Wsm.Site.WeightsAndBiases.Resources;
using Wsm.Tests.ChartStores;

namespace Wsm.Tests.Values;

public sealed class CustomResourceTests : IDisposable
{
    private const string Template = """
        apiVersion: v1
        kind: Pod
        metadata: {name: app}
        spec:
          containers:
          - {name: app, image: "{{ .Values.app.image.repository }}:{{ .Values.app.image.tag }}"}
          hostname: {{ .Values.global.host | quote }}
          size: {{ .Values.size }}
          home: NAMESPACE
        """;

    private readonly TemporaryFolder _folder = new();

    /// <summary>
    /// Highest first: the custom resource, what was set in the System Console, the release channel (with what the catalog adds), the
    /// operator's defaults, the chart.
    /// </summary>
    [Theory]
    [InlineData("mine", "console", "catalog", "channel", "mine")]
    [InlineData("", "console", "catalog", "channel", "console")]
    [InlineData("", "", "catalog", "channel", "catalog")]
    [InlineData("", "", "", "channel", "channel")]
    [InlineData("", "", "", "", "wandb")]
    [InlineData("mine", "", "", "", "mine")]
    [InlineData("", "console", "", "", "console")]
    public async Task Each_layer_wins_over_those_below_it(string mine, string console, string catalog, string channel, string wins)
    {
        // This is the one value that the operator sets by default; the pod shows what came of it.
        static string Setting(string text) => text.Length == 0 ? "" : $"global: {{operator: {{namespace: {text}}}}}";
        var component = Component(Setting(channel), Setting(catalog));
        var request = Request(component, Setting(mine)) with
        {
            OldSettings = console.Length == 0 ? null : new ValuesLayer("console.yaml", Setting(console)),
        };

        await ValuesRun.RunAsync(request, TestContext.Current.CancellationToken);
        var history = Assert.Single(
            await ValuesRun.ExplainAsync(request, ValuePathText.Parse("global.operator.namespace"), TestContext.Current.CancellationToken)
        );

        Assert.Equal($"\"{wins}\"", history.Steps[^1].Value);
        string[] expected = ["operator defaults", "channel", "catalog", "console.yaml", "mine.yaml"];
        string[] given = ["wandb", channel, catalog, console, mine];
        Assert.Equal(expected.Where((_, at) => given[at].Length > 0), history.Steps.Select(step => step.Layer));
        // The operator adds its defaults itself: in the resource stands what is above them.
        var values = CustomResource.ReadValues(await File.ReadAllTextAsync(_folder["wandb.yaml"], TestContext.Current.CancellationToken));
        var written = TracedValue.At(values, ValuePathText.Parse("global.operator.namespace")).Data;
        Assert.Equal(wins == "wandb" ? null : wins, written);
    }

    [Fact]
    public async Task Maps_of_several_layers_merge_key_by_key()
    {
        await RunAsync(Component("size: channel\napp: {image: {tag: \"1.1\"}}", "app: {replicas: 2}"), "app: {image: {tag: \"1.2\"}}");

        var values = CustomResource.ReadValues(await File.ReadAllTextAsync(_folder["wandb.yaml"], TestContext.Current.CancellationToken));
        Assert.Equal("channel", values["size"].Data);
        Assert.Equal("2", Convert.ToString(((MapValue)values["app"].Data!)["replicas"].Data, CultureInfo.InvariantCulture));
        Assert.Equal("1.2", TracedValue.At(values, ValuePathText.Parse("app.image.tag")).Data);
        Assert.Equal("r.example:5000/wandb/local", TracedValue.At(values, ValuePathText.Parse("app.image.repository")).Data);
    }

    [Fact]
    public async Task The_proof_renders_with_what_the_operator_adds()
    {
        var component = Component("", "") with { Chart = Chart("{{ required \"no namespace\" .Values.global.operator.namespace }}") };

        var report = await RunAsync(component, "");

        Assert.Empty(report.Unproved);
        Assert.DoesNotContain("operator:", report.Files[0].Text);
    }

    [Fact]
    public async Task The_resource_carries_the_channels_values_the_chart_store_and_marks_what_is_missing()
    {
        var report = await RunAsync(Component("size: channel", ""), "global: {host: \"https://w.example\"}\n");

        var text = await File.ReadAllTextAsync(_folder["wandb.yaml"], TestContext.Current.CancellationToken);
        var spec = (MapValue)Resource("wandb.yaml")["spec"].Data!;
        Assert.Equal(["name", "url", "version"], ((MapValue)spec["chart"].Data!).SortedKeys());
        Assert.Equal("channel", ((MapValue)spec["values"].Data!)["size"].Data);
        Assert.Contains("TODO global.license", text);
        Assert.DoesNotContain("TODO global.host", text);
        Assert.Equal(3, report.Missing.Count);
        Assert.Empty(report.Unproved);
    }

    [Fact]
    public async Task Kubectl_reads_the_resource_and_the_ConfigMap_that_holds_the_chart()
    {
        var component = Component("size: channel", "");
        await RunAsync(component, "", fromConfigMap: true);

        await using var cluster = new ClusterApi();
        using var resource = JsonDocument.Parse(await cluster.ApplyAsync(_folder["wandb.yaml"]));
        using var map = JsonDocument.Parse(await cluster.ApplyAsync(_folder[ChartsConfigMap.FileName]));

        Assert.Equal(("WeightsAndBiases", "wandb"), (Text(resource, "kind"), Text(resource, "metadata", "name")));
        Assert.Equal("/charts/sample", Text(resource, "spec", "chart", "path"));
        Assert.Equal("channel", Text(resource, "spec", "values", "size"));
        Assert.Equal(("wandb-charts", "wandb"), (Text(map, "metadata", "name"), Text(map, "metadata", "namespace")));
        Assert.Equal(component.Chart!.Archive.ToArray(), Convert.FromBase64String(Text(map, "data", "sample")));
    }

    [Fact]
    public void A_chart_that_no_ConfigMap_holds_is_refused_with_what_to_do_instead()
    {
        var large = new ResolvedChart("sample", "1.0.0", "x", new byte[800 * 1024], "");

        var error = Assert.Throws<UserError>(() => ChartsConfigMap.Write(large, "wandb"));

        Assert.Contains("--charts", error.Hint);
    }

    public void Dispose() => _folder.Dispose();

    private static ResolvedComponent Component(string channel, string catalog) =>
        new ResolvedComponent
        {
            Name = "wandb",
            Title = "W&B",
            Images = [],
            Chart = Chart("{{ .Values.global.operator.namespace }}"),
            ReleaseName = "wandb",
            ChannelAnswer = Encoding.UTF8.GetBytes("{}"),
            Values =
            [
                .. new[] { new ValuesLayer(ValuesLayer.Channel, channel), new ValuesLayer(ValuesLayer.Catalog, catalog) }.Where(layer =>
                    layer.Yaml.Length > 0
                ),
            ],
            Emit = new Emit { Kind = EmitKind.WeightsAndBiases, File = "wandb.yaml" },
        };

    /// <param name="home">The expression by which the pod shows the operator's namespace.</param>
    private static ResolvedChart Chart(string home)
    {
        var archive = SampleCharts.Pack(
            ("sample/Chart.yaml", "apiVersion: v2\nname: sample\nversion: 1.0.0\n"),
            ("sample/values.yaml", "size: small\nglobal: {host: \"\"}\napp: {image: {repository: wandb/local, tag: \"1.0\"}}\n"),
            ("sample/templates/app.yaml", Template.Replace("NAMESPACE", home))
        );
        return new ResolvedChart("sample", "1.0.0", "https://charts.example", archive, "");
    }

    private Task<ValuesReport> RunAsync(ResolvedComponent component, string mine, bool fromConfigMap = false) =>
        ValuesRun.RunAsync(Request(component, mine) with { ChartFromConfigMap = fromConfigMap }, TestContext.Current.CancellationToken);

    private ValuesRequest Request(ResolvedComponent component, string mine) =>
        new()
        {
            Set = new ImageSet("wandb", "W&B", [component]),
            Relocation = Relocation.Create(new RelocationOptions { Registry = "r.example:5000" }),
            Held = (ImageReference _) => new HeldImage(null),
            UserValues = mine.Length == 0 ? [] : [new ValuesLayer("mine.yaml", mine)],
            Charts = "https://charts.example",
            OutFolder = _folder.Path,
        };

    private static string Text(JsonDocument document, params string[] path) =>
        path.Aggregate(document.RootElement, (at, step) => at.GetProperty(step)).GetString()!;

    private MapValue Resource(string file) => YamlReader.ReadMap(File.ReadAllText(_folder[file]));
}
