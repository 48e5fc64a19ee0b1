using System.Globalization;
using System.Text;
using Wsm.Helm.Data;
using Wsm.Helm.Data.Formatting;

namespace Wsm.Helm.Charts.Schema;

internal sealed partial class SchemaEvaluation
{
    private void CheckArray(MapValue schema, ListValue list, Unevaluated unevaluated, List<SchemaError> errors)
    {
        if (Count(schema, "minItems") is { } least && list.Count < least)
        {
            errors.Add(Error($"minItems: got {Grouped(list.Count)}, want {Grouped(least)}"));
        }

        if (Count(schema, "maxItems") is { } most && list.Count > most)
        {
            errors.Add(Error($"maxItems: got {Grouped(list.Count)}, want {Grouped(most)}"));
        }

        if (schema.TryGet("uniqueItems", out var unique) && unique.Data is true && Twins(list) is var (first, second))
        {
            errors.Add(Error($"items at {first} and {second} are equal"));
        }

        CheckItems(schema, list, unevaluated, errors);
        if (_document.Draft.Year > 4 && schema.TryGet("contains", out var contained))
        {
            CheckContains(schema, contained, list, unevaluated, errors);
        }
    }

    private void CheckItems(MapValue schema, ListValue list, Unevaluated unevaluated, List<SchemaError> errors)
    {
        var tuple = _document.Draft.Year < 2020 ? "items" : "prefixItems";
        var evaluated = 0;
        if (schema.TryGet(tuple, out var first) && first.Data is ListValue schemas)
        {
            for (; evaluated < Math.Min(schemas.Count, list.Count); evaluated++)
            {
                Add(errors, Inner(schemas[evaluated], list[evaluated], evaluated.ToString()));
            }
        }

        var isTuple = first.Data is ListValue;
        var rest = _document.Draft.Year < 2020 && isTuple ? "additionalItems" : "items";
        if (schema.TryGet(rest, out var others) && others.Data is not ListValue)
        {
            if (rest == "additionalItems" && others.Data is false)
            {
                if (evaluated < list.Count)
                {
                    errors.Add(Error($"last {Grouped(list.Count - evaluated)} additionalItem(s) not allowed"));
                }
            }
            else
            {
                // Helm's library counts the rest from 0 again.
                for (var i = evaluated; i < list.Count; i++)
                {
                    Add(errors, Inner(others, list[i], (i - evaluated).ToString()));
                }
            }

            evaluated = list.Count;
        }

        unevaluated.RemoveItemsBefore(evaluated);
    }

    private void CheckContains(MapValue schema, Value contained, ListValue list, Unevaluated unevaluated, List<SchemaError> errors)
    {
        var found = new List<int>();
        var misses = new List<SchemaError>();
        for (var i = 0; i < list.Count; i++)
        {
            if (Inner(contained, list[i], i.ToString()) is { } miss)
            {
                misses.Add(miss);
                continue;
            }

            found.Add(i);
            if (_document.Draft.Year >= 2020)
            {
                unevaluated.Remove(i);
            }
        }

        var least = _document.Draft.Year >= 2019 ? Count(schema, "minContains") : null;
        if (least is { } wanted && found.Count < wanted)
        {
            errors.Add(
                Error(
                    found.Count == 0
                        ? $"min {Grouped(wanted)} items required to match contains schema, but none matched"
                        : $"min {Grouped(wanted)} items required to match contains schema, but matched {Grouped(found.Count)} items at "
                            + $"{string.Join(' ', found)}",
                    misses
                )
            );
        }
        else if (least is null && found.Count == 0)
        {
            errors.Add(Error("no items match contains schema", misses));
        }

        if (_document.Draft.Year >= 2019 && Count(schema, "maxContains") is { } most && found.Count > most)
        {
            errors.Add(
                Error(
                    $"max {Grouped(most)} items required to match contains schema, but matched {Grouped(found.Count)} items at "
                        + $"{string.Join(' ', found)}"
                )
            );
        }
    }

    private (int First, int Second)? Twins(ListValue list)
    {
        for (var i = 1; i < list.Count; i++)
        {
            for (var j = 0; j < i; j++)
            {
                if (AreEqual(list[i], list[j]))
                {
                    return (j, i);
                }
            }
        }

        return null;
    }

    private void CheckText(MapValue schema, string text, List<SchemaError> errors)
    {
        var length = text.EnumerateRunes().Count();
        if (Count(schema, "minLength") is { } least && length < least)
        {
            errors.Add(Error($"minLength: got {Grouped(length)}, want {Grouped(least)}"));
        }

        if (Count(schema, "maxLength") is { } most && length > most)
        {
            errors.Add(Error($"maxLength: got {Grouped(length)}, want {Grouped(most)}"));
        }

        if (Text(schema, "pattern") is { } pattern && !Matches(pattern, text))
        {
            errors.Add(Error($"{SchemaError.Quote(text)} does not match pattern {SchemaError.Quote(pattern)}"));
        }
    }

    private void CheckNumber(MapValue schema, double number, List<SchemaError> errors)
    {
        // Draft 4 says with a flag beside the bound what later drafts say with a keyword of its own.
        var below = _document.Draft.Year == 4 && schema.TryGet("exclusiveMinimum", out var openBelow) && openBelow.Data is true;
        var above = _document.Draft.Year == 4 && schema.TryGet("exclusiveMaximum", out var openAbove) && openAbove.Data is true;
        Bound("minimum", below ? "exclusiveMinimum" : "minimum", bound => below ? number <= bound : number < bound);
        Bound("maximum", above ? "exclusiveMaximum" : "maximum", bound => above ? number >= bound : number > bound);
        Bound("exclusiveMinimum", "exclusiveMinimum", bound => number <= bound);
        Bound("exclusiveMaximum", "exclusiveMaximum", bound => number >= bound);
        Bound("multipleOf", "multipleOf", bound => !IsMultiple(number, bound));

        void Bound(string keyword, string name, Func<double, bool> broken)
        {
            if (schema.TryGet(keyword, out var value) && JsonType.Number(value) is { } bound && broken(bound))
            {
                errors.Add(Error($"{name}: got {Grouped(number)}, want {Grouped(bound)}"));
            }
        }
    }

    /// <summary>In decimals, as people write them: 0.3 is a multiple of 0.1.</summary>
    private static bool IsMultiple(double number, double of)
    {
        if (of == 0)
        {
            return true;
        }

        if (Math.Abs(number) < 1e15 && Math.Abs(of) > 1e-10)
        {
            return (decimal)number % (decimal)of == 0;
        }

        return Math.IEEERemainder(number, of) == 0;
    }

    private void CheckConditions(MapValue schema, Value instance, Unevaluated unevaluated, List<SchemaError> errors)
    {
        if (schema.TryGet("not", out var not) && Self(not, instance, unevaluated) is null)
        {
            errors.Add(Error("'not' failed"));
        }

        if (
            List(schema, "allOf") is { } all
            && all.Items.Select(part => Self(part, instance, unevaluated)).OfType<SchemaError>().ToList() is { Count: > 0 } failed
        )
        {
            errors.Add(Error("'allOf' failed", failed));
        }

        if (List(schema, "anyOf") is { Count: > 0 } any)
        {
            CheckAny(any, instance, unevaluated, errors);
        }

        if (List(schema, "oneOf") is { Count: > 0 } one)
        {
            CheckOne(one, instance, unevaluated, errors);
        }

        if (_document.Draft.Year >= 7 && schema.TryGet("if", out var condition))
        {
            var branch = Self(condition, instance, unevaluated) is null ? "then" : "else";
            if (schema.TryGet(branch, out var consequence))
            {
                Add(errors, Self(consequence, instance, unevaluated));
            }
        }
    }

    private void CheckAny(ListValue parts, Value instance, Unevaluated unevaluated, List<SchemaError> errors)
    {
        var misses = new List<SchemaError>();
        foreach (var part in parts.Items)
        {
            if (Self(part, instance, unevaluated) is { } miss)
            {
                misses.Add(miss);
            }
            else if (unevaluated.IsEmpty)
            {
                return;
            }
        }

        if (misses.Count == parts.Count)
        {
            errors.Add(Error("'anyOf' failed", misses));
        }
    }

    private void CheckOne(ListValue parts, Value instance, Unevaluated unevaluated, List<SchemaError> errors)
    {
        var misses = new List<SchemaError>();
        int? match = null;
        for (var i = 0; i < parts.Count; i++)
        {
            if (Self(parts[i], instance, unevaluated) is { } miss)
            {
                misses.Add(miss);
                continue;
            }

            if (match is { } earlier)
            {
                errors.Add(Error($"'oneOf' failed, subschemas {Grouped(earlier)}, {Grouped(i)} matched"));
                return;
            }

            match = i;
        }

        if (match is null)
        {
            errors.Add(Error("'oneOf' failed, none matched", misses));
        }
    }

    private static ListValue? List(MapValue schema, string key) => schema.TryGet(key, out var value) ? value.Data as ListValue : null;

    private static string Grouped(int count) => GroupDigits(count.ToString(CultureInfo.InvariantCulture));

    /// <summary>Numbers in messages are written the English way: with commas, and large ones as a product with a power of ten.</summary>
    private static string Grouped(double number)
    {
        var text = GoNumber.Format(number);
        return text.IndexOf('e') is var e and >= 0 ? $"{text[..e]}×10{Raised(text[(e + 1)..].TrimStart('+'))}" : GroupDigits(text);
    }

    private static string Raised(string exponent) => string.Concat(exponent.Select(c => c == '-' ? '⁻' : "⁰¹²³⁴⁵⁶⁷⁸⁹"[c - '0']));

    private static string GroupDigits(string text)
    {
        var point = text.IndexOf('.');
        var grouped = new StringBuilder(text);
        for (var i = (point < 0 ? text.Length : point) - 3; i > (text[0] == '-' ? 1 : 0); i -= 3)
        {
            grouped.Insert(i, ',');
        }

        return grouped.ToString();
    }
}
