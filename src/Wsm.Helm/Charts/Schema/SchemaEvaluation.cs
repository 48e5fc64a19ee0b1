using Wsm.Helm.Data;
using Wsm.Helm.Data.Formatting;
using Wsm.Helm.Data.Json;

namespace Wsm.Helm.Charts.Schema;

/// <summary>One walk over a schema and the values together.</summary>
internal sealed partial class SchemaEvaluation
{
    private const int MaxDepth = 1000;

    /// <summary>Schemas held against values, and values against each other: a hundred times what the largest of charts takes.</summary>
    private const long MostSteps = 4_000_000;

    private long _steps;

    private readonly List<string> _location = [];
    private List<Scope> _open = [];

    /// <summary>The one that the schema in hand is from: a reference may lead into another.</summary>
    private SchemaDocument _document;

    public SchemaEvaluation(SchemaDocument document) => _document = document;

    /// <summary>What does not fit; null when all does.</summary>
    public SchemaError? Evaluate(Value instance) => Evaluate(_document.Schema, instance, Unevaluated.Of(instance, Wants(_document.Schema)));

    /// <param name="reference">The keyword that named the schema; empty when it is a part of the one before.</param>
    private SchemaError? Evaluate(Value schema, Value instance, Unevaluated unevaluated, string reference = "")
    {
        Charge(1);
        if (schema.Data is bool allowed)
        {
            return allowed ? null : Error("false schema");
        }

        if (schema.Data is not MapValue map || _document.NodeOf(map) is not { } node || !node.Asks(instance))
        {
            return null;
        }

        var scope = new Scope(map, _document, _location.Count, reference);
        foreach (var open in _open)
        {
            if (open.Depth == scope.Depth && ReferenceEquals(open.Schema, map))
            {
                return Cycle(open, scope);
            }
        }

        if (_open.Count > MaxDepth)
        {
            throw new SchemaException($"the schema's references go deeper than {MaxDepth} levels");
        }

        _open.Add(scope);
        var error = Check(map, node, instance, unevaluated);
        _open.RemoveAt(_open.Count - 1);
        return error;
    }

    private SchemaError? Check(MapValue schema, SchemaNode node, Value instance, Unevaluated unevaluated)
    {
        // Before 2019-09 nothing beside a $ref counts.
        if (_document.Draft.Year < 2019 && node.Reference is { } only)
        {
            return Reference(only.Value, instance, unevaluated);
        }

        if (CheckValue(schema, node, instance) is { } mismatch)
        {
            return mismatch;
        }

        var errors = new List<SchemaError>();
        if (node.Reference is { } named)
        {
            Add(errors, Reference(named.Value, instance, unevaluated));
        }

        switch (node.AsksKind(instance) ? instance.Data : null)
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

        CheckDynamicReferences(node, instance, unevaluated, errors);
        if (node.HasConditions)
        {
            CheckConditions(schema, instance, unevaluated, errors);
        }

        if (_document.Draft.Year >= 2019 && node.WantsUnevaluated)
        {
            CheckUnevaluated(schema, instance, unevaluated, errors);
        }

        return errors.Count switch
        {
            0 => null,
            1 => errors[0],
            _ => Error("validation failed", errors) with { IsGroup = true },
        };
    }

    /// <summary>The keywords that end the check of a value when they do not hold.</summary>
    private SchemaError? CheckValue(MapValue schema, SchemaNode node, Value instance)
    {
        if (CheckType(node.Types, instance) is { } wrongType)
        {
            return wrongType;
        }

        if (_document.Draft.Year > 4 && schema.TryGet("const", out var wanted) && !JsonType.AreEqual(instance, wanted))
        {
            return Error(wanted.Data is MapValue or ListValue ? "'const' failed" : $"value must be {Show(wanted)}");
        }

        if (
            schema.TryGet("enum", out var choices)
            && choices.Data is ListValue list
            && !list.Items.Exists(choice => AreEqual(instance, choice))
        )
        {
            return Error(Choices(list));
        }

        if (
            _document.AssertsFormats
            && Text(schema, "format") is { } format
            && instance.Data is string text
            && SchemaFormats.Problem(format, text) is { } problem
        )
        {
            return Error($"{SchemaError.Quote(text)} is not valid {format}: {problem}");
        }

        return null;
    }

    private SchemaError? CheckType(IReadOnlyList<string> wanted, Value instance)
    {
        if (wanted.Count == 0)
        {
            return null;
        }

        foreach (var name in wanted)
        {
            if (JsonType.Is(instance, name))
            {
                return null;
            }
        }

        string[] order = ["null", "boolean", "number", "integer", "string", "array", "object"];
        return Error($"got {JsonType.Of(instance)}, want {string.Join(" or ", order.Where(wanted.Contains))}");
    }

    private static string Choices(ListValue list)
    {
        if (list.Items.Exists(item => item.Data is MapValue or ListValue))
        {
            return "'enum' failed";
        }

        return list.Count == 1 ? $"value must be {Show(list[0])}" : $"value must be one of {string.Join(", ", list.Items.Select(Show))}";
    }

    private static string Show(Value value) =>
        value.Data switch
        {
            string text => SchemaError.Quote(text),
            null => "<nil>",
            _ => (string)JsonWriter.Write(value).Data!,
        };

    private SchemaError? Reference(SchemaTarget? target, Value instance, Unevaluated unevaluated) =>
        target is null ? null : Reference("$ref", target.Document, target.Place.Schema, instance, unevaluated);

    /// <summary>References that mean, of the schemas that led here, the outermost one that offers itself.</summary>
    private void CheckDynamicReferences(SchemaNode node, Value instance, Unevaluated unevaluated, List<SchemaError> errors)
    {
        if (node.RecursiveReference?.Value is { } target)
        {
            var (document, found) = target.Document.RecursiveAnchor(target.Place.Home) is null
                ? (target.Document, target.Place.Schema)
                : Outermost(target, static (document, home) => document.RecursiveAnchor(home));
            Add(errors, Reference("$recursiveRef", document, found, instance, unevaluated));
        }

        if (node.DynamicReference?.Value is { } named)
        {
            var (document, found) = named.Document.DynamicAnchor(named.Place.Home, named.Fragment) is null
                ? (named.Document, named.Place.Schema)
                : Outermost(named, (document, home) => document.DynamicAnchor(home, named.Fragment));
            Add(errors, Reference("$dynamicRef", document, found, instance, unevaluated));
        }
    }

    private (SchemaDocument Document, Value Schema) Outermost(SchemaTarget target, Func<SchemaDocument, string, Value?> anchorIn)
    {
        foreach (var open in _open)
        {
            if (anchorIn(open.Document, open.Document.HomeOf(open.Schema)) is { } anchored)
            {
                return (open.Document, anchored);
            }
        }

        return (target.Document, target.Place.Schema);
    }

    private SchemaError? Reference(string keyword, SchemaDocument document, Value schema, Value instance, Unevaluated unevaluated)
    {
        var here = _document;
        _document = document;
        var error = Self(schema, instance, unevaluated, keyword);
        _document = here;
        if (error is null)
        {
            return null;
        }

        return Error("validation failed", error.IsGroup ? error.Causes : [error]) with
        {
            IsReference = true,
        };
    }

    /// <summary>Another schema for the same value.</summary>
    private SchemaError? Self(Value schema, Value instance, Unevaluated unevaluated, string reference = "")
    {
        var own = Unevaluated.Of(instance, !unevaluated.IsEmpty || Wants(schema));
        var error = Evaluate(schema, instance, own, reference);
        if (error is null)
        {
            unevaluated.KeepOnly(own);
        }

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

    private bool Wants(Value schema) => schema.Data is MapValue map && _document.NodeOf(map) is { WantsUnevaluated: true };

    /// <exception cref="SchemaException">The schema and the values together take too long.</exception>
    private void Charge(long steps)
    {
        _steps += steps;
        if (_steps > MostSteps)
        {
            throw new SchemaException($"checking the values against the schema takes more than {MostSteps} steps");
        }
    }

    private bool AreEqual(Value one, Value other)
    {
        Charge(1 + (Weight(one) / 16));
        return JsonType.AreEqual(one, other);
    }

    private static int Weight(Value value) =>
        value.Data switch
        {
            string text => text.Length,
            MapValue map => map.Count * 16,
            ListValue list => list.Count * 16,
            _ => 0,
        };

    private static void Add(List<SchemaError> errors, SchemaError? error)
    {
        if (error is not null)
        {
            errors.Add(error);
        }
    }

    private SchemaError Cycle(Scope open, Scope again)
    {
        var path = "";
        var first = "";
        for (var i = 1; i <= _open.Count; i++)
        {
            var (before, scope) = (_open[i - 1], i < _open.Count ? _open[i] : again);
            var (outer, inner) = (before.Document.PointerOf(before.Schema), scope.Document.PointerOf(scope.Schema));
            path += scope.Reference.Length > 0 ? "/" + SchemaError.Step(scope.Reference) : inner[Math.Min(outer.Length, inner.Length)..];
            first = scope == open ? path : first;
        }

        return Error($"both {path} and {first} resolve to {GoQuote.Quote(_document.LocationOf(again.Schema))} causing reference cycle");
    }

    /// <summary>A schema that is being gone through.</summary>
    /// <param name="Depth">Of the value in the values.</param>
    /// <param name="Reference">The keyword that named it; empty when it is a part of the one before.</param>
    private sealed record Scope(MapValue Schema, SchemaDocument Document, int Depth, string Reference);

    /// <summary>An error keeps its whole location, so it costs room where a step only costs time.</summary>
    private SchemaError Error(string message, IReadOnlyList<SchemaError>? causes = null)
    {
        Charge(8 + _location.Count);
        return new SchemaError([.. _location], message, causes ?? []);
    }

    private static string? Text(MapValue schema, string key) => schema.TryGet(key, out var value) ? value.Data as string : null;

    private static int? Count(MapValue schema, string key) =>
        schema.TryGet(key, out var value) && JsonType.Number(value) is { } number ? (int)Math.Min(number, int.MaxValue) : null;

    private bool Matches(string pattern, string text)
    {
        Charge(1 + (text.Length / 4));
        return _document.Pattern(pattern).Find(UnmeteredRuntime.Instance, text) is not null;
    }
}
