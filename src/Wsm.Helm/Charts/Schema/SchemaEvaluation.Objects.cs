using Wsm.Helm.Data;

namespace Wsm.Helm.Charts.Schema;

internal sealed partial class SchemaEvaluation
{
    private static readonly IReadOnlyDictionary<string, Value> NoPatterns = new Dictionary<string, Value>();

    private void CheckObject(MapValue schema, MapValue map, Value instance, Unevaluated unevaluated, List<SchemaError> errors)
    {
        if (Count(schema, "minProperties") is { } least && map.Count < least)
        {
            errors.Add(Error($"minProperties: got {Grouped(map.Count)}, want {Grouped(least)}"));
        }

        if (Count(schema, "maxProperties") is { } most && map.Count > most)
        {
            errors.Add(Error($"maxProperties: got {Grouped(map.Count)}, want {Grouped(most)}"));
        }

        if (schema.TryGet("required", out var required) && Missing(map, required) is { Length: > 0 } missing)
        {
            errors.Add(
                Error(missing.Length == 1 ? $"missing property {SchemaError.Quote(missing[0])}" : $"missing properties {QuoteAll(missing)}")
            );
        }

        CheckDependencies(schema, map, instance, unevaluated, errors);
        CheckProperties(schema, map, unevaluated, errors);
        if (_document.Draft.Year > 4 && schema.TryGet("propertyNames", out var names))
        {
            foreach (var name in map.SortedKeys())
            {
                CheckName(names, name, errors);
            }
        }
    }

    private void CheckProperties(MapValue schema, MapValue map, Unevaluated unevaluated, List<SchemaError> errors)
    {
        var properties = Map(schema, "properties");
        var patterns = Map(schema, "patternProperties");
        var hasRest = schema.TryGet("additionalProperties", out var rest);
        if (properties is null && patterns is null && !hasRest)
        {
            return;
        }

        // Told in the order of names; most of the time there is nothing to tell and nothing to sort.
        var found = new List<(string Name, SchemaError? Error)>();
        foreach (var (name, value) in map.Entries)
        {
            var evaluated = false;
            if (properties is not null && properties.TryGet(name, out var own))
            {
                evaluated = true;
                Note(name, Inner(own, value, name));
            }

            foreach (var (pattern, matching) in patterns?.Entries ?? NoPatterns)
            {
                if (Matches(pattern, name))
                {
                    evaluated = true;
                    Note(name, Inner(matching, value, name));
                }
            }

            if (!evaluated && hasRest)
            {
                evaluated = true;
                if (rest.Data is false)
                {
                    found.Add((name, null));
                }
                else
                {
                    Note(name, Inner(rest, value, name));
                }
            }

            if (evaluated)
            {
                unevaluated.Remove(name);
            }
        }

        if (found.Count == 0)
        {
            return;
        }

        var sorted = found.OrderBy(one => one.Name, GoStringOrder.Instance).ToArray();
        errors.AddRange(sorted.Select(one => one.Error).OfType<SchemaError>());
        if (sorted.Where(one => one.Error is null).Select(one => one.Name).ToArray() is { Length: > 0 } refused)
        {
            errors.Add(Error($"additional properties {QuoteAll(refused)} not allowed"));
        }

        void Note(string name, SchemaError? error)
        {
            if (error is not null)
            {
                found.Add((name, error));
            }
        }
    }

    private void CheckName(Value schema, string name, List<SchemaError> errors)
    {
        // A name is a value of its own, in no way inside the map.
        var (outside, open) = (_location.ToArray(), _open);
        _location.Clear();
        _open = [];
        var error = Evaluate(schema, Value.Of(name), Unevaluated.Of(Value.Nil, false));
        _location.AddRange(outside);
        _open = open;
        if (error is not null)
        {
            errors.Add(new SchemaError([], $"invalid propertyName {SchemaError.Quote(name)}", error.IsGroup ? error.Causes : [error]));
        }
    }

    private void CheckDependencies(MapValue schema, MapValue map, Value instance, Unevaluated unevaluated, List<SchemaError> errors)
    {
        foreach (var keyword in (string[])["dependencies", "dependentSchemas", "dependentRequired"])
        {
            if (Map(schema, keyword) is not { } dependencies || (_document.Draft.Year < 2019 && keyword != "dependencies"))
            {
                continue;
            }

            foreach (var name in dependencies.SortedKeys())
            {
                if (!map.ContainsKey(name))
                {
                    continue;
                }

                var wanted = dependencies[name];
                if (wanted.Data is not ListValue)
                {
                    Add(errors, Self(wanted, instance, unevaluated));
                }
                else if (Missing(map, wanted) is { Length: > 0 } missing)
                {
                    errors.Add(Error($"properties {QuoteAll(missing)} required, if {SchemaError.Quote(name)} exists"));
                }
            }
        }
    }

    private void CheckUnevaluated(MapValue schema, Value instance, Unevaluated unevaluated, List<SchemaError> errors)
    {
        if (instance.Data is MapValue map && schema.TryGet("unevaluatedProperties", out var properties))
        {
            foreach (var name in unevaluated.Properties)
            {
                Add(errors, Inner(properties, map[name], name));
            }

            unevaluated.ClearProperties();
        }

        if (instance.Data is ListValue list && schema.TryGet("unevaluatedItems", out var items))
        {
            foreach (var index in unevaluated.Items)
            {
                Add(errors, Inner(items, list[index], index.ToString()));
            }

            unevaluated.ClearItems();
        }
    }

    private static MapValue? Map(MapValue schema, string key) => schema.TryGet(key, out var value) ? value.Data as MapValue : null;

    private static string[] Missing(MapValue map, Value wanted) =>
        wanted.Data is ListValue names
            ? [.. names.Items.Select(item => item.Data).OfType<string>().Where(name => !map.ContainsKey(name))]
            : [];

    private static string QuoteAll(IEnumerable<string> names) => string.Join(", ", names.Select(SchemaError.Quote));
}
