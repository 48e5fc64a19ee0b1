using Wsm.Helm.Data;
using Wsm.Helm.Provenance;
using Wsm.Helm.Rendering;
using Wsm.Helm.Tests.Charts;
using Wsm.Helm.Values;

namespace Wsm.Helm.Tests.Rendering;

public sealed class DocumentTests
{
    [Theory]
    [InlineData("a: 1", "a: 1")]
    [InlineData("---\na: 1\n---\nb: 2\n", "a: 1|b: 2")]
    [InlineData("a: 1\n\n  \n---   \n\nb: 2", "a: 1|b: 2")]
    [InlineData("a: 1\n---\n---\nb: 2", "a: 1|---\nb: 2")]
    [InlineData("---\n---\nb: 2", "---\nb: 2")]
    [InlineData("a: |\n  x\n  ---\nb: 2", "a: |\n  x\n  ---\nb: 2")]
    [InlineData("a: 1\n----\nb: 2", "a: 1|-\nb: 2")]
    [InlineData("a: 1 ---\nb: 2", "a: 1 ---\nb: 2")]
    [InlineData("a: 1\n---", "a: 1")]
    [InlineData("   \n\n", "")]
    [InlineData("a: 1\r\n---\r\nb: 2", "a: 1|b: 2")]
    public void A_file_is_cut_where_helm_cuts_it(string file, string documents) =>
        Assert.Equal(documents, string.Join('|', DocumentSplitter.Split(Value.Of(file)).Select(document => (string)document.Data!)));

    [Fact]
    public void A_scalar_knows_its_values_and_its_place()
    {
        var chart = TestCharts.Load(
            ("Chart.yaml", TestCharts.Minimal + "appVersion: 9"),
            ("values.yaml", "image: {registry: quay.io, name: app}\n"),
            (
                "templates/t.yaml",
                "kind: Pod\nspec:\n  containers:\n    - name: web\n      image: \"{{ .Values.image.registry }}/{{ "
                    + ".Values.image.name }}:{{ .Values.image.tag | default .Chart.AppVersion }}\"\n"
            )
        );
        var values = new UserValues { Set = ["image.name=mine"] };
        var release = Renderer.Render(
            chart,
            new RenderRequest { TraceProvenance = true, Values = values.Build(traceProvenance: true) },
            TestContext.Current.CancellationToken
        );
        var container = (MapValue)
            ((ListValue)((MapValue)((MapValue)release.Documents[0].Data.Data!)["spec"].Data!)["containers"].Data!)[0].Data!;
        var image = container["image"];

        Assert.Equal("quay.io/mine:9", image.Data);
        Assert.Equal(["image.registry", "image.name", "image.tag"], image.Trace!.Origins().Select(origin => origin.Path.ToString()));
        Assert.Equal(
            [ValueLayer.ChartDefault, ValueLayer.Flag, ValueLayer.Absent],
            image.Trace!.Origins().Select(origin => origin.Source.Layer)
        );
        var runs = ((TextTrace)image.Trace!).Runs;
        Assert.All(runs, run => Assert.Equal(("app/templates/t.yaml", 5), (run.Position!.Template, run.Position.Line)));
        Assert.Equal("quay.io", ((string)image.Data!).Substring(runs[0].Start, runs[0].Length));
        Assert.True(runs[0].IsVerbatim);
    }

    [Fact]
    public void A_values_path_of_a_chart_below_begins_at_the_top()
    {
        var chart = TestCharts.Load(
            ("Chart.yaml", TestCharts.Minimal + "dependencies: [{name: low, version: 1.0.0, alias: deep}]\n"),
            ("charts/low/Chart.yaml", "name: low\nversion: 1.0.0"),
            ("charts/low/values.yaml", "image: {tag: one}"),
            ("charts/low/templates/a.yaml", "a: {{ .Values.image.tag }}\nb: {{ .Values.global.team }}\n"),
            ("values.yaml", "global: {team: web}")
        );
        var release = Renderer.Render(chart, new RenderRequest { TraceProvenance = true }, TestContext.Current.CancellationToken);
        var data = (MapValue)release.Documents[0].Data.Data!;
        Assert.Equal("deep.image.tag", Assert.Single(data["a"].Trace!.Origins()).Path.ToString());
        Assert.Equal("global.team", Assert.Single(data["b"].Trace!.Origins()).Path.ToString());
    }

    [Fact]
    public void Switched_off_charts_can_be_looked_at_too()
    {
        var chart = TestCharts.Load(
            ("Chart.yaml", TestCharts.Minimal + "dependencies: [{name: low, version: 1.0.0, condition: low.enabled}]\n"),
            ("charts/low/Chart.yaml", "name: low\nversion: 1.0.0"),
            ("charts/low/values.yaml", "enabled: false"),
            ("charts/low/templates/a.yaml", "kind: Low")
        );
        Assert.Empty(Renderer.Render(chart, new RenderRequest(), TestContext.Current.CancellationToken).Documents);
        Assert.Single(
            Renderer.Render(chart, new RenderRequest { EnableAllDependencies = true }, TestContext.Current.CancellationToken).Documents
        );
    }

    [Fact]
    public void A_failed_template_tells_its_frames()
    {
        var chart = TestCharts.WithTemplate("{{ define \"x\" }}{{ .Values.a.b }}{{ end }}\na: {{ include \"x\" . }}");
        var refusal = Assert.Throws<RenderException>(() => TestCharts.Render(chart));
        Assert.Equal(
            [("app/templates/t.yaml", 2), ("app/templates/t.yaml", 1)],
            refusal.Frames.Select(frame => (frame.Template, frame.Line))
        );
    }

    [Fact]
    public void A_schema_on_the_network_is_named_and_not_fetched()
    {
        var warnings = new List<string>();
        var chart = TestCharts.Load(
            ("Chart.yaml", TestCharts.Minimal),
            ("values.schema.json", """{"$ref": "https://schemas.example/values.json"}"""),
            ("templates/a.yaml", "kind: A")
        );
        Assert.Single(Renderer.Render(chart, new RenderRequest { Warn = warnings.Add }, TestContext.Current.CancellationToken).Documents);
        Assert.Contains("https://schemas.example/values.json", Assert.Single(warnings));
    }
}
