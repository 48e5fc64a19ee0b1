using System.Globalization;
using System.Text;
using Wsm.Helm.Data.Formatting;

namespace Wsm.Helm.Data.Times;

/// <summary>Go's <c>time.Duration</c>: nanoseconds.</summary>
internal sealed class GoDuration(long nanoseconds) : GoObject
{
    public const long Second = 1_000_000_000;
    public const long Minute = 60 * Second;
    public const long Hour = 60 * Minute;

    public long Nanoseconds { get; } = nanoseconds;

    public override string TypeName => "time.Duration";

    public override string Kind => "int64";

    public override bool IsTrue => Nanoseconds != 0;

    public override TemplateFunction? Method(string name) =>
        name switch
        {
            "Hours" => Gives(name, Value.Of(Nanoseconds / (double)Hour)),
            "Minutes" => Gives(name, Value.Of(Nanoseconds / (double)Minute)),
            "Seconds" => Gives(name, Value.Of(Nanoseconds / (double)Second)),
            "Milliseconds" => Gives(name, Value.Of(Nanoseconds / 1_000_000)),
            "Microseconds" => Gives(name, Value.Of(Nanoseconds / 1_000)),
            "Nanoseconds" => Gives(name, Value.Of(Nanoseconds)),
            "String" => Gives(name, Value.Of(ToString())),
            _ => null,
        };

    public override Value ToData() => Value.Of(Nanoseconds);

    /// <summary>As Go prints it: <c>1h2m3.5s</c>, <c>15ms</c>, <c>0s</c>.</summary>
    public override string ToString() => Print(Nanoseconds);

    public static string Print(long nanoseconds)
    {
        if (nanoseconds == 0)
        {
            return "0s";
        }

        var left = nanoseconds < 0 ? (UInt128)(-(Int128)nanoseconds) : (UInt128)nanoseconds;
        var text = new StringBuilder(nanoseconds < 0 ? "-" : "");
        if (left < Second)
        {
            var (unit, name, digits) =
                left < 1000 ? (1L, "ns", 0)
                : left < 1_000_000 ? (1000L, "µs", 3)
                : (1_000_000L, "ms", 6);
            return AppendFraction(text, left, (ulong)unit, digits).Append(name).ToString();
        }

        if (left >= Hour)
        {
            text.Append(CultureInfo.InvariantCulture, $"{left / Hour}h");
        }

        if (left >= Minute)
        {
            text.Append(CultureInfo.InvariantCulture, $"{left % Hour / Minute}m");
        }

        return AppendFraction(text, left % Minute, Second, 9).Append('s').ToString();
    }

    private static StringBuilder AppendFraction(StringBuilder text, UInt128 amount, ulong unit, int digits)
    {
        text.Append((amount / unit).ToString(CultureInfo.InvariantCulture));
        var fraction = ((ulong)(amount % unit)).ToString(CultureInfo.InvariantCulture).PadLeft(digits, '0').TrimEnd('0');
        return fraction.Length == 0 || digits == 0 ? text : text.Append('.').Append(fraction);
    }

    /// <summary>Go's <c>time.ParseDuration</c>: <c>1h30m</c>, <c>-1.5s</c>. Null with Go's message in <paramref name="error"/>.</summary>
    public static long? Parse(string text, out string error)
    {
        error = $"time: invalid duration {GoQuote.Quote(text)}";
        var rest = text.AsSpan();
        var negative = rest.StartsWith("-");
        if (negative || rest.StartsWith("+"))
        {
            rest = rest[1..];
        }

        if (rest.SequenceEqual("0"))
        {
            return 0;
        }

        if (rest.IsEmpty)
        {
            return null;
        }

        decimal total = 0;
        while (!rest.IsEmpty)
        {
            var length = 0;
            while (length < rest.Length && (char.IsAsciiDigit(rest[length]) || rest[length] == '.'))
            {
                length++;
            }

            var number = rest[..length];
            rest = rest[length..];
            if (number.TrimStart('.').IsEmpty || number.Count('.') > 1 || length > 25)
            {
                return null;
            }

            var unitLength = 0;
            while (unitLength < rest.Length && rest[unitLength] != '.' && !char.IsAsciiDigit(rest[unitLength]))
            {
                unitLength++;
            }

            var unit = rest[..unitLength];
            rest = rest[unitLength..];
            if (unit.IsEmpty)
            {
                error = $"time: missing unit in duration {GoQuote.Quote(text)}";
                return null;
            }

            if (UnitOf(unit) is not { } size)
            {
                error = $"time: unknown unit {GoQuote.Quote(unit.ToString())} in duration {GoQuote.Quote(text)}";
                return null;
            }

            var amount = decimal.Parse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture);
            if (amount > long.MaxValue / size)
            {
                return null;
            }

            total += decimal.Truncate(amount * size);
        }

        return total > long.MaxValue ? null : (long)(negative ? -total : total);
    }

    private static long? UnitOf(ReadOnlySpan<char> unit) =>
        unit switch
        {
            "ns" => 1,
            "us" or "µs" or "μs" => 1_000,
            "ms" => 1_000_000,
            "s" => Second,
            "m" => Minute,
            "h" => Hour,
            _ => null,
        };

    private static TemplateFunction Gives(string name, Value value) => new(name, [], false, (_, _) => value);
}
