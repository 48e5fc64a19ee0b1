using Wsm.Helm.Data;
using Wsm.Helm.Templates.Functions.Numbers;

namespace Wsm.Helm.Templates.Functions;

/// <summary>Sprig's integer and float chapters. The integer ones cut fractions off first: <c>add 1.9 1.9</c> is 2.</summary>
internal static class MathFunctions
{
    public static void Register(FunctionList list)
    {
        list.Add("add1", static (_, a) => Value.Of(GoCast.ToInt64(a[0]) + 1, a.Traces()), GoType.Any);
        list.AddVariadic("add", static (_, a) => Fold(a, 0, 0, static (x, y) => x + y), GoType.Any);
        list.Add("sub", static (_, a) => Value.Of(GoCast.ToInt64(a[0]) - GoCast.ToInt64(a[1]), a.Traces()), GoType.Any, GoType.Any);
        list.Add("div", static (_, a) => Divide(a, static (x, y) => y == -1 ? unchecked(-x) : x / y), GoType.Any, GoType.Any);
        list.Add("mod", static (_, a) => Divide(a, static (x, y) => y == -1 ? 0 : x % y), GoType.Any, GoType.Any);
        list.AddVariadic("mul", static (_, a) => Fold(a, GoCast.ToInt64(a[0]), 1, static (x, y) => x * y), GoType.Any, GoType.Any);
        list.AddVariadic("max", static (_, a) => Fold(a, GoCast.ToInt64(a[0]), 1, Math.Max), GoType.Any, GoType.Any);
        list.AddVariadic("biggest", static (_, a) => Fold(a, GoCast.ToInt64(a[0]), 1, Math.Max), GoType.Any, GoType.Any);
        list.AddVariadic("min", static (_, a) => Fold(a, GoCast.ToInt64(a[0]), 1, Math.Min), GoType.Any, GoType.Any);
        list.AddVariadic("maxf", static (_, a) => FoldFloat(a, Math.Max), GoType.Any, GoType.Any);
        list.AddVariadic("minf", static (_, a) => FoldFloat(a, Math.Min), GoType.Any, GoType.Any);
        list.Add("add1f", static (_, a) => FoldDecimal([a[0], Value.Of(1L)], default, 0, static (x, y) => x + y), GoType.Any);
        list.AddVariadic("addf", static (_, a) => FoldDecimal(a, default, 0, static (x, y) => x + y), GoType.Any);
        list.AddVariadic("subf", static (_, a) => FoldDecimal(a, ToDecimal(a[0]), 1, static (x, y) => x - y), GoType.Any, GoType.Any);
        list.AddVariadic("mulf", static (_, a) => FoldDecimal(a, ToDecimal(a[0]), 1, static (x, y) => x * y), GoType.Any, GoType.Any);
        list.AddVariadic("divf", static (_, a) => FoldDecimal(a, ToDecimal(a[0]), 1, static (x, y) => x / y), GoType.Any, GoType.Any);
        list.Add("floor", static (_, a) => Value.Of(Math.Floor(GoCast.ToFloat64(a[0])), a.Traces()), GoType.Any);
        list.Add("ceil", static (_, a) => Value.Of(Math.Ceiling(GoCast.ToFloat64(a[0])), a.Traces()), GoType.Any);
        list.AddVariadic(
            "round",
            static (_, a) => Value.Of(Round(GoCast.ToFloat64(a[0]), a.Int(1), a.Length > 2 ? (double)a[2].Data! : 0.5), a.Traces()),
            GoType.Any,
            GoType.Int,
            GoType.Float64
        );
        list.Add("int", static (_, a) => Value.OfInt(GoCast.ToInt64(a[0]), a.Traces()), GoType.Any);
        list.Add("int64", static (_, a) => Value.Of(GoCast.ToInt64(a[0]), a.Traces()), GoType.Any);
        list.Add("float64", static (_, a) => Value.Of(GoCast.ToFloat64(a[0]), a.Traces()), GoType.Any);
        list.Add("atoi", static (_, a) => Value.OfInt(GoCast.ParseInt(a.Text(0), 10) ?? Saturated(a.Text(0)), a.Traces()), GoType.String);
        list.Add("randInt", static (runtime, a) => RandomInt(runtime, a.Int(0), a.Int(1)), GoType.Int, GoType.Int);
    }

    /// <summary>Sprig drops the error of Go's <c>Atoi</c>, which then has the nearest number that fits.</summary>
    private static long Saturated(string text)
    {
        var digits = text.AsSpan();
        if (digits.StartsWith("-") || digits.StartsWith("+"))
        {
            digits = digits[1..];
        }

        if (digits.IsEmpty || digits.ContainsAnyExceptInRange('0', '9'))
        {
            return 0;
        }

        return text[0] == '-' ? long.MinValue : long.MaxValue;
    }

    private static Value Fold(Value[] a, long seed, int from, Func<long, long, long> step)
    {
        for (var i = from; i < a.Length; i++)
        {
            seed = step(seed, GoCast.ToInt64(a[i]));
        }

        return Value.Of(seed, a.Traces());
    }

    private static Value Divide(Value[] a, Func<long, long, long> step)
    {
        var divisor = GoCast.ToInt64(a[1]);
        return divisor == 0
            ? throw new FunctionException("runtime error: integer divide by zero")
            : Value.Of(step(GoCast.ToInt64(a[0]), divisor), a.Traces());
    }

    private static Value FoldFloat(Value[] a, Func<double, double, double> step)
    {
        var result = GoCast.ToFloat64(a[0]);
        for (var i = 1; i < a.Length; i++)
        {
            result = step(result, GoCast.ToFloat64(a[i]));
        }

        return Value.Of(result, a.Traces());
    }

    private static Value FoldDecimal(Value[] a, BigDecimal seed, int from, Func<BigDecimal, BigDecimal, BigDecimal> step)
    {
        for (var i = from; i < a.Length; i++)
        {
            seed = step(seed, ToDecimal(a[i]));
        }

        return Value.Of(seed.ToDouble(), a.Traces());
    }

    private static BigDecimal ToDecimal(Value value) => BigDecimal.FromDouble(GoCast.ToFloat64(value));

    private static double Round(double value, long places, double roundOn)
    {
        var power = Math.Pow(10, places);
        var shifted = power * value;
        var fraction = shifted - Math.Truncate(shifted);
        return (fraction >= roundOn ? Math.Ceiling(shifted) : Math.Floor(shifted)) / power;
    }

    private static Value RandomInt(ITemplateRuntime runtime, long from, long to)
    {
        var range = to - from;
        return range <= 0
            ? throw new FunctionException("invalid argument to Intn")
            : Value.OfInt(from + RandomSource.Below(runtime, range));
    }
}
