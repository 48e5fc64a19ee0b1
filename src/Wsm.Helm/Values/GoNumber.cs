using System.Globalization;
using System.Text;

namespace Wsm.Helm.Values;

/// <summary>Numbers as Go's strconv and encoding/json write them: the fewest digits that give the same number again.</summary>
public static class GoNumber
{
    /// <summary>strconv's choice for the shortest form: from ten to this power on it writes an exponent.</summary>
    private const int LargestPlainExponent = 6;

    /// <summary><c>strconv.FormatFloat(value, 'g', -1, 64)</c>: what <c>%v</c> prints; an exponent from a million on.</summary>
    public static string Format(double value) => Format(value, value.ToString("R", CultureInfo.InvariantCulture));

    /// <summary>The same with <c>bitSize</c> 32: what sigs.k8s.io/yaml makes of a number where text is wanted.</summary>
    public static string FormatSingle(double value) => Format((float)value, ((float)value).ToString("R", CultureInfo.InvariantCulture));

    /// <summary>As encoding/json writes a float64. The value must be finite.</summary>
    public static string FormatJson(double value)
    {
        // The common case: whole and far below where digits get lost.
        if (value is > -1e15 and < 1e15 && Math.Truncate(value) == value)
            return value == 0 && double.IsNegative(value) ? "-0" : ((long)value).ToString(CultureInfo.InvariantCulture);
        var (negative, digits, point) = Digits(value.ToString("R", CultureInfo.InvariantCulture));
        var text = new StringBuilder();
        if (negative)
            text.Append('-');
        return (point is > -6 and <= 21 ? Plain(text, digits, point) : Exponential(text, digits, point - 1, 1)).ToString();
    }

    private static string Format(double value, string shortest)
    {
        if (double.IsNaN(value))
            return "NaN";
        if (double.IsInfinity(value))
            return value > 0 ? "+Inf" : "-Inf";
        var (negative, digits, point) = Digits(shortest);
        var text = new StringBuilder();
        if (negative)
            text.Append('-');
        return (point - 1 is < -4 or >= LargestPlainExponent ? Exponential(text, digits, point - 1, 2) : Plain(text, digits, point)).ToString();
    }

    /// <summary>The significant digits, and where the decimal point stands among them (0: before the first).</summary>
    private static (bool Negative, string Digits, int Point) Digits(string shortest)
    {
        var negative = shortest.StartsWith('-');
        var text = shortest.AsSpan(negative ? 1 : 0);
        var exponent = 0;
        if (text.IndexOf('E') is var e and >= 0)
        {
            exponent = int.Parse(text[(e + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
            text = text[..e];
        }

        var dot = text.IndexOf('.');
        var whole = dot < 0 ? text : text[..dot];
        var digits = string.Concat(whole, dot < 0 ? [] : text[(dot + 1)..]);
        var significant = digits.TrimStart('0');
        var point = whole.Length + exponent - (digits.Length - significant.Length);
        significant = significant.TrimEnd('0');
        return significant.Length == 0 ? (negative, "0", 1) : (negative, significant, point);
    }

    private static StringBuilder Plain(StringBuilder text, string digits, int point)
    {
        if (point <= 0)
            return text.Append("0.").Append('0', -point).Append(digits);
        if (point >= digits.Length)
            return text.Append(digits).Append('0', point - digits.Length);
        return text.Append(digits, 0, point).Append('.').Append(digits, point, digits.Length - point);
    }

    private static StringBuilder Exponential(StringBuilder text, string digits, int exponent, int leastDigits)
    {
        text.Append(digits[0]);
        if (digits.Length > 1)
            text.Append('.').Append(digits, 1, digits.Length - 1);
        return text.Append('e').Append(exponent < 0 ? '-' : '+').Append(Math.Abs(exponent).ToString(CultureInfo.InvariantCulture).PadLeft(leastDigits, '0'));
    }
}
