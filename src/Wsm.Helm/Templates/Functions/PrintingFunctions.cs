using System.Text;
using Wsm.Helm.Data;
using Wsm.Helm.Data.Formatting;
using Wsm.Helm.Provenance;
using Wsm.Helm.Templates.Functions.Numbers;

namespace Wsm.Helm.Templates.Functions;

/// <summary>Functions that take any value and print it.</summary>
internal static class PrintingFunctions
{
    public static void Register(FunctionList list)
    {
        list.Add("toString", static (_, a) => Text(a[0]), GoType.Any);
        list.Add("toStrings", static (_, a) => Value.Of(new ListValue(Texts(a[0])) { TypeName = GoTypeNames.StringList }), GoType.Any);
        list.AddVariadic("quote", static (_, a) => Quote(a), GoType.Any);
        list.AddVariadic("squote", static (_, a) => SingleQuote(a), GoType.Any);
        list.AddVariadic("cat", static (_, a) => Cat(a), GoType.Any);
        list.Add("join", static (runtime, a) => Join(runtime, a[0], Texts(a[1])), GoType.String, GoType.Any);
        list.Add("sortAlpha", static (_, a) => SortAlpha(a[0]), GoType.Any);
        list.AddVariadic("dict", static (_, a) => Dict(a), GoType.Any);
        list.Add("toDecimal", static (_, a) => Value.Of(GoCast.ParseInt(GoFormat.ToText(a[0]), 8) ?? 0L, a.Traces()), GoType.Any);
    }

    /// <summary>Sprig's <c>strval</c>: text as it is, bytes as text, all else as <c>%v</c> prints it.</summary>
    internal static Value Text(Value value) =>
        value.Data switch
        {
            string => value,
            byte[] bytes => Value.Of(GoText.FromBytes(bytes), Trace.Derived(value.Trace)),
            _ => Value.Of(GoFormat.ToText(value), Trace.Derived(value.Trace)),
        };

    /// <summary>The texts of a list's elements but nil ones; of anything else its own text.</summary>
    internal static List<Value> Texts(Value value)
    {
        if (value.IsNil)
        {
            return [];
        }

        if (GoTypes.KindOf(value.Data) is not ("slice" or "array"))
        {
            return [Text(value)];
        }

        var items = ListFunctions.Elements(value, "");
        var texts = new List<Value>(items.Count);
        foreach (var item in items)
        {
            if (!item.IsNil)
            {
                texts.Add(Text(item));
            }
        }

        return texts;
    }

    private static Value Quote(Value[] values)
    {
        var result = new TracedText();
        foreach (var value in values)
        {
            if (value.IsNil)
            {
                continue;
            }

            if (result.Length > 0)
            {
                result.Append(' ');
            }

            AppendQuoted(result, Text(value));
        }

        return WithAbsent(result, values);
    }

    /// <summary>The stretches that need no escape keep their origin.</summary>
    private static void AppendQuoted(TracedText result, Value value)
    {
        var text = (string)value.Data!;
        if (value.Trace is null)
        {
            result.Append(GoQuote.Quote(text));
            return;
        }

        result.Append('"');
        var start = 0;
        for (var at = 0; at < text.Length; )
        {
            var valid = Rune.TryGetRuneAt(text, at, out var rune);
            var width = valid ? rune.Utf16SequenceLength : 1;
            if (!valid || rune.Value is '"' or '\\' || !GoQuote.IsPrint(rune))
            {
                result.Append(text, value.Trace, start, at - start);
                result.AppendDerived(GoQuote.Quote(text.Substring(at, width))[1..^1], value.Trace);
                start = at + width;
            }

            at += width;
        }

        result.Append(text, value.Trace, start, text.Length - start).Append('"');
    }

    private static Value SingleQuote(Value[] values)
    {
        var result = new TracedText();
        foreach (var value in values)
        {
            if (value.IsNil)
            {
                continue;
            }

            if (result.Length > 0)
            {
                result.Append(' ');
            }

            AppendPrinted(result.Append('\''), value);
            result.Append('\'');
        }

        return WithAbsent(result, values);
    }

    private static Value Cat(Value[] values)
    {
        var result = new TracedText();
        foreach (var value in values)
        {
            if (value.IsNil)
            {
                continue;
            }

            if (result.Length > 0)
            {
                result.Append(' ');
            }

            AppendPrinted(result, value);
        }

        return WithAbsent(result, values);
    }

    private static void AppendPrinted(TracedText result, Value value)
    {
        if (value.Data is string text)
        {
            result.Append(text, value.Trace);
        }
        else
        {
            result.AppendDerived(GoFormat.ToText(value), value.Trace);
        }
    }

    /// <summary>Nothing came of values that are nil: the empty text still knows which they were.</summary>
    private static Value WithAbsent(TracedText result, Value[] values) =>
        Value.Of(result.ToString(), result.Length == 0 ? values.Traces() : result.Trace());

    private static Value Join(ITemplateRuntime runtime, Value separator, List<Value> texts)
    {
        var result = new TracedText();
        for (var i = 0; i < texts.Count; i++)
        {
            if (i > 0)
            {
                result.Append((string)separator.Data!, separator.Trace);
            }

            result.Append((string)texts[i].Data!, texts[i].Trace);
        }

        runtime.Charge(result.Length);
        return Value.Of(result.ToString(), result.Trace());
    }

    private static Value SortAlpha(Value value)
    {
        var texts = GoTypes.KindOf(value.Data) is "slice" or "array" ? Texts(value) : [Text(value)];
        var sorted = texts.Order(Comparer<Value>.Create(static (x, y) => GoStringOrder.Instance.Compare((string)x.Data!, (string)y.Data!)));
        return Value.Of(new ListValue([.. sorted]) { TypeName = GoTypeNames.StringList });
    }

    private static Value Dict(Value[] a)
    {
        var map = new MapValue((a.Length + 1) / 2);
        for (var i = 0; i < a.Length; i += 2)
        {
            map[(string)Text(a[i]).Data!] = i + 1 < a.Length ? a[i + 1] : Value.Of("");
        }

        return Value.Of(map);
    }
}
