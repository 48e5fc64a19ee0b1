using System.Text.Json;
using System.Text.RegularExpressions;

namespace Wsm.Tests;

/// <summary>Checks a document against the parts of JSON Schema that our schemas use.</summary>
internal sealed class SchemaCheck
{
    private readonly JsonElement _root;
    private readonly List<string> _problems = [];

    private SchemaCheck(JsonElement root) => _root = root;

    /// <param name="schema">A schema in the checkout: <c>manifests/list.schema.json</c>.</param>
    /// <returns>What is wrong, with its path; empty when nothing is.</returns>
    public static IReadOnlyList<string> Problems(string json, string schema)
    {
        using var document = JsonDocument.Parse(json);
        using var rules = JsonDocument.Parse(File.ReadAllText(Path.Combine(Checkout.Folder, schema)));
        var check = new SchemaCheck(rules.RootElement);
        check.Check(document.RootElement, rules.RootElement, "$");
        return check._problems;
    }

    private void Check(JsonElement value, JsonElement schema, string path)
    {
        foreach (var rule in schema.EnumerateObject())
        {
            var (ok, problem) = rule.Name switch
            {
                "$ref" => (true, Follow(value, rule.Value.GetString()!, path)),
                "type" => (Types(rule.Value).Any(type => Is(value, type)), $"is no {rule.Value}"),
                "const" => (JsonElement.DeepEquals(value, rule.Value), $"is not {rule.Value}"),
                "enum" => (rule.Value.EnumerateArray().Any(allowed => JsonElement.DeepEquals(value, allowed)), "is none of the allowed"),
                "pattern" => (
                    value.ValueKind != JsonValueKind.String || Regex.IsMatch(value.GetString()!, rule.Value.GetString()!),
                    $"does not match {rule.Value}"
                ),
                "minimum" => (value.GetDouble() >= rule.Value.GetDouble(), "is too small"),
                "minLength" => (
                    value.ValueKind != JsonValueKind.String || value.GetString()!.Length >= rule.Value.GetInt32(),
                    "is too short"
                ),
                "maxLength" => (
                    value.ValueKind != JsonValueKind.String || value.GetString()!.Length <= rule.Value.GetInt32(),
                    "is too long"
                ),
                "required" => (
                    value.ValueKind != JsonValueKind.Object
                        || rule.Value.EnumerateArray().All(name => value.TryGetProperty(name.GetString()!, out _)),
                    $"lacks one of {rule.Value}"
                ),
                "properties" => (true, CheckProperties(value, rule.Value, path)),
                "additionalProperties" => (true, CheckOthers(value, schema, rule.Value, path)),
                "minItems" => (
                    value.ValueKind != JsonValueKind.Array || value.GetArrayLength() >= rule.Value.GetInt32(),
                    "has too few items"
                ),
                "items" => (true, CheckItems(value, rule.Value, path)),
                "oneOf" => (rule.Value.EnumerateArray().Count(one => Fits(value, one)) == 1, "fits not exactly one of the alternatives"),
                "$schema" or "$defs" or "title" or "description" or "default" or "format" => (true, ""),
                _ => (false, $"is judged by '{rule.Name}', which this check does not know"),
            };
            if (!ok)
            {
                _problems.Add($"{path} {problem}");
            }
        }
    }

    private bool Fits(JsonElement value, JsonElement schema)
    {
        var check = new SchemaCheck(_root);
        check.Check(value, schema, "");
        return check._problems.Count == 0;
    }

    private string Follow(JsonElement value, string reference, string path)
    {
        Check(value, _root.GetProperty("$defs").GetProperty(reference["#/$defs/".Length..]), path);
        return "";
    }

    private string CheckProperties(JsonElement value, JsonElement properties, string path)
    {
        foreach (var property in value.ValueKind == JsonValueKind.Object ? value.EnumerateObject().ToList() : [])
        {
            if (properties.TryGetProperty(property.Name, out var schema))
            {
                Check(property.Value, schema, $"{path}.{property.Name}");
            }
        }

        return "";
    }

    private string CheckOthers(JsonElement value, JsonElement schema, JsonElement others, string path)
    {
        foreach (var property in value.ValueKind == JsonValueKind.Object ? value.EnumerateObject().ToList() : [])
        {
            if (schema.TryGetProperty("properties", out var known) && known.TryGetProperty(property.Name, out _))
            {
                continue;
            }

            if (others.ValueKind == JsonValueKind.False)
            {
                _problems.Add($"{path}.{property.Name} is unknown");
            }
            else if (others.ValueKind == JsonValueKind.Object)
            {
                Check(property.Value, others, $"{path}.{property.Name}");
            }
        }

        return "";
    }

    private string CheckItems(JsonElement value, JsonElement schema, string path)
    {
        foreach (var (index, item) in value.ValueKind == JsonValueKind.Array ? value.EnumerateArray().Index().ToList() : [])
        {
            Check(item, schema, $"{path}[{index}]");
        }

        return "";
    }

    private static IEnumerable<string> Types(JsonElement type) =>
        type.ValueKind == JsonValueKind.Array ? type.EnumerateArray().Select(one => one.GetString()!) : [type.GetString()!];

    private static bool Is(JsonElement value, string type) =>
        type switch
        {
            "object" => value.ValueKind == JsonValueKind.Object,
            "array" => value.ValueKind == JsonValueKind.Array,
            "string" => value.ValueKind == JsonValueKind.String,
            "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
            "number" => value.ValueKind == JsonValueKind.Number,
            "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
            _ => false,
        };
}
