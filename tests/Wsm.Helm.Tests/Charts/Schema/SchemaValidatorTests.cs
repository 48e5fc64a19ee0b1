using Wsm.Helm.Charts.Schema;
using Wsm.Helm.Data.Yaml;

namespace Wsm.Helm.Tests.Charts.Schema;

/// <summary>The messages are helm 4.1.4's, in the order of the keys.</summary>
public sealed class SchemaValidatorTests
{
    private const string Draft7 = "\"$schema\":\"http://json-schema.org/draft-07/schema#\",";

    [Theory]
    [InlineData("""{"properties":{"a":{"type":"integer"}}}""", "a: x", "- at '/a': got string, want integer\n")]
    [InlineData(
        """{"properties":{"a":{"type":["integer","null"]},"b":{"enum":[1,"x",null]}}}""",
        "a: 1.5\nb: 2",
        "- at '/a': got number, want null or integer\n- at '/b': value must be one of 1, 'x', <nil>\n"
    )]
    [InlineData(
        """{"required":["a","b"],"additionalProperties":false,"properties":{"c":{}}}""",
        "c: 1\nd: 2",
        "- at '': missing properties 'a', 'b'\n- at '': additional properties 'd' not allowed\n"
    )]
    [InlineData(
        """{"properties":{"a":{"minimum":1000,"multipleOf":3}}}""",
        "a: 10",
        "- at '/a': minimum: got 10, want 1,000\n- at '/a': multipleOf: got 10, want 3\n"
    )]
    [InlineData(
        """{"properties":{"a":{"exclusiveMinimum":1234567.25}}}""",
        "a: 12345.678",
        "- at '/a': exclusiveMinimum: got 12,345.678, want 1.23456725×10⁰⁶\n"
    )]
    [InlineData(
        """{"properties":{"a":{"minLength":4,"pattern":"^[a-z]+$"}}}""",
        "a: 1'\"",
        """
            - at '/a': minLength: got 3, want 4
            - at '/a': '1\'"' does not match pattern '^[a-z]+$'

            """
    )]
    [InlineData(
        """{"properties":{"a":{"oneOf":[{"type":"string"},{"type":"null"}]}}}""",
        "a: 1",
        "- at '/a': 'oneOf' failed, none matched\n  - at '/a': got number, want string\n  - at '/a': got number, want null\n"
    )]
    [InlineData(
        """{"properties":{"a":{"oneOf":[{"type":"number"},{"minimum":0}]}}}""",
        "a: 1",
        "- at '/a': 'oneOf' failed, subschemas 0, 1 matched\n"
    )]
    [InlineData(
        """{"properties":{"a":{"allOf":[{"type":"string"},{"not":{"type":"number"}}]}}}""",
        "a: 1",
        "- at '/a': 'allOf' failed\n  - at '/a': got number, want string\n  - at '/a': 'not' failed\n"
    )]
    [InlineData(
        """{"properties":{"a":{"$ref":"#/$defs/x"}},"$defs":{"x":{"required":["y","z"],"minProperties":2}}}""",
        "a: {}",
        "- at '/a': validation failed\n  - at '/a': minProperties: got 0, want 2\n  - at '/a': missing properties 'y', 'z'\n"
    )]
    [InlineData(
        "{" + Draft7 + """ "properties":{"a":{"$ref":"#/definitions/x","type":"string"}},"definitions":{"x":{"type":"integer"}}}""",
        "a: 1",
        null
    )]
    [InlineData(
        "{" + Draft7 + """ "properties":{"a":{"format":"ipv4"}}}""",
        "a: 1.2.3",
        "- at '/a': '1.2.3' is not valid ipv4: expected four decimals\n"
    )]
    [InlineData("""{"properties":{"a":{"format":"ipv4"}}}""", "a: 1.2.3", null)]
    [InlineData(
        """{"properties":{"a":{"items":{"type":"string"},"minItems":3,"uniqueItems":true}}}""",
        "a: [1, 1]",
        "- at '/a': minItems: got 2, want 3\n- at '/a': items at 0 and 1 are equal\n- at '/a/0': got number, want string\n- at '/a/1': got "
            + "number, want string\n"
    )]
    [InlineData(
        "{" + Draft7 + """ "properties":{"a":{"items":[{}],"additionalItems":false}}}""",
        "a: [1, 1, 2]",
        "- at '/a': last 2 additionalItem(s) not allowed\n"
    )]
    [InlineData(
        """{"propertyNames":{"pattern":"^[a-z]$"}}""",
        "ab: 1",
        "- at '': invalid propertyName 'ab'\n  - at '': 'ab' does not match pattern '^[a-z]$'\n"
    )]
    [InlineData("""{"dependentRequired":{"a":["b","c"]}}""", "a: 1", "- at '': properties 'b', 'c' required, if 'a' exists\n")]
    [InlineData(
        """{"if":{"properties":{"a":{"const":1}}},"then":{"required":["b"]},"else":{"required":["c"]}}""",
        "a: 1",
        "- at '': missing property 'b'\n"
    )]
    [InlineData(
        """{"allOf":[{"properties":{"a":{}}}],"unevaluatedProperties":{"type":"string"}}""",
        "a: 1\nb: 2",
        "- at '/b': got number, want string\n"
    )]
    [InlineData("""{"properties":{"a/b~c":{"type":"string"}}}""", "a/b~c: 2", "- at '/a~1b~0c': got number, want string\n")]
    [InlineData("""{"properties":{"a":{"$ref":"#"}},"required":["q"]}""", "a: {}\nq: 1", "- at '/a': missing property 'q'\n")]
    [InlineData(
        """{"$id":"https://x.io/a.json","properties":{"a":{"$ref":"b.json#foo"}},"$defs":{"q":{"$id":"b.json","$defs":{"z":{"$anchor":"foo","type":"string"}}}}}""",
        "a: 1",
        "- at '/a': got number, want string\n"
    )]
    public void Values_are_judged_as_helm_judges_them(string schema, string values, string? problem) =>
        Assert.Equal(problem?.ReplaceLineEndings("\n"), SchemaValidator.Validate(schema, YamlReader.ReadMap(values)).Problem);

    [Fact]
    public void A_schema_on_the_network_is_named_and_not_fetched()
    {
        var result = SchemaValidator.Validate(
            """{"properties":{"a":{"$ref":"https://example.invalid/x.json#/y"}}}""",
            YamlReader.ReadMap("a: 1")
        );
        Assert.Null(result.Problem);
        Assert.Equal(["https://example.invalid/x.json"], result.Unchecked);
    }

    [Theory]
    [InlineData("{", "unexpected EOF")]
    [InlineData("""{"properties":{"a":{"$ref":"#/nope"}}}""", "json-pointer in \"file:///values.schema.json#/nope\" not found")]
    [InlineData("""{"type":"strin"}""", "is not valid against metaschema")]
    [InlineData("""{"properties":{"a":{"pattern":"(?=x)"}}}""", "is not valid regex")]
    public void A_wrong_schema_is_an_error(string schema, string message) =>
        Assert.Contains(
            message,
            Assert.Throws<SchemaException>(() => SchemaValidator.Validate(schema, YamlReader.ReadMap("a: 1"))).Message
        );

    [Fact]
    public void Schemas_that_refer_to_one_another_end()
    {
        var result = SchemaValidator.Validate("""{"$ref":"#/$defs/x","$defs":{"x":{"$ref":"#"}}}""", YamlReader.ReadMap("a: 1"));
        Assert.Contains("cycle", result.Problem);
    }
}
