using Wsm.Helm.Data;
using Wsm.Helm.Data.Json;
using Wsm.Helm.Data.Yaml;
using Wsm.Helm.Provenance;
using Wsm.Helm.Tests.Oracle;

namespace Wsm.Helm.Tests.Values.Yaml;

public sealed class YamlReaderTests
{
    [Theory]
    [InlineData("a: yes\nb: off\nc: Y\nd: True", """{"a":true,"b":false,"c":true,"d":true}""")]
    [InlineData("yes: 1\n2: x\n1.50: w\nfalse: z", """{"1.5":"w","2":"x","false":"z","true":1}""")]
    [InlineData("a: 0755\nb: 0o755\nc: 0x1F\nd: 0b11\ne: 1_000\nf: 09", """{"a":493,"b":493,"c":31,"d":3,"e":1000,"f":9}""")]
    [InlineData("a: .5\nb: 1e3\nc: +12\nd: 1.\ne: 1e400", """{"a":0.5,"b":1000,"c":12,"d":1,"e":"1e400"}""")]
    [InlineData("a: 12:30\nb: 2001-01-01\nc: 1.2.3\nd: 1 2", """{"a":"12:30","b":"2001-01-01","c":"1.2.3","d":"1 2"}""")]
    [InlineData("a:\nb: ~\nc: null\nd: ''", """{"a":null,"b":null,"c":null,"d":""}""")]
    [InlineData("x: &x {a: 1, b: 2}\nw: {<<: *x, b: 3}\nz: {b: 3, <<: *x}", """{"w":{"a":1,"b":3},"x":{"a":1,"b":2},"z":{"a":1,"b":2}}""")]
    [InlineData("a: 1\na: 2", """{"a":2}""")]
    [InlineData("a: !!str 1\nb: !!int \"3\"\nc: !!float 1\nd: !mine 5\ne: !!binary aGk=", """{"a":"1","b":3,"c":1,"d":"5","e":"hi"}""")]
    [InlineData(
        "a: |\n  x\n   y\n\nb: >-\n  one\n  two\n\n  three\nc: |+\n  k\n\n",
        """{"a":"x\n y\n","b":"one two\nthree","c":"k\n\n"}"""
    )]
    [InlineData(
        "a: 'it''s'\nb: \"\\x41\\u00e9\\n\\\n   c\"\nc: x:y\nd: a #b\ne: a#b",
        """{"a":"it's","b":"Aé\nc","c":"x:y","d":"a","e":"a#b"}"""
    )]
    [InlineData("a:\n- 1\n-\n  - 2\n- b: c\n  d: e\n", """{"a":[1,[2],{"b":"c","d":"e"}]}""")]
    [InlineData("a: [x, w: z, {p: q}]\nb: {r, s: t,}", """{"a":["x",{"w":"z"},{"p":"q"}],"b":{"r":null,"s":"t"}}""")]
    [InlineData("first: 1\n---\nsecond: [", """{"first":1}""")]
    [InlineData("\uFEFFa: 1\r\nb: 2\r\n", """{"a":1,"b":2}""")]
    [InlineData("# only a comment", "{}")]
    public void Documents_mean_what_they_mean_to_helm(string yaml, string json) =>
        Assert.Equal(json, JsonWriter.Write(new Value(YamlReader.ReadMap(yaml))).Data);

    [Theory]
    [InlineData("a: b: c", "error converting YAML to JSON: yaml: mapping values are not allowed in this context")]
    [InlineData("a: 1\n b: 2", "error converting YAML to JSON: yaml: line 2: mapping values are not allowed in this context")]
    [InlineData("a: 1\n\tb: 2", "error converting YAML to JSON: yaml: line 2: found a tab character that violates indentation")]
    [InlineData("a: \"x\nb: 1", "error converting YAML to JSON: yaml: line 2: found unexpected end of stream")]
    [InlineData("a: *x", "error converting YAML to JSON: yaml: unknown anchor 'x' referenced")]
    [InlineData("a: &x [*x]", "error converting YAML to JSON: yaml: anchor 'x' value contains itself")]
    [InlineData("a: .nan", "error converting YAML to JSON: json: unsupported value: NaN")]
    [InlineData("~: 1", "error converting YAML to JSON: unsupported map key of type: %!s(<nil>), key: <nil>, value: 1")]
    [InlineData(
        "{{ a }}: 1",
        "error converting YAML to JSON: yaml: invalid map key: map[interface {}]interface {}{\"a\":interface {}(nil)}"
    )]
    [InlineData("a: @x", "error converting YAML to JSON: yaml: found character that cannot start any token")]
    [InlineData(
        "- 1",
        "error unmarshaling JSON: while decoding JSON: json: cannot unmarshal array into Go value of type map[string]interface {}"
    )]
    [InlineData("a: \u0001", "error converting YAML to JSON: yaml: control characters are not allowed")]
    public void What_helm_refuses_is_refused_with_its_words(string yaml, string message) =>
        Assert.Equal(message, Assert.Throws<YamlException>(() => YamlReader.ReadMap(yaml)).Message);

    [Fact]
    public void Aliases_cannot_blow_up()
    {
        var bomb =
            "a: &a [x,x,x,x,x,x,x,x,x]\n"
            + string.Concat(
                "bcdefghij".Select((name, i) => $"{name}: &{name} [{string.Join(',', Enumerable.Repeat("*" + (char)(name - 1), 9))}]\n")
            );
        Assert.Contains("excessive aliasing", Assert.Throws<YamlException>(() => YamlReader.Read(bomb)).Message);
    }

    [Theory]
    [InlineData("[")]
    [InlineData("{a: ")]
    [InlineData("- ")]
    [InlineData("? ")]
    public void Depth_ends_with_an_error_and_not_with_the_stack(string opening)
    {
        var deep = string.Concat(Enumerable.Repeat(opening, 100_000));
        Assert.Contains("max depth", Assert.Throws<YamlException>(() => YamlReader.Read(deep)).Message);
    }

    [Fact]
    public void Whatever_comes_it_is_read_or_refused()
    {
        var data = new RandomData(6);
        var read = 0;
        for (var i = 0; i < 20_000; i++)
        {
            try
            {
                YamlReader.Read(data.Yaml(), new YamlReadOptions { Trace = new ValueOrigin(ValuePath.Root, ValueSource.Absent) });
                read++;
            }
            catch (YamlException)
            {
                // Refused in its own way; anything else fails the test.
            }
        }

        Assert.InRange(read, 1000, 19_000);
    }

    [Fact]
    public void Integers_are_kept_when_asked_for()
    {
        var map = YamlReader.ReadMap("a: 20240101\nb: 18446744073709551615\nc: 1.5", new YamlReadOptions { KeepIntegers = true });
        Assert.Equal([20240101L, 18446744073709551615UL, 1.5], [map["a"].Data, map["b"].Data, map["c"].Data]);
    }

    [Fact]
    public void Each_scalar_knows_where_in_the_text_it_stood()
    {
        var text = "a: plain\nb: 'it''s'\nc: |\n  one\n  two\n";
        var origin = new ValueOrigin(ValuePath.Root.Child("text"), new ValueSource(ValueLayer.File, "f"));
        var map = YamlReader.ReadMap(text, new YamlReadOptions { Trace = origin });
        foreach (var key in (string[])["a", "b", "c"])
        {
            var runs = Assert.IsType<TextTrace>(map[key].Trace).Runs;
            Assert.NotEmpty(runs);
            foreach (var run in runs)
            {
                Assert.Equal(text[run.OriginStart..(run.OriginStart + run.Length)], ((string)map[key].Data!)[run.Start..run.End]);
            }
        }

        Assert.Equal(new TextRun(0, 5, origin, 3, null), Assert.Single(((TextTrace)map["a"].Trace!).Runs));
    }
}
