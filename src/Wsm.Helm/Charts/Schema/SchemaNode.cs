using Wsm.Helm.Data;

namespace Wsm.Helm.Charts.Schema;

/// <summary>What of a schema has to be looked at for which values, found out once: schemas have few keywords and are asked often.</summary>
internal sealed class SchemaNode
{
    private static readonly Dictionary<string, Concerns> Keywords = new(StringComparer.Ordinal)
    {
        ["type"] = Concerns.Any,
        ["const"] = Concerns.Any,
        ["enum"] = Concerns.Any,
        ["$ref"] = Concerns.Any,
        ["$recursiveRef"] = Concerns.Any,
        ["$dynamicRef"] = Concerns.Any,
        ["not"] = Concerns.Conditions,
        ["allOf"] = Concerns.Conditions,
        ["anyOf"] = Concerns.Conditions,
        ["oneOf"] = Concerns.Conditions,
        ["if"] = Concerns.Conditions,
        ["format"] = Concerns.Text,
        ["minLength"] = Concerns.Text,
        ["maxLength"] = Concerns.Text,
        ["pattern"] = Concerns.Text,
        ["minimum"] = Concerns.Number,
        ["maximum"] = Concerns.Number,
        ["exclusiveMinimum"] = Concerns.Number,
        ["exclusiveMaximum"] = Concerns.Number,
        ["multipleOf"] = Concerns.Number,
        ["minItems"] = Concerns.List,
        ["maxItems"] = Concerns.List,
        ["uniqueItems"] = Concerns.List,
        ["items"] = Concerns.List,
        ["prefixItems"] = Concerns.List,
        ["additionalItems"] = Concerns.List,
        ["contains"] = Concerns.List,
        ["unevaluatedItems"] = Concerns.List,
        ["minProperties"] = Concerns.Map,
        ["maxProperties"] = Concerns.Map,
        ["required"] = Concerns.Map,
        ["properties"] = Concerns.Map,
        ["patternProperties"] = Concerns.Map,
        ["additionalProperties"] = Concerns.Map,
        ["propertyNames"] = Concerns.Map,
        ["dependencies"] = Concerns.Map,
        ["dependentSchemas"] = Concerns.Map,
        ["dependentRequired"] = Concerns.Map,
        ["unevaluatedProperties"] = Concerns.Map,
    };

    private readonly Concerns _concerns;

    public SchemaNode(MapValue schema, SchemaDocument document)
    {
        foreach (var keyword in schema.Entries.Keys)
        {
            _concerns |= Keywords.GetValueOrDefault(keyword);
        }

        Types = schema["type"].Data switch
        {
            string one => [one],
            ListValue several => [.. several.Items.Select(item => item.Data).OfType<string>()],
            _ => [],
        };
        WantsUnevaluated = schema.ContainsKey("unevaluatedProperties") || schema.ContainsKey("unevaluatedItems");
        Reference = Target("$ref", 4);
        RecursiveReference = Target("$recursiveRef", 2019);
        DynamicReference = Target("$dynamicRef", 2020);

        Lazy<SchemaTarget?>? Target(string keyword, int since) =>
            document.Draft.Year >= since && schema[keyword].Data is string reference
                ? new(() => document.Resolve(reference, schema))
                : null;
    }

    [Flags]
    private enum Concerns
    {
        None,
        Map = 1,
        List = 2,
        Text = 4,
        Number = 8,
        Conditions = 16,
        Any = 32,
    }

    /// <summary>The types that a value may have; empty for all.</summary>
    public IReadOnlyList<string> Types { get; }

    /// <summary>Whether it asks for what the other keywords did not look at.</summary>
    public bool WantsUnevaluated { get; }

    /// <summary>What <c>$ref</c> names, null inside for something on the network.</summary>
    public Lazy<SchemaTarget?>? Reference { get; }

    public Lazy<SchemaTarget?>? RecursiveReference { get; }

    public Lazy<SchemaTarget?>? DynamicReference { get; }

    public bool HasConditions => _concerns.HasFlag(Concerns.Conditions);

    /// <summary>Whether any keyword asks something of a value of this kind.</summary>
    public bool Asks(Value value) => (_concerns & (KindOf(value) | Concerns.Conditions | Concerns.Any)) != 0;

    /// <summary>Whether a keyword that is for values of this kind alone is there.</summary>
    public bool AsksKind(Value value) => (_concerns & KindOf(value)) != 0;

    private static Concerns KindOf(Value value) =>
        value.Data switch
        {
            MapValue => Concerns.Map,
            ListValue => Concerns.List,
            string => Concerns.Text,
            null or bool => Concerns.None,
            _ => Concerns.Number,
        };
}
