using Wsm.Helm.Charts;

namespace Wsm.Helm.Tests.Charts;

public sealed class MetadataTests
{
    [Theory]
    [InlineData(
        "name: a\nversion: 1.0.0\nmaintainers: x",
        "cannot load Chart.yaml: error unmarshaling JSON: while decoding JSON: json: cannot unmarshal string into Go struct field "
            + "Metadata.maintainers of type []*v2.Maintainer"
    )]
    [InlineData(
        "name: a\nversion: 1.0.0\ndependencies: [{name: [a]}]",
        "cannot load Chart.yaml: error unmarshaling JSON: while decoding JSON: json: cannot unmarshal array into Go struct field "
            + "Dependency.dependencies.name of type string"
    )]
    [InlineData(
        "name: a\nversion: 1.0.0\ndependencies: [a]",
        "cannot load Chart.yaml: error unmarshaling JSON: while decoding JSON: json: cannot unmarshal string into Go struct field "
            + "Metadata.dependencies of type v2.Dependency"
    )]
    [InlineData(
        "name: a\nversion: 1.0.0\ndeprecated: \"yes\"",
        "cannot load Chart.yaml: error unmarshaling JSON: while decoding JSON: json: cannot unmarshal string into Go struct field "
            + "Metadata.deprecated of type bool"
    )]
    [InlineData("name: a\nversion: 1.0.0\ndependencies: [null]", "validation: dependencies must not contain empty or null nodes")]
    [InlineData("name: a\nversion: 1.0.0\nmaintainers: [null]", "validation: maintainers must not contain empty or null nodes")]
    [InlineData(
        "name: a\nversion: 1.0.0\ndependencies: [{name: a, alias: a.b}]",
        "validation: dependency \"a\" has disallowed characters in the alias"
    )]
    [InlineData(
        "name: a\nversion: 1.0.0\ndependencies: [{name: a}, {name: a}]",
        "validation: more than one dependency with name or alias \"a\""
    )]
    [InlineData("name: a\nversion: 1.0.0\ntype: other", "validation: chart.metadata.type must be application or library")]
    [InlineData("name: a/b\nversion: 1.0.0", "validation: chart.metadata.name \"a/b\" is invalid")]
    [InlineData("name: a\nversion: 1.a", "validation: chart.metadata.version \"1.a\" is invalid")]
    [InlineData("apiVersion: v9\nname: a\nversion: 1.0.0", "unsupported chart version")]
    public void A_chart_that_helm_refuses_is_refused_in_the_same_words(string chartYaml, string message) =>
        Assert.Equal(message, Assert.Throws<ChartException>(() => TestCharts.Load(("Chart.yaml", chartYaml))).Message);

    [Fact]
    public void Numbers_and_booleans_become_text_as_in_go()
    {
        var metadata = TestCharts
            .Load(
                (
                    "Chart.yaml",
                    "NAME: app\nversion: 1\nappVersion: 20240101\ndescription: 1.50\nkeywords: [true, 010]\nannotations: {a: 1e3}"
                )
            )
            .Metadata;
        Assert.Equal(("app", "1", "20240101", "1.5"), (metadata.Name, metadata.Version, metadata.AppVersion, metadata.Description));
        Assert.Equal(["true", "8"], metadata.Keywords);
        Assert.Equal("1000", metadata.Annotations!["a"]);
    }

    [Fact]
    public void A_chart_without_its_description_is_none() =>
        Assert.Equal("Chart.yaml file is missing", Assert.Throws<ChartException>(() => TestCharts.Load(("values.yaml", "a: 1"))).Message);

    [Fact]
    public void Trouble_in_a_chart_below_names_the_way_there() =>
        Assert.Equal(
            "error unpacking subchart low in app: cannot load values.yaml: cannot unmarshal yaml document: error converting YAML to JSON: "
                + "yaml: line 1: did not find expected node content",
            Assert
                .Throws<ChartException>(() =>
                    TestCharts.Load(
                        ("Chart.yaml", TestCharts.Minimal),
                        ("charts/low/Chart.yaml", "name: low\nversion: 1.0.0"),
                        ("charts/low/values.yaml", "a: [")
                    )
                )
                .Message
        );

    [Fact]
    public void Charts_cannot_be_nested_without_end()
    {
        var files = Enumerable
            .Range(0, 41)
            .Select(depth => (string.Concat(Enumerable.Repeat("charts/x/", depth)) + "Chart.yaml", "name: x\nversion: 1.0.0"))
            .ToArray();
        Assert.Contains("nested more than", Assert.Throws<ChartException>(() => TestCharts.Load(files)).Message);
    }
}
