using Wsm.Helm.Data;
using Wsm.Helm.Provenance;
using Wsm.Helm.Templates.Functions.Collections;
using Wsm.Helm.Templates.Functions.Numbers;

namespace Wsm.Helm.Templates.Functions;

/// <summary>Sprig's list chapter. No function changes the list that it is given.</summary>
internal static class ListFunctions
{
    public static void Register(FunctionList list)
    {
        list.AddVariadic("list", static (_, a) => Value.Of(new ListValue([.. a])), GoType.Any);
        list.AddVariadic("tuple", static (_, a) => Value.Of(new ListValue([.. a])), GoType.Any);
        list.AddWithMust("append", static (_, a) => Push(a), GoType.Any, GoType.Any);
        list.AddWithMust("push", static (_, a) => Push(a), GoType.Any, GoType.Any);
        list.AddWithMust(
            "prepend",
            static (_, a) => Value.Of(new ListValue([a[1], .. Elements(a[0], "Cannot prepend on type ")])),
            GoType.Any,
            GoType.Any
        );
        list.AddWithMust(
            "first",
            static (_, a) => Elements(a[0], "Cannot find first on type ") is { Count: > 0 } items ? items[0] : Missing(a[0], 0),
            GoType.Any
        );
        list.AddWithMust(
            "last",
            static (_, a) => Elements(a[0], "Cannot find last on type ") is { Count: > 0 } items ? items[^1] : Missing(a[0], 0),
            GoType.Any
        );
        list.AddWithMust("rest", static (_, a) => Part(Elements(a[0], "Cannot find rest on type "), 1, 0), GoType.Any);
        list.AddWithMust("initial", static (_, a) => Part(Elements(a[0], "Cannot find initial on type "), 0, 1), GoType.Any);
        list.AddWithMust("reverse", static (_, a) => Reverse(a[0]), GoType.Any);
        list.AddWithMust(
            "compact",
            static (_, a) =>
                Value.Of(new ListValue(Elements(a[0], "Cannot compact on type ").FindAll(static item => !Emptiness.IsEmpty(item)))),
            GoType.Any
        );
        list.AddWithMust("uniq", static (runtime, a) => Unique(runtime, Elements(a[0], "Cannot find uniq on type ")), GoType.Any);
        list.AddVariadicWithMust("without", static (runtime, a) => Without(runtime, a), GoType.Any, GoType.Any);
        list.AddWithMust("has", static (_, a) => Has(a), GoType.Any, GoType.Any);
        list.AddVariadicWithMust("slice", static (_, a) => Slice(a), GoType.Any, GoType.Any);
        list.AddVariadic("concat", static (runtime, a) => Concat(runtime, a), GoType.Any);
        list.AddWithMust("chunk", static (_, a) => Chunk(a.Int(0), Elements(a[1], "Cannot chunk type ")), GoType.Int, GoType.Any);
        list.Add("until", static (runtime, a) => Range(runtime, 0, a.Int(0), a.Int(0) < 0 ? -1 : 1, a.Traces()), GoType.Int);
        list.Add(
            "untilStep",
            static (runtime, a) => Range(runtime, a.Int(0), a.Int(1), a.Int(2), a.Traces()),
            GoType.Int,
            GoType.Int,
            GoType.Int
        );
        list.AddVariadic("seq", static (runtime, a) => Value.Of(Sequence(runtime, a), a.Traces()), GoType.Int);
    }

    /// <summary>The elements of a slice of any type; fails as Go's reflection does for anything else.</summary>
    internal static List<Value> Elements(Value list, string failure) =>
        list.Data switch
        {
            ListValue items => items.Items,
            byte[] bytes => [.. bytes.Select(unit => new Value(unit, Trace.Derived(list.Trace)))],
            GoObject { Kind: "slice" or "array" } thing when thing.ToData().Data is ListValue items => items.Items,
            null => throw new FunctionException("runtime error: invalid memory address or nil pointer dereference"),
            var other => throw new FunctionException(failure + GoTypes.KindOf(other)),
        };

    private static Value Push(Value[] a) => Value.Of(new ListValue([.. Elements(a[0], "Cannot push on type "), a[1]]));

    /// <summary>What is not in an empty list; with provenance it names the element to set.</summary>
    private static Value Missing(Value list, int index) =>
        list.Data is ListValue { Origin: { } origin }
            ? new Value(null, new ValueOrigin(origin.Path.Child(index), ValueSource.Absent))
            : Value.Nil;

    private static Value Part(List<Value> items, int skip, int drop) =>
        Value.Of(items.Count == 0 ? new ListValue { IsNil = true } : new ListValue(items.GetRange(skip, items.Count - skip - drop)));

    private static Value Reverse(Value list)
    {
        List<Value> items = [.. Elements(list, "Cannot find reverse on type ")];
        items.Reverse();
        return Value.Of(new ListValue(items));
    }

    private static Value Unique(ITemplateRuntime runtime, List<Value> items)
    {
        var kept = new List<Value>(items.Count);
        var texts = new HashSet<string>(StringComparer.Ordinal);
        foreach (var item in items)
        {
            if (item.Data is string text ? texts.Add(text) : !Contains(runtime, kept, item))
            {
                kept.Add(item);
            }
        }

        return Value.Of(new ListValue(kept));
    }

    private static Value Without(ITemplateRuntime runtime, Value[] a)
    {
        var omitted = new List<Value>(a.AsSpan(1).ToArray());
        return Value.Of(new ListValue(Elements(a[0], "Cannot find without on type ").FindAll(item => !Contains(runtime, omitted, item))));
    }

    private static bool Contains(ITemplateRuntime runtime, List<Value> items, Value wanted)
    {
        runtime.Charge(items.Count);
        foreach (var item in items)
        {
            if (DeepEquality.AreEqual(item, wanted))
            {
                return true;
            }
        }

        return false;
    }

    private static Value Has(Value[] a)
    {
        if (a[1].IsNil)
        {
            return Value.Of(false, a.Traces());
        }

        foreach (var item in Elements(a[1], "Cannot find has on type "))
        {
            if (DeepEquality.AreEqual(a[0], item))
            {
                return Value.Of(true, a.Traces());
            }
        }

        return Value.Of(false, a.Traces());
    }

    private static Value Slice(Value[] a)
    {
        var items = Elements(a[0], "list should be type of slice or array but ");
        if (items.Count == 0)
        {
            return Value.Nil;
        }

        var start = a.Length > 1 ? GoCast.ToInt64(a[1]) : 0;
        var end = a.Length > 2 ? GoCast.ToInt64(a[2]) : items.Count;
        if (start < 0 || start > end || end > items.Count)
        {
            throw new FunctionException("reflect.Value.Slice: slice index out of bounds");
        }

        if (a[0].Data is byte[] bytes)
        {
            return new Value(bytes[(int)start..(int)end], a.Traces());
        }

        var type = a[0].Data is ListValue list ? list.TypeName : GoTypes.NameOf(a[0].Data);
        return Value.Of(new ListValue(items.GetRange((int)start, (int)(end - start))) { TypeName = type });
    }

    private static Value Concat(ITemplateRuntime runtime, Value[] lists)
    {
        var all = new List<Value>();
        foreach (var list in lists)
        {
            var items = list.Data is null or ListValue or byte[] or GoObject { Kind: "slice" or "array" }
                ? Elements(list, "")
                : throw new FunctionException($"Cannot concat type {GoTypes.KindOf(list.Data)} as list");
            runtime.Charge(items.Count);
            all.AddRange(items);
        }

        return Value.Of(new ListValue(all) { IsNil = all.Count == 0 });
    }

    private static Value Chunk(long size, List<Value> items)
    {
        var count = Math.Floor((items.Count - 1) / (double)size) + 1;
        if (size == 0 || double.IsNaN(count) || count < 0)
        {
            throw new FunctionException("runtime error: makeslice: len out of range");
        }

        var chunks = new List<Value>();
        for (var at = 0; at < items.Count && size > 0; at += (int)Math.Min(size, items.Count))
        {
            chunks.Add(Value.Of(new ListValue(items.GetRange(at, (int)Math.Min(size, items.Count - at)))));
        }

        return Value.Of(new ListValue(chunks) { TypeName = GoTypeNames.ListOfLists });
    }

    private static Value Range(ITemplateRuntime runtime, long start, long stop, long step, Trace? trace)
    {
        var items = new List<Value>();
        foreach (var number in Steps(runtime, start, stop, step))
        {
            items.Add(Value.OfInt(number, trace));
        }

        return new Value(new ListValue(items) { TypeName = GoTypeNames.IntList }, trace);
    }

    private static IEnumerable<long> Steps(ITemplateRuntime runtime, long start, long stop, long step)
    {
        if (stop < start ? step >= 0 : step <= 0)
        {
            yield break;
        }

        runtime.Charge((long)UInt128.Min((UInt128)(Int128.Abs((Int128)stop - start) / Int128.Abs(step)) + 1, long.MaxValue));
        for (Int128 at = start; step > 0 ? at < stop : at > stop; at += step)
        {
            yield return (long)at;
        }
    }

    private static string Sequence(ITemplateRuntime runtime, Value[] a)
    {
        if (a.Length is 0 or > 3)
        {
            return "";
        }

        var start = a.Length == 1 ? 1 : a.Int(0);
        var end = a.Int(a.Length - 1);
        long direction = end < start ? -1 : 1;
        var step = a.Length == 3 ? a.Int(1) : direction;
        return direction < 0 && step > 0 ? "" : string.Join(' ', Steps(runtime, start, end + direction, step));
    }
}
