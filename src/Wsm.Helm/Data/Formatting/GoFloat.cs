using System.Numerics;
using System.Text;

namespace Wsm.Helm.Data.Formatting;

/// <summary>Go's <c>strconv.FormatFloat</c>: exact digits, ties to even.</summary>
internal static class GoFloat
{
    /// <param name="value">The number.</param>
    /// <param name="format">e, E, f, g, G, x, X or b.</param>
    /// <param name="precision">Digits after the point (e, f, x) or significant digits (g); -1: the fewest that read back as the same
    /// number.</param>
    public static string Format(double value, char format, int precision)
    {
        if (double.IsNaN(value))
        {
            return "NaN";
        }

        if (double.IsInfinity(value))
        {
            return value > 0 ? "+Inf" : "-Inf";
        }

        var text = new StringBuilder();
        if (double.IsNegative(value))
        {
            text.Append('-');
        }

        var magnitude = Math.Abs(value);
        switch (format)
        {
            case 'b':
                HexFloat.AppendBinary(text, magnitude);
                break;
            case 'x' or 'X':
                HexFloat.Append(text, magnitude, format, precision);
                break;
            case 'e' or 'E':
                AppendExponential(text, Decimal(magnitude, format, precision), precision, format);
                break;
            case 'f':
                AppendFixed(text, Decimal(magnitude, format, precision), precision);
                break;
            default:
                AppendGeneral(text, magnitude, format, precision);
                break;
        }

        return text.ToString();
    }

    /// <summary>
    /// The digits d₁d₂… and the position of the point before them: value = 0.d₁d₂… × 10^Point. No trailing zeros in the shortest form.
    /// </summary>
    private readonly record struct Digits(string Text, int Point);

    private static void AppendGeneral(StringBuilder text, double value, char format, int precision)
    {
        var shortest = precision < 0;
        if (precision == 0)
        {
            precision = 1;
        }

        var digits = Decimal(value, 'g', precision);
        var threshold = shortest ? 6 : precision;
        if (!shortest && threshold > digits.Text.Length && digits.Text.Length >= digits.Point)
        {
            threshold = digits.Text.Length;
        }

        var exponent = digits.Point - 1;
        if (exponent < -4 || exponent >= threshold)
        {
            var places = shortest ? -1 : Math.Min(precision, digits.Text.Length) - 1;
            AppendExponential(text, digits, places, format == 'g' ? 'e' : 'E');
            return;
        }

        AppendFixed(text, digits, Math.Max(digits.Text.Length - digits.Point, 0));
    }

    private static void AppendExponential(StringBuilder text, Digits digits, int precision, char format)
    {
        text.Append(digits.Text.Length > 0 ? digits.Text[0] : '0');
        var places = precision < 0 ? Math.Max(digits.Text.Length - 1, 0) : precision;
        if (places > 0)
        {
            text.Append('.');
            for (var i = 1; i <= places; i++)
            {
                text.Append(i < digits.Text.Length ? digits.Text[i] : '0');
            }
        }

        var exponent = digits.Text.Length == 0 ? 0 : digits.Point - 1;
        text.Append(format).Append(exponent < 0 ? '-' : '+');
        exponent = Math.Abs(exponent);
        if (exponent < 10)
        {
            text.Append('0');
        }

        text.Append(exponent);
    }

    private static void AppendFixed(StringBuilder text, Digits digits, int precision)
    {
        if (digits.Point <= 0)
        {
            text.Append('0');
        }

        for (var i = 0; i < digits.Point; i++)
        {
            text.Append(i < digits.Text.Length ? digits.Text[i] : '0');
        }

        var places = precision < 0 ? Math.Max(digits.Text.Length - digits.Point, 0) : precision;
        if (places == 0)
        {
            return;
        }

        text.Append('.');
        for (var i = digits.Point; i < digits.Point + places; i++)
        {
            text.Append(i >= 0 && i < digits.Text.Length ? digits.Text[i] : '0');
        }
    }

    private static Digits Decimal(double value, char format, int precision)
    {
        if (value == 0)
        {
            return new Digits("", 0);
        }

        var shortest = Shortest(value);
        if (precision < 0)
        {
            return shortest;
        }

        if (format == 'f')
        {
            return Trimmed(RoundScaled(value, precision), -precision);
        }

        var wanted = format == 'g' ? precision : precision + 1;
        // The exponent is that of the shortest form, or one more when rounding carries.
        var scale = wanted - shortest.Point;
        var rounded = RoundScaled(value, scale);
        if (rounded.ToString().Length > wanted)
        {
            rounded = RoundScaled(value, --scale);
        }

        return Trimmed(rounded, -scale);
    }

    /// <summary>value × 10^scale, rounded to an integer, ties to even.</summary>
    private static BigInteger RoundScaled(double value, int scale)
    {
        var bits = BitConverter.DoubleToInt64Bits(value);
        var exponent = (int)((bits >> 52) & 0x7FF);
        var mantissa = bits & 0xFFFFFFFFFFFFF;
        if (exponent == 0)
        {
            exponent = 1;
        }
        else
        {
            mantissa |= 1L << 52;
        }

        exponent -= 1075;
        BigInteger numerator = mantissa,
            denominator = BigInteger.One;
        if (exponent > 0)
        {
            numerator <<= exponent;
        }
        else
        {
            denominator <<= -exponent;
        }

        if (scale > 0)
        {
            numerator *= BigInteger.Pow(10, scale);
        }
        else
        {
            denominator *= BigInteger.Pow(10, -scale);
        }

        var quotient = BigInteger.DivRem(numerator, denominator, out var remainder);
        var half = (remainder << 1).CompareTo(denominator);
        return half > 0 || (half == 0 && !quotient.IsEven) ? quotient + 1 : quotient;
    }

    private static Digits Trimmed(BigInteger digits, int exponent)
    {
        if (digits.IsZero)
        {
            return new Digits("", 0);
        }

        var text = digits.ToString();
        var point = text.Length + exponent;
        return new Digits(text.TrimEnd('0'), point);
    }

    /// <summary>.NET's round-trip form has the shortest digits; only its layout differs.</summary>
    private static Digits Shortest(double value)
    {
        var round = value.ToString("R");
        var mantissaEnd = round.IndexOf('E');
        var exponent = mantissaEnd < 0 ? 0 : int.Parse(round.AsSpan(mantissaEnd + 1));
        var mantissa = mantissaEnd < 0 ? round : round[..mantissaEnd];
        var dot = mantissa.IndexOf('.');
        var point = (dot < 0 ? mantissa.Length : dot) + exponent;
        var digits = dot < 0 ? mantissa : mantissa.Remove(dot, 1);
        var leading = digits.Length - digits.TrimStart('0').Length;
        return new Digits(digits.Trim('0'), point - leading);
    }
}
