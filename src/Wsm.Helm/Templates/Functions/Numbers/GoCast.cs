using System.Globalization;
using Wsm.Helm.Data;
using Wsm.Helm.Data.Times;

namespace Wsm.Helm.Templates.Functions.Numbers;

/// <summary>Conversions as spf13/cast does them: what cannot be converted is 0, never an error.</summary>
internal static class GoCast
{
    public static long ToInt64(Value value) =>
        value.Data switch
        {
            nint number => number,
            long number => number,
            double number => Truncate(number),
            string text => ParseInt(WithoutZeroDecimals(text), 0) ?? 0,
            bool truth => truth ? 1 : 0,
            int number => number,
            short number => number,
            sbyte number => number,
            ulong number => unchecked((long)number),
            nuint number => unchecked((long)number),
            uint number => number,
            ushort number => number,
            byte number => number,
            float number => Truncate(number),
            NamedInteger number => number.Number,
            _ => 0,
        };

    public static double ToFloat64(Value value) =>
        value.Data switch
        {
            double number => number,
            float number => number,
            string text => ParseFloat(text) ?? 0,
            ulong number => number,
            nuint number => number,
            _ => ToInt64(value),
        };

    /// <summary>As the processor does it: what does not fit is the smallest number.</summary>
    internal static long Truncate(double number) =>
        number is >= -9223372036854775808.0 and < 9223372036854775808.0 ? (long)number : long.MinValue;

    /// <summary>
    /// Go's <c>strconv.ParseInt</c>; null for its errors. Base 0 takes the base from the prefix (<c>0x</c>, <c>0b</c>, <c>0o</c>, <c>0</c>)
    /// and allows
    /// underscores between digits.
    /// </summary>
    internal static long? ParseInt(string text, int @base)
    {
        var digits = text.AsSpan();
        var negative = digits.StartsWith("-");
        if (negative || digits.StartsWith("+"))
        {
            digits = digits[1..];
        }

        if (digits.IsEmpty)
        {
            return null;
        }

        var underscores = @base == 0;
        if (underscores && !SplitPrefix(ref digits, out @base))
        {
            return null;
        }

        UInt128 magnitude = 0;
        foreach (var character in digits)
        {
            if (character == '_' && underscores)
            {
                continue;
            }

            var digit = char.IsAsciiHexDigit(character) ? Convert.ToInt32(character.ToString(), 16) : int.MaxValue;
            if (digit >= @base)
            {
                return null;
            }

            magnitude = (magnitude * (uint)@base) + (uint)digit;
            if (magnitude > (UInt128)long.MaxValue + (negative ? 1u : 0u))
            {
                return null;
            }
        }

        return negative ? (long)-(Int128)magnitude : (long)magnitude;
    }

    /// <summary>Go's <c>strconv.ParseFloat</c>; null for its errors, of which overflow is one.</summary>
    internal static double? ParseFloat(string text)
    {
        var unsigned = text.AsSpan().TrimStart("+-");
        if (text.Length - unsigned.Length > 1)
        {
            return null;
        }

        if (unsigned.Equals("inf", StringComparison.OrdinalIgnoreCase) || unsigned.Equals("infinity", StringComparison.OrdinalIgnoreCase))
        {
            return text[0] == '-' ? double.NegativeInfinity : double.PositiveInfinity;
        }

        if (unsigned.Equals("nan", StringComparison.OrdinalIgnoreCase))
        {
            return double.NaN;
        }

        if (unsigned.StartsWith("0x", StringComparison.OrdinalIgnoreCase))
        {
            return HexFloatReader.Parse(unsigned[2..]) is { } hex ? (text[0] == '-' ? -hex : hex) : null;
        }

        if (text.Contains('_'))
        {
            return UnderscoresStandBetweenDigits(unsigned) ? ParseFloat(text.Replace("_", "")) : null;
        }

        const NumberStyles Style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        return double.TryParse(text, Style, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null;
    }

    private static bool UnderscoresStandBetweenDigits(ReadOnlySpan<char> text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '_' && (i == 0 || i + 1 == text.Length || !char.IsAsciiDigit(text[i - 1]) || !char.IsAsciiDigit(text[i + 1])))
            {
                return false;
            }
        }

        return true;
    }

    private static bool SplitPrefix(ref ReadOnlySpan<char> digits, out int @base)
    {
        @base =
            digits.Length > 1 && digits[0] == '0'
                ? char.ToLowerInvariant(digits[1]) switch
                {
                    'x' => 16,
                    'b' => 2,
                    'o' => 8,
                    _ => 0,
                }
                : 10;
        var hasPrefix = @base is not (0 or 10);
        if (hasPrefix)
        {
            digits = digits[2..];
        }

        var wasDigit = hasPrefix || @base == 0;
        if (@base == 0)
        {
            @base = 8;
            digits = digits[1..];
        }

        // An underscore stands between digits, or between the prefix and a digit.
        foreach (var character in digits)
        {
            if (character == '_' && !wasDigit)
            {
                return false;
            }

            wasDigit = character != '_';
        }

        return wasDigit && !digits.IsEmpty;
    }

    /// <summary>"12.00" counts as "12"; "12.50" stays what it is, and then is no integer.</summary>
    private static string WithoutZeroDecimals(string text)
    {
        var end = text.AsSpan().TrimEnd('0').Length;
        return end < text.Length && end > 0 && text[end - 1] == '.' ? text[..(end - 1)] : text;
    }
}
