using System.Text;
using Wsm.Catalogs;
using Wsm.Helm.Templates.Values;
using Wsm.Helm.Values.Yaml;
using Wsm.Oci.References;
using Wsm.Peers;
using Wsm.Relocate;
using Wsm.Tests.ChartStores;
using Wsm.Values;
using Wsm.Values.Overrides;

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
        """;

    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData("", "", "", "small", "1.0")]
    [InlineData("size: channel", "", "", "channel", "1.0")]
    [InlineData("size: channel\napp: {image: {tag: \"1.1\"}}", "size: catalog", "", "catalog", "1.1")]
    [InlineData("size: channel", "size: catalog", "size: mine\napp: {image: {tag: \"1.2\"}}", "mine", "1.2")]
    [InlineData("app: {image: {repository: public/from-channel}}", "", "size: mine", "mine", "1.0")]
    public async Task The_person_wins_over_the_catalog_the_catalog_over_the_channel_the_channel_over_the_chart(string channel, string catalog, string mine, string size, string tag)
    {
        await RunAsync(Component(channel, catalog), mine);

        var values = Resource("wandb.yaml")["spec"].Data is MapValue spec ? (MapValue)spec["values"].Data! : new MapValue();
        Assert.Equal(size, values["size"].Data as string ?? "small");
        var image = (MapValue)((MapValue)values["app"].Data!)["image"].Data!;
        Assert.Equal(tag, image["tag"].Data as string ?? "1.0");
        Assert.StartsWith("r.example:5000/", (string)image["repository"].Data!);
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

        foreach (var file in new[] { "wandb.yaml", ChartsConfigMap.FileName })
        {
            var shown = await Tool.RunAsync(Tool.Find("kubectl", "WSM_TEST_KUBECTL"), ["annotate", "--local", "-f", _folder[file], "read=yes", "-o", "yaml"]);
            Assert.Contains("read: \"yes\"", shown.Output);
        }

        Assert.Equal("/charts/sample", ((MapValue)((MapValue)Resource("wandb.yaml")["spec"].Data!)["chart"].Data!)["path"].Data);
        var map = Resource(ChartsConfigMap.FileName);
        Assert.Equal("wandb-charts", ((MapValue)map["metadata"].Data!)["name"].Data);
        Assert.Equal(component.Chart!.Archive.ToArray(), Convert.FromBase64String((string)((MapValue)map["data"].Data!)["sample"].Data!));
    }

    [Fact]
    public void A_chart_that_no_ConfigMap_holds_is_refused_with_what_to_do_instead()
    {
        var large = new ResolvedChart("sample", "1.0.0", "x", new byte[800 * 1024], "");

        var error = Assert.Throws<UserError>(() => ChartsConfigMap.Write(large, "wandb"));

        Assert.Contains("--charts", error.Hint);
    }

    public void Dispose() => _folder.Dispose();

    private static ResolvedComponent Component(string channel, string catalog)
    {
        var archive = SampleCharts.Pack(
            ("sample/Chart.yaml", "apiVersion: v2\nname: sample\nversion: 1.0.0\n"),
            ("sample/values.yaml", "size: small\nglobal: {host: \"\"}\napp: {image: {repository: wandb/local, tag: \"1.0\"}}\n"),
            ("sample/templates/app.yaml", Template));
        return new ResolvedComponent
        {
            Name = "wandb",
            Title = "W&B",
            Images = [],
            Chart = new ResolvedChart("sample", "1.0.0", "https://charts.example", archive, ""),
            ReleaseName = "wandb",
            ChannelAnswer = Encoding.UTF8.GetBytes("{}"),
            Values = [.. new[] { new ValuesLayer(ValuesLayer.Channel, channel), new ValuesLayer(ValuesLayer.Catalog, catalog) }.Where(layer => layer.Yaml.Length > 0)],
            Emit = new Emit { Kind = EmitKind.WeightsAndBiases, File = "wandb.yaml" },
        };
    }

    private Task<ValuesReport> RunAsync(ResolvedComponent component, string mine, bool fromConfigMap = false) => ValuesRun.RunAsync(
        new ValuesRequest
        {
            Set = new ImageSet("wandb", "W&B", [component]),
            Relocation = Relocation.Create(new RelocationOptions { Registry = "r.example:5000" }),
            Held = (ImageReference _) => new HeldImage(null),
            UserValues = mine.Length == 0 ? [] : [new ValuesLayer("mine.yaml", mine)],
            Charts = "https://charts.example",
            ChartFromConfigMap = fromConfigMap,
            OutFolder = _folder.Path,
        },
        TestContext.Current.CancellationToken);

    private MapValue Resource(string file) => YamlReader.ReadMap(File.ReadAllText(_folder[file]));
}
