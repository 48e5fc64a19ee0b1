using System.Text.Json;
using System.Text.Json.Nodes;

namespace Wsm.Helm.Tests.Oracle;

/// <summary>JSON schemas, most of them right, and values for them.</summary>
internal sealed class RandomSchema(int seed)
{
    private static readonly string[] Odd =
    [
        "\"a\"",
        "-1",
        "1.5",
        "null",
        "true",
        "[]",
        "{}",
        "[1]",
        "[\"a\",\"a\"]",
        "\"foo\"",
        "0",
        "\"(?=x)\"",
        "\"#/x y\"",
        "[true]",
        "{\"a\":1}",
        "1e300",
    ];

    private static readonly string[] Drafts =
    [
        "http://json-schema.org/draft-04/schema#",
        "http://json-schema.org/draft-06/schema#",
        "http://json-schema.org/draft-07/schema#",
        "http://json-schema.org/draft-07/schema",
        "https://json-schema.org/draft/2019-09/schema",
        "https://json-schema.org/draft/2020-12/schema",
        "http://json-schema.org/schema#",
    ];

    private static readonly string[] Keywords =
    [
        "type",
        "enum",
        "const",
        "minimum",
        "maximum",
        "exclusiveMinimum",
        "exclusiveMaximum",
        "multipleOf",
        "minLength",
        "maxLength",
        "pattern",
        "format",
        "minItems",
        "maxItems",
        "uniqueItems",
        "items",
        "prefixItems",
        "additionalItems",
        "contains",
        "minContains",
        "maxContains",
        "minProperties",
        "maxProperties",
        "required",
        "properties",
        "patternProperties",
        "additionalProperties",
        "propertyNames",
        "dependencies",
        "dependentRequired",
        "dependentSchemas",
        "allOf",
        "anyOf",
        "oneOf",
        "not",
        "if",
        "then",
        "else",
        "unevaluatedProperties",
        "unevaluatedItems",
        "title",
        "default",
        "examples",
        "deprecated",
        "$comment",
        "definitions",
        "$defs",
        "contentSchema",
        "contentMediaType",
        "$anchor",
        "$id",
        "$ref",
    ];

    private readonly Random _random = new(seed);

    public string Next()
    {
        var schema = Map(3);
        if (_random.Next(3) > 0)
        {
            schema["$schema"] = Pick(Drafts);
        }

        return schema.ToJsonString(new JsonSerializerOptions { WriteIndented = false });
    }

    public string Values() => Object(3).ToJsonString();

    private JsonObject Map(int depth)
    {
        var schema = new JsonObject();
        for (var more = _random.Next(1, 5); more > 0; more--)
        {
            var keyword = Pick(Keywords);
            schema[keyword] = _random.Next(25) == 0 ? JsonNode.Parse(Pick(Odd)) : Sensible(keyword, depth - 1);
        }

        return schema;
    }

    private JsonNode? Sensible(string keyword, int depth) =>
        keyword switch
        {
            "type" => _random.Next(3) == 0 ? new JsonArray(Pick("string", "null"), Pick("number", "object")) : Type(),
            "enum" => new JsonArray(1, "a", null, 1.5),
            "minimum" or "maximum" or "multipleOf" => _random.Next(1, 5),
            "exclusiveMinimum" or "exclusiveMaximum" => _random.Next(4) == 0 ? true : _random.Next(5),
            "minLength"
            or "maxLength"
            or "minItems"
            or "maxItems"
            or "minContains"
            or "maxContains"
            or "minProperties"
            or "maxProperties" => _random.Next(4),
            "pattern" => Pick("^a", "[a-z]+", "b$"),
            "format" => Pick("ipv4", "date", "uri", "regex", "unknown", "email"),
            "uniqueItems" or "deprecated" => _random.Next(2) == 0,
            "items" => _random.Next(3) == 0 ? Schemas(depth) : Schema(depth),
            "prefixItems" or "allOf" or "anyOf" or "oneOf" => Schemas(depth),
            "required" => new JsonArray(Key(), "b"),
            "properties" or "definitions" or "$defs" or "dependentSchemas" => Properties(depth),
            "patternProperties" => new JsonObject { [Pick("^a", "b", "c$")] = Schema(depth) },
            "dependencies" => new JsonObject { [Key()] = _random.Next(2) == 0 ? new JsonArray("b") : Schema(depth) },
            "dependentRequired" => new JsonObject { [Key()] = new JsonArray("b", "c") },
            "title" or "$comment" or "contentMediaType" => "text",
            "examples" => new JsonArray(1),
            "$anchor" => "here",
            "$id" => Pick("http://example.com/x", "inner.json"),
            "$ref" => Pick("#", "#/definitions/a", "#/$defs/b"),
            "default" or "const" => Value(2),
            _ => Schema(depth),
        };

    private JsonNode Schema(int depth)
    {
        if (depth <= 0 || _random.Next(6) == 0)
        {
            return JsonValue.Create(_random.Next(4) > 0);
        }

        return Map(depth);
    }

    private JsonArray Schemas(int depth) => [.. Enumerable.Range(0, _random.Next(1, 3)).Select(_ => Schema(depth))];

    private JsonObject Properties(int depth)
    {
        var made = new JsonObject();
        for (var more = _random.Next(1, 4); more > 0; more--)
        {
            made[Key()] = Schema(depth);
        }

        return made;
    }

    private JsonNode Type() => Pick("string", "number", "integer", "boolean", "array", "object", "null");

    private JsonNode? Value(int depth) =>
        _random.Next(depth > 0 ? 9 : 5) switch
        {
            0 => Pick("a", "ab", "1.2.3.4", "2024-01-01", ""),
            1 => _random.Next(-2, 9),
            2 => 1.5,
            3 => true,
            4 => null,
            5 or 6 => new JsonArray([.. Enumerable.Range(0, _random.Next(4)).Select(_ => Value(depth - 1))]),
            _ => Object(depth),
        };

    private JsonObject Object(int depth)
    {
        var made = new JsonObject();
        for (var more = _random.Next(1, 5); more > 0; more--)
        {
            made[Key()] = Value(depth - 1);
        }

        return made;
    }

    private string Key() => Pick("a", "b", "c", "d");

    private string Pick(params ReadOnlySpan<string> choices) => choices[_random.Next(choices.Length)];
}
