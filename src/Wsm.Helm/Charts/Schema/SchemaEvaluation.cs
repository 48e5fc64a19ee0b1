using Wsm.Helm.Templates.Values;

namespace Wsm.Helm.Charts.Schema;

/// <summary>One walk over a schema and the values together.</summary>
internal sealed partial class SchemaEvaluation(SchemaDocument document)
{
    private const int MaxDepth = 1000;

    private readonly List<string> _location = [];
    private readonly List<(MapValue Schema, int Place)> _open = [];

    /// <summary>What does not fit; null when all does.</summary>
    public SchemaError? Evaluate(Value instance) => Evaluate(document.Schema, instance, Unevaluated.Of(instance, Wants(document.Schema)));

    private SchemaError? Evaluate(Value schema, Value instance, Unevaluated unevaluated)
    {
        if (schema.Data is bool allowed)
            return allowed ? null : Error("false schema");
        if (schema.Data is not MapValue map)
            return null;
        foreach (var (open, place) in _open)
        {
            if (place == _location.Count && ReferenceEquals(open, map))
                return Error("reference cycle");
        }

        if (_open.Count > MaxDepth)
            throw new SchemaException($"the schema's references go deeper than {MaxDepth} levels");
        _open.Add((map, _location.Count));
        var error = Check(map, instance, unevaluated);
        _open.RemoveAt(_open.Count - 1);
        return error;
    }

    private SchemaError? Check(MapValue schema, Value instance, Unevaluated unevaluated)
    {
        // Before 2019-09 nothing beside a $ref counts.
        if (document.Draft < 2019 && Text(schema, "$ref") is { } only)
            return Reference(schema, only, instance, unevaluated);
        if (CheckValue(schema, instance) is { } mismatch)
            return mismatch;
        var errors = new List<SchemaError>();
        if (Text(schema, "$ref") is { } reference)
            Add(errors, Reference(schema, reference, instance, unevaluated));
        switch (instance.Data)
        {
            case MapValue map:
                CheckObject(schema, map, instance, unevaluated, errors);
                break;
            case ListValue list:
                CheckArray(schema, list, unevaluated, errors);
                break;
            case string text:
                CheckText(schema, text, errors);
                break;
            case not (null or bool):
                CheckNumber(schema, JsonType.Number(instance)!.Value, errors);
                break;
        }

        if (document.Draft >= 2019 && (Text(schema, "$dynamicRef") ?? Text(schema, "$recursiveRef")) is { } dynamic)
            Add(errors, Reference(schema, dynamic, instance, unevaluated));
        CheckConditions(schema, instance, unevaluated, errors);
        if (document.Draft >= 2019)
            CheckUnevaluated(schema, instance, unevaluated, errors);
        return errors.Count switch
        {
            0 => null,
            1 => errors[0],
            _ => Error("validation failed", errors) with { IsGroup = true },
        };
    }

    /// <summary>The keywords that end the check of a value when they do not hold.</summary>
    private SchemaError? CheckValue(MapValue schema, Value instance)
    {
        if (schema.TryGet("type", out var type) && CheckType(type, instance) is { } wrongType)
            return wrongType;
        if (document.Draft > 4 && schema.TryGet("const", out var wanted) && !JsonType.AreEqual(instance, wanted))
            return Error(wanted.Data is MapValue or ListValue ? "'const' failed" : $"value must be {Show(wanted)}");
        if (
            schema.TryGet("enum", out var choices)
            && choices.Data is ListValue list
            && !list.Items.Exists(choice => JsonType.AreEqual(instance, choice))
        )
            return Error(Choices(list));
        if (
            document.Draft < 2019
            && Text(schema, "format") is { } format
            && instance.Data is string text
            && SchemaFormats.Problem(format, text) is { } problem
        )
            return Error($"{SchemaError.Quote(text)} is not valid {format}: {problem}");
        return null;
    }

    private SchemaError? CheckType(Value type, Value instance)
    {
        string[] wanted = type.Data switch
        {
            string one => [one],
            ListValue several => [.. several.Items.Select(item => item.Data).OfType<string>()],
            _ => [],
        };
        foreach (var name in wanted)
        {
            if (JsonType.Is(instance, name))
                return null;
        }

        string[] order = ["null", "boolean", "number", "integer", "string", "array", "object"];
        return wanted.Length == 0 ? null : Error($"got {JsonType.Of(instance)}, want {string.Join(" or ", order.Where(wanted.Contains))}");
    }

    private static string Choices(ListValue list)
    {
        if (list.Items.Exists(item => item.Data is MapValue or ListValue))
            return "'enum' failed";
        return list.Count == 1 ? $"value must be {Show(list[0])}" : $"value must be one of {string.Join(", ", list.Items.Select(Show))}";
    }

    private static string Show(Value value) =>
        value.Data switch
        {
            string text => SchemaError.Quote(text),
            null => "<nil>",
            _ => (string)Helm.Values.Json.JsonWriter.Write(value).Data!,
        };

    private SchemaError? Reference(MapValue schema, string reference, Value instance, Unevaluated unevaluated)
    {
        if (document.Resolve(reference, schema) is not { } target || Self(target, instance, unevaluated) is not { } error)
            return null;
        return Error("validation failed", error.IsGroup ? error.Causes : [error]) with { IsReference = true };
    }

    /// <summary>Another schema for the same value.</summary>
    private SchemaError? Self(Value schema, Value instance, Unevaluated unevaluated)
    {
        var own = Unevaluated.Of(instance, !unevaluated.IsEmpty || Wants(schema));
        var error = Evaluate(schema, instance, own);
        if (error is null)
            unevaluated.KeepOnly(own);
        return error;
    }

    /// <summary>A schema for a value inside the value.</summary>
    private SchemaError? Inner(Value schema, Value instance, string step)
    {
        _location.Add(step);
        var error = Evaluate(schema, instance, Unevaluated.Of(instance, Wants(schema)));
        _location.RemoveAt(_location.Count - 1);
        return error;
    }

    private static bool Wants(Value schema) =>
        schema.Data is MapValue map && (map.ContainsKey("unevaluatedProperties") || map.ContainsKey("unevaluatedItems"));

    private static void Add(List<SchemaError> errors, SchemaError? error)
    {
        if (error is not null)
            errors.Add(error);
    }

    private SchemaError Error(string message, IReadOnlyList<SchemaError>? causes = null) => new([.. _location], message, causes ?? []);

    private static string? Text(MapValue schema, string key) => schema.TryGet(key, out var value) ? value.Data as string : null;

    private static int? Count(MapValue schema, string key) =>
        schema.TryGet(key, out var value) && JsonType.Number(value) is { } number ? (int)Math.Min(number, int.MaxValue) : null;

    private bool Matches(string pattern, string text) => document.Pattern(pattern).Find(UnmeteredRuntime.Instance, text) is not null;
}
