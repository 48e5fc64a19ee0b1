using System.Text;
using Wsm.Helm.Charts.Schema;
using Wsm.Helm.Data;
using Wsm.Helm.Data.Json;

namespace Wsm.Fuzz.Targets;

/// <summary>A values.schema.json, held against values.</summary>
internal sealed class SchemaTarget : IFuzzTarget
{
    private static readonly MapValue Values = (MapValue)
        JsonReader.Read("""{"a":1,"b":"text","c":[1,1,"x",null,{"d":2.5}],"e":{"f":{"g":true}},"":{}}""").Data!;

    public string Name => "schema";

    public IReadOnlyList<byte[]> Seeds { get; } =
    [
        """{"$schema":"http://json-schema.org/draft-07/schema#","type":"object","required":["a"],"properties":{"a":{"type":"integer","minimum":0},"b":{"pattern":"^t","format":"uri"},"c":{"uniqueItems":true,"items":{"anyOf":[{"type":"string"},{"type":"null"}]}}}}"""u8.ToArray(),
        """{"$schema":"https://json-schema.org/draft/2020-12/schema","$defs":{"n":{"$dynamicAnchor":"n","properties":{"f":{"$ref":"#/$defs/n"}}}},"properties":{"e":{"$ref":"#/$defs/n"}},"unevaluatedProperties":false,"patternProperties":{"(a+)+$":{"not":{}}},"contains":{"const":1},"if":{"a":1},"then":false}"""u8.ToArray(),
        Encoding.UTF8.GetBytes(Branches("allOf")),
        Encoding.UTF8.GetBytes(Branches("anyOf")),
        "{\"$ref\":\"#\"}"u8.ToArray(),
    ];

    public IReadOnlyList<string> Words { get; } =
    [
        "\"$ref\":\"#\"",
        "\"allOf\":[",
        "\"anyOf\":[",
        "\"oneOf\":[",
        "\"not\":",
        "\"items\":",
        "\"$id\":\"x\"",
        "\"$dynamicRef\":\"#n\"",
        "\"$recursiveRef\":\"#\"",
        "\"enum\":[1]",
        "\"multipleOf\":0",
        "\"minLength\":1e99",
        "\"pattern\":\"((((a*)*)*)*)*$\"",
        "\"dependentSchemas\":",
        "true",
        "false",
    ];

    public void Run(byte[] input)
    {
        try
        {
            _ = SchemaValidator.Validate(Encoding.UTF8.GetString(input), Values);
        }
        catch (SchemaException)
        {
            // The schema is wrong, or takes too long.
        }
    }

    public void Dispose() { }

    /// <summary>
    /// Levels, each of which names the next one three times. Thirty of them, which the attack had, use up all steps, and the fuzzer's time
    /// with them.
    /// </summary>
    private static string Branches(string keyword)
    {
        const int Levels = 7;
        var levels = Enumerable
            .Range(0, Levels)
            .Select(i =>
                $$"""
                    "l{{i}}":{"{{keyword}}":[{"$ref":"#/definitions/l{{i + 1}}"},{"$ref":"#/definitions/l{{i
                        + 1}}"},{"$ref":"#/definitions/l{{i + 1}}"}]}
                    """
            );
        return "{\"definitions\":{"
            + string.Join(',', levels)
            + $",\"l{Levels}\":{{\"type\":\"string\"}}}},\"$ref\":\"#/definitions/l0\"}}";
    }
}
