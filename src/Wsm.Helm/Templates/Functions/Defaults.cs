using Wsm.Helm.Data;
using Wsm.Helm.Provenance;
using Wsm.Helm.Templates.Functions.Collections;

namespace Wsm.Helm.Templates.Functions;

/// <summary>Sprig's defaults and types chapters: which value to take, and what it is.</summary>
internal static class Defaults
{
    public static void Register(FunctionList list)
    {
        list.AddVariadic(
            "default",
            static (_, a) =>
                a.Length < 2 ? a[0]
                : Emptiness.IsEmpty(a[1]) ? Instead(a[0], a[1])
                : a[1],
            GoType.Any,
            GoType.Any
        );
        list.Add("empty", static (_, a) => Value.Of(Emptiness.IsEmpty(a[0]), a.Traces()), GoType.Any);
        list.AddVariadic("coalesce", static (_, a) => Coalesce(a), GoType.Any);
        list.AddVariadic("all", static (_, a) => Value.Of(!Array.Exists(a, Emptiness.IsEmpty), a.Traces()), GoType.Any);
        list.AddVariadic("any", static (_, a) => Value.Of(!Array.TrueForAll(a, Emptiness.IsEmpty), a.Traces()), GoType.Any);
        list.Add("ternary", static (_, a) => a.Bool(2) ? a[0] : a[1], GoType.Any, GoType.Any, GoType.Bool);
        list.Add("typeOf", static (_, a) => Value.Of(GoTypes.NameOf(a[0].Data), a.Traces()), GoType.Any);
        list.Add("typeIs", static (_, a) => Value.Of(GoTypes.NameOf(a[1].Data) == a.Text(0), a.Traces()), GoType.String, GoType.Any);
        list.Add(
            "typeIsLike",
            static (_, a) => Value.Of(IsLike(a.Text(0), GoTypes.NameOf(a[1].Data)), a.Traces()),
            GoType.String,
            GoType.Any
        );
        list.Add("kindOf", static (_, a) => Value.Of(GoTypes.KindOf(a[0].Data), a.Traces()), GoType.Any);
        list.Add("kindIs", static (_, a) => Value.Of(GoTypes.KindOf(a[1].Data) == a.Text(0), a.Traces()), GoType.String, GoType.Any);
        list.Add("deepEqual", static (_, a) => Value.Of(DeepEquality.AreEqual(a[0], a[1]), a.Traces()), GoType.Any, GoType.Any);
    }

    /// <summary>
    /// <paramref name="chosen"/>, taken because <paramref name="absent"/> is not set. A literal then stands where the absent value would,
    /// so it gets
    /// that value's trace: whoever asks where it came from learns which key to set.
    /// </summary>
    internal static Value Instead(Value chosen, Value absent)
    {
        if (absent.Trace is null)
        {
            return chosen;
        }

        return chosen.WithTrace(chosen.Trace is null ? absent.Trace : Trace.Union(chosen.Trace, absent.Trace));
    }

    private static Value Coalesce(Value[] a)
    {
        Trace? passed = null;
        foreach (var value in a)
        {
            if (!Emptiness.IsEmpty(value))
            {
                return Instead(value, new Value(null, passed));
            }

            passed = Trace.Union(passed, value.Trace);
        }

        return new Value(null, passed);
    }

    private static bool IsLike(string wanted, string type) => wanted == type || "*" + wanted == type;
}
