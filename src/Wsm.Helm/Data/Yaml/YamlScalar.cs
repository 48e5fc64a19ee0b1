using System.Globalization;

namespace Wsm.Helm.Data.Yaml;

internal enum YamlScalarType
{
    String,
    Null,
    Bool,
    Int,
    Float,
    Timestamp,
    Merge,
}

/// <summary>What a plain scalar is, by go-yaml v2's rules.</summary>
/// <param name="Data">null, bool, long, ulong or double; a string's and a timestamp's text is the scalar's own.</param>
internal readonly record struct YamlScalar(YamlScalarType Type, object? Data = null)
{
    private static readonly YamlScalar Text = new(YamlScalarType.String);
    private static readonly YamlScalar True = new(YamlScalarType.Bool, true);
    private static readonly YamlScalar False = new(YamlScalarType.Bool, false);

    /// <summary>The type of <paramref name="text"/> as a plain scalar without a tag.</summary>
    public static YamlScalar Of(string text)
    {
        if (text.Length == 0)
        {
            return new YamlScalar(YamlScalarType.Null);
        }

        switch (text[0])
        {
            case 'y' or 'Y' or 'n' or 'N' or 't' or 'T' or 'f' or 'F' or 'o' or 'O' or '~':
                return Word(text);
            case '.':
                return Special(text) is { } special ? Float(special)
                    : text.Length > 1 && IsFloat(text) && TryParse(text, out var value) ? Float(value)
                    : Text;
            case (>= '0' and <= '9') or '+' or '-':
                return Special(text) is { } infinite ? Float(infinite) : Number(text);
            default:
                return Text;
        }
    }

    private static YamlScalar Float(double value) => new(YamlScalarType.Float, value);

    private static YamlScalar Word(string text) =>
        text switch
        {
            "y" or "Y" or "yes" or "Yes" or "YES" or "true" or "True" or "TRUE" or "on" or "On" or "ON" => True,
            "n" or "N" or "no" or "No" or "NO" or "false" or "False" or "FALSE" or "off" or "Off" or "OFF" => False,
            "~" or "null" or "Null" or "NULL" => new YamlScalar(YamlScalarType.Null),
            _ => Text,
        };

    private static double? Special(string text) =>
        text switch
        {
            ".nan" or ".NaN" or ".NAN" => double.NaN,
            ".inf" or ".Inf" or ".INF" or "+.inf" or "+.Inf" or "+.INF" => double.PositiveInfinity,
            "-.inf" or "-.Inf" or "-.INF" => double.NegativeInfinity,
            _ => null,
        };

    private static YamlScalar Number(string text)
    {
        if (YamlTimestamp.Is(text))
        {
            return new YamlScalar(YamlScalarType.Timestamp);
        }

        var plain = text.Contains('_') ? text.Replace("_", "") : text;
        if (TryInteger(plain, out var integer))
        {
            return integer;
        }

        return IsFloat(plain) && TryParse(plain, out var value) ? Float(value) : Text;
    }

    /// <summary>Go's ParseInt and ParseUint with base 0: a sign, and 0x, 0o, 0b or a bare 0 for octal.</summary>
    private static bool TryInteger(string text, out YamlScalar integer)
    {
        integer = Text;
        var signed = text.Length > 0 && text[0] is '+' or '-';
        var digits = text.AsSpan(signed ? 1 : 0);
        var radix = 10;
        if (digits.Length > 1 && digits[0] == '0')
        {
            (radix, var skip) = char.ToLowerInvariant(digits[1]) switch
            {
                'x' => (16, 2),
                'o' => (8, 2),
                'b' => (2, 2),
                _ => (8, 1),
            };
            digits = digits[skip..];
        }

        if (digits.Length == 0)
        {
            return false;
        }

        ulong value = 0;
        foreach (var c in digits)
        {
            var digit =
                char.IsAsciiDigit(c) ? c - '0'
                : char.IsAsciiLetter(c) ? char.ToLowerInvariant(c) - 'a' + 10
                : radix;
            if (digit >= radix)
            {
                return false;
            }

            if (value > (ulong.MaxValue - (uint)digit) / (uint)radix)
            {
                return false;
            }

            value = (value * (uint)radix) + (uint)digit;
        }

        var negative = text[0] == '-';
        if (negative ? value > 1UL << 63 : signed && value > long.MaxValue)
        {
            return false;
        }

        object data =
            negative ? (long)(0 - value)
            : value <= long.MaxValue ? (long)value
            : value;
        integer = new YamlScalar(YamlScalarType.Int, data);
        return true;
    }

    /// <summary><c>[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?</c></summary>
    private static bool IsFloat(string text)
    {
        var at = text[0] is '+' or '-' ? 1 : 0;
        var whole = SkipDigits();
        if (at < text.Length && text[at] == '.')
        {
            at++;
            if (SkipDigits() == 0 && whole == 0)
            {
                return false;
            }
        }
        else if (whole == 0)
        {
            return false;
        }

        if (at < text.Length && text[at] is 'e' or 'E')
        {
            at++;
            if (at < text.Length && text[at] is '+' or '-')
            {
                at++;
            }

            if (SkipDigits() == 0)
            {
                return false;
            }
        }

        return at == text.Length;

        int SkipDigits()
        {
            var from = at;
            while (at < text.Length && char.IsAsciiDigit(text[at]))
            {
                at++;
            }

            return at - from;
        }
    }

    /// <summary>A number too large for float64 is none to Go.</summary>
    private static bool TryParse(string text, out double value) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && double.IsFinite(value);
}
