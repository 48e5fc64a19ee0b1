using System.Text.RegularExpressions;
using Wsm.Helm.Charts.Schema;
using Wsm.Helm.Data.Yaml;

namespace Wsm.Helm.Tests.Oracle;

/// <summary>Schemas of every draft, right and wrong ones, beside the real helm.</summary>
public sealed partial class SchemaOracleTests
{
    [Fact]
    public async Task Random_schemas_and_values_are_judged_as_helm_judges_them()
    {
        var random = new RandomSchema(41);
        await CompareAsync([.. Enumerable.Range(0, 1500).Select(_ => (random.Next(), random.Values()))]);
    }

    [Theory]
    [InlineData("""{"required":"a"}""")]
    [InlineData("""{"minimum":"1"}""")]
    [InlineData("""{"minimum":"1","required":"a","properties":{"x":{"type":"foo","minLength":-1}}}""")]
    [InlineData("""{"$schema":"http://json-schema.org/draft-07/schema#","properties":{"x":{"type":"foo","minLength":-1}}}""")]
    [InlineData("""{"$schema":"http://json-schema.org/draft-04/schema#","required":[],"id":5,"exclusiveMinimum":true}""")]
    [InlineData("""{"$schema":"https://json-schema.org/draft/2019-09/schema","properties":{"a":{"required":[1,1]}}}""")]
    [InlineData("""[1]""")]
    [InlineData("""1""")]
    [InlineData("""true""")]
    [InlineData("""{"properties":{"x":{"pattern":"(?=x)"}}}""")]
    [InlineData("""{"patternProperties":{"(?=x)":{}}}""")]
    [InlineData("""{"allOf":[],"anyOf":{},"oneOf":[1]}""")]
    [InlineData("""{"$defs":{"x":{"enum":1}},"if":5}""")]
    [InlineData("""{"$anchor":"1 x"}""")]
    [InlineData("""{"$id":"a#b"}""")]
    [InlineData("""{"properties":{"a":{"prefixItems":[{"type":"integer"}],"items":false}}}""")]
    [InlineData("""{"properties":{"a":{"prefixItems":[{"type":"integer"}],"items":{"type":"integer"}}}}""")]
    [InlineData(
        """{"$schema":"http://json-schema.org/draft-07/schema#","properties":{"a":{"items":[{"type":"integer"}],"additionalItems":{"type":"integer"}}}}"""
    )]
    [InlineData("""{"properties":{"s":{"$ref":"http://json-schema.org/draft-07/schema#"}}}""")]
    [InlineData("""{"properties":{"s":{"$ref":"https://json-schema.org/draft/2020-12/schema"}}}""")]
    [InlineData("""{"properties":{"s":{"$ref":"https://json-schema.org/draft/2020-12/meta/validation#/$defs/stringArray"}}}""")]
    [InlineData("""{"$dynamicAnchor":"node","properties":{"s":{"$dynamicRef":"#node"},"type":{"type":"integer"}}}""")]
    [InlineData(
        """{"$ref":"#/$defs/tree","$dynamicAnchor":"node","required":["q"],"$defs":{"tree":{"$id":"tree","$dynamicAnchor":"node","properties":{"s":{"$dynamicRef":"#node"}}}}}"""
    )]
    [InlineData(
        """{"$schema":"https://json-schema.org/draft/2019-09/schema","$recursiveAnchor":true,"required":["type"],"properties":{"s":{"$recursiveRef":"#"}}}"""
    )]
    public Task A_schema_is_checked_itself_as_helm_checks_it(string schema) =>
        CompareAsync([(schema, "a: [1, x]\ns: {type: foo, minLength: -1}\n")]);

    private static async Task CompareAsync((string Schema, string Values)[] cases)
    {
        var theirs = await HelmOracle.CheckAsync(cases);
        var different = cases
            .Zip(theirs, (pair, told) => (pair.Schema, pair.Values, Theirs: Sorted(told), Ours: Sorted(Told(pair.Schema, pair.Values))))
            .Where(pair => pair.Theirs != pair.Ours)
            .Select(pair => $"{pair.Schema}\n{pair.Values}\nhelm:\n{pair.Theirs}\nours:\n{pair.Ours}\n\n");
        Assert.Equal("", string.Concat(different.Take(20)));
    }

    /// <summary>Helm goes through a map's keys in any order, so that of several things that end it any may be told.</summary>
    private static string Sorted(IEnumerable<string> lines) =>
        string.Join(
            '\n',
            lines.Select(InOrder).Select(line => Ending().IsMatch(line) ? Ending().Match(line).Value : line).Order(StringComparer.Ordinal)
        );

    /// <summary>helm names what is too much in the order of Go's maps, which differs from run to run.</summary>
    private static string InOrder(string line) =>
        TooMuch().Replace(line, match => string.Join(", ", match.Value.Split(", ").Order(StringComparer.Ordinal)));

    [GeneratedRegex("(?<=additional properties ).*(?= not allowed)")]
    private static partial Regex TooMuch();

    [GeneratedRegex("^duplicate|^json-pointer in")]
    private static partial Regex Ending();

    private static string[] Told(string schema, string values)
    {
        try
        {
            return SchemaValidator.Validate(schema, YamlReader.ReadMap(values)).Problem?.Split('\n', StringSplitOptions.RemoveEmptyEntries)
                ?? [];
        }
        catch (SchemaException wrong)
        {
            return wrong.Message.Split('\n');
        }
    }
}
