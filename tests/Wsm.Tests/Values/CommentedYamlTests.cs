using Wsm.Helm.Data;
using Wsm.Helm.Data.Json;
using Wsm.Helm.Values;
using Wsm.Site.Values.Emission;

namespace Wsm.Tests.Values;

public sealed class CommentedYamlTests
{
    [Fact]
    public void Comments_stand_above_their_values_at_their_depth_and_keys_are_sorted()
    {
        var text = Write("z: 1\na: {list: [x, {n1: 2}], b.c: {d: text}}\n", path => path switch
            {
                "a" => "first\nsecond",
                "a.b\\.c.d" => "deep",
                "z" => "last",
                _ => null,
            });

        Assert.Equal(
            """
            # first
            # second
            a:
              b.c:
                # deep
                d: text
              list:
              - x
              - n1: 2
            # last
            z: 1

            """.ReplaceLineEndings("\n"),
            text
        );
    }

    [Theory]
    [InlineData("a: \"yes\"\nb: \"0x1F\"\nc: \"\"\nd: null\ne: {}\nf: []\n")]
    [InlineData("pem: |\n  -----BEGIN-----\n  abc\n  -----END-----\n")]
    [InlineData("text: |2-\n    indented\n  # no comment\n")]
    [InlineData("\"true\": {\"1\": {\"a: b\": x, \"- c\": {\"#d\": \"e # f\"}}}\n")]
    [InlineData(
        "long: \""
            + "word word word word word word word word word word word word word word word word word word word word word word word\"\n"
    )]
    [InlineData("unicode: \"zażółć 東京 \\U0001F600 \\t tab\"\nmultiple: \"a\\n\\nb\\n\\n\"\n")]
    public void What_was_written_reads_as_what_it_was(string yaml)
    {
        var text = Write(yaml, _ => "why", indent: 4);

        Assert.Equal(Plain(ValuesReader.Read(yaml)), Plain((MapValue)ValuesReader.Read("root:\n" + text)["root"].Data!));
    }

    private static string Write(string yaml, Func<string, string?> commentFor, int indent = 0) =>
        CommentedYaml.Write(ValuesReader.Read(yaml), commentFor, indent);

    private static string Plain(MapValue values) => (string)JsonWriter.Write(Value.Of(values)).Data!;
}
