using Wsm.Helm.Templates.Values;

namespace Wsm.Helm.Charts.Schema;

internal sealed partial class SchemaEvaluation
{
    private void CheckObject(MapValue schema, MapValue map, Value instance, Unevaluated unevaluated, List<SchemaError> errors)
    {
        if (Count(schema, "minProperties") is { } least && map.Count < least)
            errors.Add(Error($"minProperties: got {Grouped(map.Count)}, want {Grouped(least)}"));
        if (Count(schema, "maxProperties") is { } most && map.Count > most)
            errors.Add(Error($"maxProperties: got {Grouped(map.Count)}, want {Grouped(most)}"));
        if (schema.TryGet("required", out var required) && Missing(map, required) is { Length: > 0 } missing)
            errors.Add(
                Error(missing.Length == 1 ? $"missing property {SchemaError.Quote(missing[0])}" : $"missing properties {QuoteAll(missing)}")
            );
        CheckDependencies(schema, map, instance, unevaluated, errors);
        CheckProperties(schema, map, unevaluated, errors);
        if (document.Draft > 4 && schema.TryGet("propertyNames", out var names))
        {
            foreach (var name in map.SortedKeys())
                CheckName(names, name, errors);
        }
    }

    private void CheckProperties(MapValue schema, MapValue map, Unevaluated unevaluated, List<SchemaError> errors)
    {
        var properties = Map(schema, "properties");
        var patterns = Map(schema, "patternProperties");
        var hasRest = schema.TryGet("additionalProperties", out var rest);
        var refused = new List<string>();
        foreach (var name in map.SortedKeys())
        {
            var evaluated = false;
            if (properties is not null && properties.TryGet(name, out var own))
            {
                evaluated = true;
                Add(errors, Inner(own, map[name], name));
            }

            foreach (var (pattern, matching) in patterns?.Entries ?? new Dictionary<string, Value>())
            {
                if (!Matches(pattern, name))
                    continue;
                evaluated = true;
                Add(errors, Inner(matching, map[name], name));
            }

            if (!evaluated && hasRest)
            {
                evaluated = true;
                if (rest.Data is false)
                    refused.Add(name);
                else
                    Add(errors, Inner(rest, map[name], name));
            }

            if (evaluated)
                unevaluated.Properties.Remove(name);
        }

        if (refused.Count > 0)
            errors.Add(Error($"additional properties {QuoteAll(refused)} not allowed"));
    }

    private void CheckName(Value schema, string name, List<SchemaError> errors)
    {
        var outside = _location.ToArray();
        _location.Clear();
        var error = Evaluate(schema, Value.Of(name), new Unevaluated());
        _location.AddRange(outside);
        if (error is not null)
            errors.Add(new SchemaError([], $"invalid propertyName {SchemaError.Quote(name)}", error.IsGroup ? error.Causes : [error]));
    }

    private void CheckDependencies(MapValue schema, MapValue map, Value instance, Unevaluated unevaluated, List<SchemaError> errors)
    {
        foreach (var keyword in (string[])["dependencies", "dependentSchemas", "dependentRequired"])
        {
            if (Map(schema, keyword) is not { } dependencies || (document.Draft < 2019 && keyword != "dependencies"))
                continue;
            foreach (var name in dependencies.SortedKeys())
            {
                if (!map.ContainsKey(name))
                    continue;
                var wanted = dependencies[name];
                if (wanted.Data is not ListValue)
                    Add(errors, Self(wanted, instance, unevaluated));
                else if (Missing(map, wanted) is { Length: > 0 } missing)
                    errors.Add(Error($"properties {QuoteAll(missing)} required, if {SchemaError.Quote(name)} exists"));
            }
        }
    }

    private void CheckUnevaluated(MapValue schema, Value instance, Unevaluated unevaluated, List<SchemaError> errors)
    {
        if (instance.Data is MapValue map && schema.TryGet("unevaluatedProperties", out var properties))
        {
            foreach (var name in unevaluated.Properties.Order(GoStringOrder.Instance).ToArray())
                Add(errors, Inner(properties, map[name], name));
            unevaluated.Properties.Clear();
        }

        if (instance.Data is ListValue list && schema.TryGet("unevaluatedItems", out var items))
        {
            foreach (var index in unevaluated.Items.Order().ToArray())
                Add(errors, Inner(items, list[index], index.ToString()));
            unevaluated.Items.Clear();
        }
    }

    private static MapValue? Map(MapValue schema, string key) => schema.TryGet(key, out var value) ? value.Data as MapValue : null;

    private static string[] Missing(MapValue map, Value wanted) =>
        wanted.Data is ListValue names
            ? [.. names.Items.Select(item => item.Data).OfType<string>().Where(name => !map.ContainsKey(name))]
            : [];

    private static string QuoteAll(IEnumerable<string> names) => string.Join(", ", names.Select(SchemaError.Quote));
}
