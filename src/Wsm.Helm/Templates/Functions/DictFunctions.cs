using Wsm.Helm.Data;
using Wsm.Helm.Provenance;
using Wsm.Helm.Templates.Functions.Collections;

namespace Wsm.Helm.Templates.Functions;

/// <summary>
/// Sprig's dictionary chapter, but for <c>dict</c> itself, whose keys are printed values. <c>set</c>, <c>unset</c> and the merges change
/// the map that they are given.
/// </summary>
internal static class DictFunctions
{
    public static void Register(FunctionList list)
    {
        list.Add("get", static (_, a) => Get(a.Map(0), a.Text(1)), GoType.Map, GoType.String);
        list.Add("set", static (_, a) => Set(a), GoType.Map, GoType.String, GoType.Any);
        list.Add("unset", static (_, a) => Unset(a), GoType.Map, GoType.String);
        list.Add("hasKey", static (_, a) => HasKey(a.Map(0), a.Text(1)), GoType.Map, GoType.String);
        list.AddVariadic("pluck", static (_, a) => Pluck(a), GoType.String, GoType.Map);
        list.AddVariadic("keys", static (_, a) => Keys(a), GoType.Map);
        list.Add("values", static (_, a) => Entries(a.Map(0)), GoType.Map);
        list.AddVariadic("pick", static (_, a) => Pick(a), GoType.Map, GoType.String);
        list.AddVariadic("omit", static (_, a) => Omit(a), GoType.Map, GoType.String);
        list.AddVariadicWithMust("merge", static (runtime, a) => Merge(runtime, a, false), GoType.Map, GoType.Map);
        list.AddVariadicWithMust("mergeOverwrite", static (runtime, a) => Merge(runtime, a, true), GoType.Map, GoType.Map);
        list.AddWithMust("deepCopy", static (runtime, a) => Copy(runtime, a[0]), GoType.Any);
        list.AddVariadic("dig", static (_, a) => Dig(a), GoType.Any);
    }

    /// <summary>A missing key reads as "", which with provenance knows the key that would set it.</summary>
    private static Value Get(MapValue? map, string key)
    {
        if (map is null)
        {
            return Value.Of("");
        }

        return map.TryGet(key, out var value) ? value : Value.Of("", map[key].Trace);
    }

    private static Value Set(Value[] a)
    {
        if (a.Map(0) is not { } map)
        {
            throw new FunctionException("assignment to entry in nil map");
        }

        map[a.Text(1)] = a[2];
        return Given(a[0]);
    }

    private static Value Unset(Value[] a)
    {
        a.Map(0)?.Remove(a.Text(1));
        return Given(a[0]);
    }

    /// <summary>A map that comes back as the parameter it was: the same map, but no longer helm's own <c>common.Values</c>.</summary>
    private static Value Given(Value argument) =>
        argument.Data is MapValue { TypeName: not GoTypeNames.Map } map
            ? new Value(map.WithTypeName(GoTypeNames.Map), argument.Trace)
            : argument;

    private static Value HasKey(MapValue? map, string key) =>
        map is not null && map.TryGet(key, out var value)
            ? Value.Of(true, Trace.Derived(value.Trace))
            : Value.Of(false, Trace.Derived(map?[key].Trace));

    private static Value Pluck(Value[] a)
    {
        var found = new List<Value>();
        for (var i = 1; i < a.Length; i++)
        {
            if (a.Map(i) is { } map && map.TryGet(a.Text(0), out var value))
            {
                found.Add(value);
            }
        }

        return Value.Of(new ListValue(found));
    }

    /// <summary>Go gives keys in random order; ours are sorted, so that the same chart gives the same text.</summary>
    private static Value Keys(Value[] a)
    {
        var keys = new List<Value>();
        for (var i = 0; i < a.Length; i++)
        {
            foreach (var key in a.Map(i)?.SortedKeys() ?? [])
            {
                keys.Add(Value.Of(key));
            }
        }

        return Value.Of(new ListValue(keys) { TypeName = GoTypeNames.StringList });
    }

    private static Value Entries(MapValue? map)
    {
        var values = new List<Value>(map?.Count ?? 0);
        foreach (var key in map?.SortedKeys() ?? [])
        {
            values.Add(map![key]);
        }

        return Value.Of(new ListValue(values));
    }

    private static Value Pick(Value[] a)
    {
        var picked = new MapValue();
        for (var i = 1; i < a.Length; i++)
        {
            if (a.Map(0) is { } map && map.TryGet(a.Text(i), out var value))
            {
                picked[a.Text(i)] = value;
            }
        }

        return Value.Of(picked);
    }

    private static Value Omit(Value[] a)
    {
        var kept = new MapValue(a.Map(0)?.Count ?? 0);
        var omitted = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 1; i < a.Length; i++)
        {
            omitted.Add(a.Text(i));
        }

        if (a.Map(0) is { } map)
        {
            foreach (var (key, value) in map.Entries)
            {
                if (!omitted.Contains(key))
                {
                    kept[key] = value;
                }
            }
        }

        return Value.Of(kept);
    }

    private static Value Merge(ITemplateRuntime runtime, Value[] a, bool overwrite)
    {
        var target = a.Map(0) ?? new MapValue();
        for (var i = 1; i < a.Length; i++)
        {
            if (a.Map(i) is { } source)
            {
                MapMerge.Into(runtime, target, source, overwrite);
            }
        }

        return Given(new Value(target, target.Origin ?? a[0].Trace));
    }

    private static Value Copy(ITemplateRuntime runtime, Value value) =>
        value.IsNil ? throw new FunctionException("reflect: call of reflect.Value.Type on zero Value") : DeepCopy.Of(runtime, value, 0);

    private static Value Dig(Value[] a)
    {
        if (a.Length < 3)
        {
            throw new FunctionException("dig needs at least three arguments");
        }

        var at = a[^1];
        for (var i = 0; i < a.Length - 2; i++)
        {
            // The concrete type is asked for: not even helm's own Values is one.
            if (at.Data is not MapValue { TypeName: GoTypeNames.Map } map)
            {
                throw WrongType(at, GoTypeNames.Map);
            }

            if (a[i].Data is not string key)
            {
                throw WrongType(a[i], "string");
            }

            if (!map.TryGet(key, out at))
            {
                return Defaults.Instead(a[^2], map[key]);
            }
        }

        return at;
    }

    private static FunctionException WrongType(Value value, string wanted) =>
        new($"interface conversion: interface {{}} is {(value.IsNil ? "nil" : GoTypes.NameOf(value.Data))}, not {wanted}");
}
