using Wsm.Helm.Data;
using Wsm.Helm.Data.Json;
using Wsm.Helm.Data.Yaml;
using Wsm.Helm.Provenance;
using Wsm.Helm.Values;
using Wsm.Helm.Values.Merging;

namespace Wsm.Helm.Tests.Values.Merging;

public sealed class ValuesMergerTests
{
    [Theory]
    [InlineData("a: 1\nb: {c: 1, d: 2}", "b: {d: 3}", """{"a":1,"b":{"c":1,"d":3}}""")]
    [InlineData("a: 1\nb: {c: 1, d: 2}", "a: null\nb: {c: null}", """{"b":{"d":2}}""")]
    [InlineData("a: [1, 2]", "a: [3]", """{"a":[3]}""")]
    [InlineData("a: null\nb: {c: null}", "b: {c: null, d: null}", """{"a":null,"b":{"c":null,"d":null}}""")]
    [InlineData("a: {b: 1}", "a: x", """{"a":"x"}""")]
    [InlineData("a: x", "a: {b: 1}", """{"a":{"b":1}}""")]
    public void A_user_s_values_win_and_null_deletes(string chart, string user, string json) =>
        Assert.Equal(json, Show(new ValuesMerger().Coalesce(new TestChart("c", chart), ValuesReader.Read(user))));

    [Fact]
    public void A_sub_chart_takes_its_parent_s_values_and_globals()
    {
        var sub = new TestChart("sub", "x: 1\ny: 2\nglobal: {own: 1, both: below}");
        var top = new TestChart("top", "sub: {x: 5}\nglobal: {both: above, table: {a: 1}}", sub);
        var values = new ValuesMerger().Coalesce(top, ValuesReader.Read("sub: {y: null}"));
        Assert.Equal(
            """{"global":{"both":"above","table":{"a":1}},"sub":{"global":{"both":"above","own":1,"table":{"a":1}},"x":5}}""",
            Show(values)
        );
    }

    [Fact]
    public void Neither_the_chart_nor_the_user_s_values_are_changed()
    {
        var chart = new TestChart("c", "a: {b: 1}\nd: {e: 1}");
        var user = ValuesReader.Read("a: {b: null}");
        new ValuesMerger(traceProvenance: true).Coalesce(chart, user);
        Assert.Equal("""{"a":{"b":1},"d":{"e":1}}{"a":{"b":null}}""", Show(chart.Defaults!) + Show(user));
    }

    [Fact]
    public void A_sub_chart_s_values_must_be_a_map() =>
        Assert.Equal(
            "type mismatch on sub: %!t(string=x)",
            Assert
                .Throws<ValuesException>(() =>
                    new ValuesMerger().Coalesce(new TestChart("top", "", new TestChart("sub", "")), ValuesReader.Read("sub: x"))
                )
                .Message
        );

    [Fact]
    public void Mismatches_are_warned_of()
    {
        var warnings = new List<string>();
        new ValuesMerger(warn: warnings.Add).Coalesce(
            new TestChart("c", "a: x\nb: {c: {d: 1}}"),
            ValuesReader.Read("a: {b: 1}\nb: {c: 5}")
        );
        Assert.Equal(["skipped value for c.a: Not a table.", "cannot overwrite table with non table for c.b.c (map[d:1])"], warnings);
    }

    [Fact]
    public void Every_node_knows_its_path_and_who_set_it()
    {
        var sub = new TestChart("sub", "image: {tag: '1'}\nlist: [{num: 1}]");
        var top = new TestChart("top", "global: {registry: r}\nsub: {image: {repository: x}}", sub);
        var user = new UserValues { Files = [new ValuesFile("my.yaml", "sub: {image: {tag: '2'}}")], Set = ["sub.extra[0]=q"] };
        var values = new ValuesMerger(traceProvenance: true).Coalesce(top, user.Build(traceProvenance: true));
        var inner = (MapValue)values["sub"].Data!;
        var image = (MapValue)inner["image"].Data!;
        Assert.Equal("sub.image.tag my.yaml", Where(image["tag"]));
        Assert.Equal("sub.image.repository top", Where(image["repository"]));
        Assert.Equal("sub.image.digest ", Where(image["digest"]));
        Assert.Equal("sub.list[0].num sub", Where(((MapValue)((ListValue)inner["list"].Data!)[0].Data!)["num"]));
        Assert.Equal("sub.extra[0] --set", Where(((ListValue)inner["extra"].Data!)[0]));
        Assert.Equal("global.registry top", Where(((MapValue)inner["global"].Data!)["registry"]));
        Assert.Equal("global.missing ", Where(((MapValue)inner["global"].Data!)["missing"]));
    }

    [Fact]
    public void Without_provenance_nothing_is_stamped()
    {
        var values = new ValuesMerger().Coalesce(new TestChart("c", "a: {b: 1}"), new MapValue());
        Assert.Null(values.Origin);
        Assert.Null(((MapValue)values["a"].Data!)["b"].Trace);
    }

    [Fact]
    public void Documents_of_one_file_are_laid_over_one_another() =>
        Assert.Equal(
            """{"a":{"b":1,"c":2},"d":3}""",
            Show(ValuesReader.Read("---\na: {b: 1, c: 1}\n--- # next\r\na: {c: 2}\n---\nd: 3\n"))
        );

    [Fact]
    public void A_file_that_is_no_YAML_is_named() =>
        Assert.Equal(
            "failed to parse my.yaml: cannot unmarshal yaml document: error converting YAML to JSON: yaml: line 2: mapping values are not "
                + "allowed in this context",
            Assert.Throws<ValuesException>(() => new UserValues { Files = [new ValuesFile("my.yaml", "a: 1\n b: 2")] }.Build()).Message
        );

    private static string Where(Value value) =>
        Assert.IsType<ValueOrigin>(value.Trace) is var origin ? $"{origin.Path} {origin.Source.Name}" : "";

    private static string Show(MapValue values) => (string)JsonWriter.Write(Value.Of(values)).Data!;

    internal sealed class TestChart(string name, string values, params IChartValues[] subCharts) : IChartValues
    {
        public string Name => name;

        public MapValue? Defaults { get; } = YamlReader.ReadMap(values);

        public IReadOnlyList<IChartValues> SubCharts => subCharts;
    }
}
