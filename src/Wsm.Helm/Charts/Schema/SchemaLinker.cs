using Wsm.Helm.Data;

namespace Wsm.Helm.Charts.Schema;

/// <summary>
/// Follows every reference that could matter for some values, so that a schema with a broken one is refused whatever the values are.
/// </summary>
internal sealed class SchemaLinker(SchemaDocument document)
{
    private static readonly string[] References = ["$ref", "$recursiveRef", "$dynamicRef"];

    private readonly HashSet<MapValue> _known = new(ReferenceEqualityComparer.Instance);
    private readonly Queue<MapValue> _waiting = new();

    /// <exception cref="SchemaException">A reference names a place that there is not, or one that is no schema.</exception>
    public void Link()
    {
        Add(document.Schema);
        while (_waiting.TryDequeue(out var schema))
        {
            foreach (var keyword in References)
            {
                if (IsReference(keyword) && schema.TryGet(keyword, out var reference) && reference.Data is string text)
                {
                    Follow(text, schema);
                }
            }

            // Before 2019-09 nothing beside a $ref counts.
            if (document.Draft.Year < 2019 && schema["$ref"].Data is string)
            {
                continue;
            }

            foreach (var (keyword, _, inner) in SchemaKeyword.Inside(schema, document.Draft))
            {
                if (keyword.AppliesIn(schema, document.Draft))
                {
                    Add(inner);
                }
            }
        }
    }

    private bool IsReference(string keyword) =>
        document.Draft.Year
        >= keyword switch
        {
            "$dynamicRef" => 2020,
            "$recursiveRef" => 2019,
            _ => 4,
        };

    private void Follow(string reference, MapValue from)
    {
        if (document.Resolve(reference, from) is { } target && target.Document == document)
        {
            document.Accept(target.Place);
            Add(target.Place.Schema);
        }
    }

    private void Add(Value schema)
    {
        if (schema.Data is MapValue map && _known.Add(map))
        {
            _waiting.Enqueue(map);
        }
    }
}
