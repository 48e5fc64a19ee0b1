using Wsm.Helm.Data;
using Wsm.Helm.Data.Yaml;
using Wsm.Helm.Values;
using Wsm.Oci.References;
using Wsm.Peers;
using Wsm.Product.Catalogs;
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

/// <summary>What is set only to find images, and never reaches what is installed.</summary>
public sealed class FindingValuesTests : IDisposable
{
    private const string Channel =
        "app: {image: {repository: wandb/local, tag: \"0.62.2\"}}\nsize: channel\nweave-trace: {install: false}\n";

    private const string Template = """
        {{- range $name := list "app" "trace" }}
        {{- if or (eq $name "app") (index $.Values "weave-trace").install }}
        ---
        apiVersion: v1
        kind: Pod
        metadata: {name: {{ $name }}}
        spec: {containers: [{name: a, image: "{{ (index $.Values $name).image.repository }}:{{ (index $.Values $name).image.tag }}"}]}
        {{- end }}
        {{- end }}
        """;

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task By_default_the_resource_says_what_the_channel_says_but_for_the_places_of_images()
    {
        await ValuesRun.RunAsync(Request(), TestContext.Current.CancellationToken);

        var written = CustomResource.ReadValues(await File.ReadAllTextAsync(_folder["wandb.yaml"], TestContext.Current.CancellationToken));
        var channel = ValuesReader.Read(Channel);
        Assert.Equal("r.example/wandb/local", Take(written, "app", "image", "repository"));
        Assert.Equal("wandb/local", Take(channel, "app", "image", "repository"));
        Assert.Equal(0, ((MapValue)written["global"].Data!).Count);
        Assert.Equal(Text(channel) + "", Text(written).Replace("global: {}\n", "", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_explanation_says_what_was_set_only_to_find_images()
    {
        var history = Assert.Single(
            await ValuesRun.ExplainAsync(Request(), ValuePathText.Parse("weave-trace.install"), TestContext.Current.CancellationToken)
        );

        Assert.Equal("true", history.WhileFinding);
        Assert.Equal(("channel", "false"), history.Steps[^1]);
    }

    [Fact]
    public void A_catalog_keeps_the_two_apart_when_it_is_written_again()
    {
        var text = CatalogWriter.Write(Request().Set);

        Assert.Matches(@"findWith:\s+weave-trace:\s+install: true", text);
    }

    [Fact]
    public void The_built_in_catalog_installs_nothing_that_it_only_looks_for()
    {
        var catalog = BuiltInCatalog.Read();

        var platform = Assert.Single(catalog.Components, component => component.Channel is not null);
        Assert.Null(platform.Values);
        Assert.Contains("weave-trace", platform.FindWith);
        Assert.All(catalog.Components.SelectMany(component => component.Tags), rule => Assert.Equal("1.x", rule.Range));
    }

    public void Dispose() => _folder.Dispose();

    private static object? Take(MapValue values, params string[] path)
    {
        var map = path[..^1].Aggregate(values, (at, step) => (MapValue)at[step].Data!);
        var found = map[path[^1]].Data;
        map[path[^1]] = Value.Of("");
        return found;
    }

    private static string Text(MapValue values) => (string)YamlWriter.Write(Value.Of(values)).Data!;

    private ValuesRequest Request()
    {
        var archive = SampleCharts.Pack(
            ("sample/Chart.yaml", "apiVersion: v2\nname: sample\nversion: 1.0.0\n"),
            (
                "sample/values.yaml",
                "app: {image: {repository: wandb/local, tag: latest}}\ntrace: {image: {repository: wandb/trace, tag: "
                    + "\"1\"}}\nweave-trace: {install: false}\n"
            ),
            ("sample/templates/all.yaml", Template)
        );
        var component = new ResolvedComponent
        {
            Name = "wandb",
            Title = "W&B",
            Images = [new ResolvedImage(ImageReference.Parse("wandb/trace:1"), [])],
            Chart = new ResolvedChart("sample", "1.0.0", "https://charts.example", archive, ""),
            ChartRequest = new RepositoryChart(new Uri("https://charts.example"), "sample", "1.0.0"),
            ReleaseName = "wandb",
            ChannelAnswer = "{}"u8.ToArray(),
            Values =
            [
                new ValuesLayer(ValuesLayer.Channel, Channel),
                new ValuesLayer(ValuesLayer.Finding, "weave-trace: {install: true}\n"),
            ],
            Emit = new Emit { Kind = EmitKind.WeightsAndBiases, File = "wandb.yaml" },
        };
        return new ValuesRequest
        {
            Set = new ImageSet("wandb", "W&B", [component]),
            Relocation = Relocation.Create(new RelocationOptions { Registry = "r.example" }),
            Held = _ => new HeldImage(null),
            Charts = "https://charts.example",
            OutFolder = _folder.Path,
        };
    }
}
