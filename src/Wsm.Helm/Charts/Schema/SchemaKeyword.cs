using Wsm.Helm.Data;

namespace Wsm.Helm.Charts.Schema;

/// <summary>A keyword with schemas in it.</summary>
/// <param name="Since">The first draft that has it.</param>
/// <param name="Form">What holds the schemas.</param>
/// <param name="Applies">Whether values are checked by them without a reference to them.</param>
internal sealed record SchemaKeyword(string Name, int Since, SchemaKeyword.Holder Form, bool Applies = true)
{
    public enum Holder
    {
        Itself,
        Map,
        List,
    }

    private static readonly SchemaKeyword[] All =
    [
        new("allOf", 4, Holder.List),
        new("anyOf", 4, Holder.List),
        new("oneOf", 4, Holder.List),
        new("not", 4, Holder.Itself),
        new("items", 4, Holder.Itself),
        new("items", 4, Holder.List),
        new("additionalItems", 4, Holder.Itself),
        new("properties", 4, Holder.Map),
        new("patternProperties", 4, Holder.Map),
        new("additionalProperties", 4, Holder.Itself),
        new("dependencies", 4, Holder.Map),
        new("definitions", 4, Holder.Map, Applies: false),
        new("contains", 6, Holder.Itself),
        new("propertyNames", 6, Holder.Itself),
        new("if", 7, Holder.Itself),
        new("then", 7, Holder.Itself),
        new("else", 7, Holder.Itself),
        new("dependentSchemas", 2019, Holder.Map),
        new("unevaluatedItems", 2019, Holder.Itself),
        new("unevaluatedProperties", 2019, Holder.Itself),
        new("contentSchema", 2019, Holder.Itself, Applies: false),
        new("$defs", 2019, Holder.Map, Applies: false),
        new("prefixItems", 2020, Holder.List),
    ];

    /// <summary>The schemas right inside a schema, with the steps that lead to them.</summary>
    public static IEnumerable<(SchemaKeyword Keyword, string Steps, Value Schema)> Inside(MapValue schema, SchemaDraft draft)
    {
        foreach (var keyword in All)
        {
            if (keyword.Since > draft.Year || !schema.TryGet(keyword.Name, out var held))
            {
                continue;
            }

            switch (keyword.Form, held.Data)
            {
                case (Holder.Itself, MapValue or bool):
                    yield return (keyword, $"/{keyword.Name}", held);
                    break;
                case (Holder.List, ListValue list):
                    for (var i = 0; i < list.Count; i++)
                    {
                        yield return (keyword, $"/{keyword.Name}/{i}", list[i]);
                    }

                    break;
                case (Holder.Map, MapValue map):
                    foreach (var key in map.SortedKeys())
                    {
                        yield return (keyword, $"/{keyword.Name}/{SchemaError.Step(key)}", map[key]);
                    }

                    break;
            }
        }
    }

    /// <summary>Whether values are checked by what the keyword holds in this schema.</summary>
    public bool AppliesIn(MapValue schema, SchemaDraft draft) =>
        Name switch
        {
            "additionalItems" => draft.Year < 2020 && schema["items"].Data is ListValue,
            "items" => draft.Year < 2020 || Form == Holder.Itself,
            "then" => schema.ContainsKey("if") && schema["if"].Data is not false,
            "else" => schema.ContainsKey("if") && schema["if"].Data is not true,
            _ => Applies,
        };
}
