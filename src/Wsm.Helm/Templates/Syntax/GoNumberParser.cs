using System.Globalization;
using System.Numerics;

namespace Wsm.Helm.Templates.Syntax;

/// <summary>Go's <c>strconv</c> with base 0: prefixes 0x, 0o, 0b and a bare leading 0 for octal, underscores between digits.</summary>
internal static class GoNumberParser
{
    public static bool TryInteger(ReadOnlySpan<char> text, out long value)
    {
        value = 0;
        var negative = text.Length > 0 && text[0] == '-';
        if (text.Length > 0 && text[0] is '+' or '-')
        {
            text = text[1..];
        }

        if (!TryUnsigned(text, out var magnitude) || magnitude > (negative ? 1UL << 63 : long.MaxValue))
        {
            return false;
        }

        value = negative ? (long)(0 - magnitude) : (long)magnitude;
        return true;
    }

    public static bool TryUnsigned(ReadOnlySpan<char> text, out ulong value)
    {
        value = 0;
        if (!TrySplit(text, out var digits, out var radix) || digits.IsEmpty)
        {
            return false;
        }

        foreach (var character in digits)
        {
            if (character == '_')
            {
                continue;
            }

            var digit =
                char.IsAsciiDigit(character) ? character - '0'
                : char.IsAsciiHexDigit(character) ? char.ToLowerInvariant(character) - 'a' + 10
                : radix;
            if (digit >= radix || value > (ulong.MaxValue - (uint)digit) / (uint)radix)
            {
                return false;
            }

            value = (value * (uint)radix) + (uint)digit;
        }

        return true;
    }

    /// <summary>Decimal and hexadecimal (<c>0x1p-2</c>) floats. Out of range is an error; infinities and NaN are no literals.</summary>
    public static bool TryFloat(ReadOnlySpan<char> text, out double value)
    {
        value = 0;
        var unsigned = text.Length > 0 && text[0] is '+' or '-' ? text[1..] : text;
        if (unsigned.IsEmpty || !(char.IsAsciiDigit(unsigned[0]) || unsigned[0] == '.'))
        {
            return false;
        }

        if (unsigned.Length > 1 && unsigned[0] == '0' && unsigned[1] is 'x' or 'X')
        {
            return TryHexFloat(unsigned[2..], text[0] == '-', out value);
        }

        if (unsigned.Contains('_'))
        {
            return UnderscoresStandBetweenDigits(unsigned) && TryFloat(text.ToString().Replace("_", ""), out value);
        }

        return double.TryParse(
                text,
                NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent,
                CultureInfo.InvariantCulture,
                out value
            ) && double.IsFinite(value);
    }

    private static bool TryHexFloat(ReadOnlySpan<char> text, bool negative, out double value)
    {
        value = 0;
        var exponentAt = text.IndexOfAny('p', 'P');
        if (
            exponentAt < 0
            || !int.TryParse(text[(exponentAt + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var exponent)
        )
        {
            return false;
        }

        var mantissa = BigInteger.Zero;
        var sawPoint = false;
        var sawDigit = false;
        foreach (var character in text[..exponentAt])
        {
            if (character == '.' && !sawPoint)
            {
                sawPoint = true;
                continue;
            }

            if (character == '_')
            {
                continue;
            }

            if (!char.IsAsciiHexDigit(character))
            {
                return false;
            }

            sawDigit = true;
            mantissa = (mantissa << 4) + Convert.ToInt32(character.ToString(), 16);
            if (sawPoint)
            {
                exponent -= 4;
            }
        }

        value = Math.ScaleB((double)mantissa, exponent);
        if (negative)
        {
            value = -value;
        }

        return sawDigit && double.IsFinite(value);
    }

    private static bool TrySplit(ReadOnlySpan<char> text, out ReadOnlySpan<char> digits, out int radix)
    {
        digits = text;
        radix = 10;
        if (text.Length > 1 && text[0] == '0')
        {
            radix = text[1] switch
            {
                'x' or 'X' => 16,
                'b' or 'B' => 2,
                _ => 8,
            };
            digits = text[1] is 'x' or 'X' or 'b' or 'B' or 'o' or 'O' ? text[2..] : text[1..];
        }

        return UnderscoresStandBetweenDigits(text);
    }

    /// <summary>An underscore needs a digit, or the base prefix, before it and a digit after it.</summary>
    private static bool UnderscoresStandBetweenDigits(ReadOnlySpan<char> text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '_')
            {
                continue;
            }

            var follows = i > 0 && (char.IsAsciiHexDigit(text[i - 1]) || (i == 2 && text[0] == '0'));
            if (!follows || i + 1 == text.Length || !char.IsAsciiHexDigit(text[i + 1]))
            {
                return false;
            }
        }

        return true;
    }
}
