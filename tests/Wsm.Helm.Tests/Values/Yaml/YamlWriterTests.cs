using Wsm.Helm.Data;
using Wsm.Helm.Data.Json;
using Wsm.Helm.Data.Yaml;
using Wsm.Helm.Provenance;
using Wsm.Helm.Tests.Oracle;

namespace Wsm.Helm.Tests.Values.Yaml;

public sealed class YamlWriterTests
{
    [Theory]
    [InlineData(
        """{"a10":1,"a9":2,"b":{"c":[1,{"d":2,"e":[]}],"f":{}}}""",
        "a9: 2\na10: 1\nb:\n  c:\n  - 1\n  - d: 2\n    e: []\n  f: {}\n"
    )]
    [InlineData(
        """["yes","1","null","2001-01-01","12:30","a: b","- x","it's","","x"]""",
        "- \"yes\"\n- \"1\"\n- \"null\"\n- \"2001-01-01\"\n- \"12:30\"\n- 'a: b'\n- '- x'\n- it's\n- \"\"\n- x\n"
    )]
    [InlineData(
        """["a\nb","a\n"," a\nb\n\n","tab\there","😀"]""",
        "- |-\n  a\n  b\n- |\n  a\n- |2+\n   a\n  b\n\n- \"tab\\there\"\n- \"\\U0001F600\"\n"
    )]
    [InlineData(
        "[100000000,1e20,0.000001,1.5,-0.0,1e21,12345678901234567890]",
        "- 100000000\n- 1e+20\n- 1e-06\n- 1.5\n- 0\n- 1e+21\n- 12345678901234567000\n"
    )]
    [InlineData("[[1,[2]],[]]", "- - 1\n  - - 2\n- []\n")]
    [InlineData("null", "null\n")]
    public void Values_are_written_as_helm_writes_them(string json, string yaml) =>
        Assert.Equal(yaml, YamlWriter.Write(JsonReader.Read(json)).Data);

    /// <summary>Every text of up to six of the characters that matter, against the expression that go-yaml has for it.</summary>
    [Fact]
    public void Numbers_of_base_60_are_known_by_go_yaml_s_expression()
    {
        const string letters = "+-_:.059x";
        var expression = new System.Text.RegularExpressions.Regex(@"\A[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?\z");
        var found = 0;
        var texts = new List<string> { "" };
        for (var length = 0; length < 6; length++)
        {
            texts = [.. texts.SelectMany(text => letters, (text, letter) => text + letter)];
            foreach (var text in texts)
            {
                var isNumber = expression.IsMatch(text);
                if (isNumber != SigsYamlEmitter.IsSexagesimal(text))
                {
                    Assert.Fail($"'{text}' is {(isNumber ? "" : "not ")}a number of base 60");
                }

                found += isNumber ? 1 : 0;
            }
        }

        Assert.InRange(found, 1000, int.MaxValue);
    }

    [Fact]
    public void Long_lines_fold_and_pretty_ones_do_not()
    {
        var words = string.Join(' ', Enumerable.Repeat("word", 25));
        var map = new Value(new MapValue { ["k"] = new Value(new ListValue([Value.Of(words)])) });
        // The first space behind column 80 is where the line ends.
        Assert.Equal($"k:\n- {words[..79]}\n  {words[80..]}\n", YamlWriter.Write(map).Data);
        Assert.Equal($"k:\n  - {words}\n", YamlWriter.WritePretty(map).Data);
    }

    [Fact]
    public void What_was_written_reads_back_as_the_same()
    {
        var data = new RandomData(7);
        var compared = 0;
        for (var i = 0; i < 3000; i++)
        {
            var value = data.Next();
            string yaml;
            try
            {
                yaml = (string)YamlWriter.Write(value).Data!;
            }
            catch (MarshalException)
            {
                continue;
            }

            // Breaks other than the line feed are folded on the way, -0 loses its sign, and go-yaml does not quote the key <<.
            var json = (string)JsonWriter.Write(value).Data!;
            if (
                json.Contains('\x85')
                || json.Contains("\\u2028")
                || json.Contains("\"<<\"")
                || json.Contains("\"\\u003c\\u003c\"")
                || json.Contains("-0")
            )
            {
                continue;
            }

            Assert.Equal(json, JsonWriter.Write(YamlReader.Read(yaml)).Data);
            compared++;
        }

        Assert.InRange(compared, 1500, 3000);
    }

    [Fact]
    public void A_map_that_contains_itself_is_refused()
    {
        var map = new MapValue();
        map["self"] = Value.Of(map);
        Assert.Throws<MarshalException>(() => YamlWriter.Write(Value.Of(map)));
        Assert.Throws<MarshalException>(() => YamlWriter.WritePretty(Value.Of(map)));
        Assert.Throws<MarshalException>(() => JsonWriter.Write(Value.Of(map)));
    }

    [Fact]
    public void Strings_keep_their_origin_through_writing_and_reading()
    {
        var origin = new ValueOrigin(ValuePath.Root.Child("image"), new ValueSource(ValueLayer.File, "f"));
        var written = YamlWriter.Write(new Value(new MapValue { ["image"] = Value.Of("repo/name:'x'", origin), ["n"] = Value.Of(5.0) }));
        var back = YamlReader.ReadMap((string)written.Data!, new YamlReadOptions { Trace = written.Trace });
        Assert.Same(origin, Assert.Single(back["image"].Trace!.Origins()));
        Assert.Null(back["n"].Trace);
        Assert.Null(YamlWriter.Write(Value.Of("x")).Trace);
    }
}
