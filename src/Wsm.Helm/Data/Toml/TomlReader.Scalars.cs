using System.Globalization;
using System.Text;
using Wsm.Helm.Data.Times;

namespace Wsm.Helm.Data.Toml;

public sealed partial class TomlReader
{
    private static readonly string[] TimeLayouts =
    [
        "2006-01-02T15:04:05.999999999Z07:00",
        "2006-01-02T15:04:05.999999999",
        "2006-01-02",
        "15:04:05.999999999",
    ];

    private string ReadString()
    {
        var quote = Current;
        var isLong = At(1) == quote && At(2) == quote;
        _position += isLong ? 3 : 1;
        if (isLong && Current == '\n')
        {
            _position++;
        }

        var text = new StringBuilder();
        while (!Closes(quote, isLong))
        {
            if (_position >= _text.Length || (Current == '\n' && !isLong))
            {
                throw Error(_position >= _text.Length ? "unexpected EOF; expected '" + quote + "'" : "strings cannot contain newlines");
            }

            if (Current == '\\' && quote == '"')
            {
                ReadEscape(text, isLong);
            }
            else
            {
                text.Append(_text[_position++]);
            }
        }

        // Up to two quotes may stand right before the closing three.
        while (isLong && At(3) == quote)
        {
            text.Append(_text[_position++]);
        }

        _position += isLong ? 3 : 1;
        return text.ToString();
    }

    private bool Closes(char quote, bool isLong) => Current == quote && (!isLong || (At(1) == quote && At(2) == quote));

    private void ReadEscape(StringBuilder text, bool isLong)
    {
        var c = At(1);
        _position += 2;
        switch (c)
        {
            case 'b':
                text.Append('\b');
                break;
            case 't':
                text.Append('\t');
                break;
            case 'n':
                text.Append('\n');
                break;
            case 'f':
                text.Append('\f');
                break;
            case 'r':
                text.Append('\r');
                break;
            case 'e':
                text.Append('\x1B');
                break;
            case '"' or '\\':
                text.Append(c);
                break;
            case 'x':
                ReadCode(text, 2);
                break;
            case 'u':
                ReadCode(text, 4);
                break;
            case 'U':
                ReadCode(text, 8);
                break;
            case '\n' or ' ' or '\t' when isLong:
                _position--;
                while (Current is ' ' or '\t' or '\n')
                {
                    _position++;
                }

                break;
            default:
                throw Error(
                    $"invalid escape character '{c}'; only the following escape characters are allowed: \\b, \\t, \\n, \\f, "
                        + "\\r, \\\", \\\\, \\uXXXX, and \\UXXXXXXXX"
                );
        }
    }

    private void ReadCode(StringBuilder text, int digits)
    {
        if (
            _position + digits > _text.Length
            || !uint.TryParse(_text.AsSpan(_position, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code)
            || !Rune.IsValid(code)
        )
        {
            throw Error($"expected {digits} hexadecimal digits of a Unicode character");
        }

        text.Append(new Rune(code).ToString());
        _position += digits;
    }

    private Value ReadScalar()
    {
        var from = _position;
        while (char.IsAsciiLetterOrDigit(Current) || Current is '_' or '+' or '-' or '.' or ':' || IsTimeBehindDate(from))
        {
            _position++;
        }

        var text = _text[from.._position];
        return text switch
        {
            "true" => Value.Of(true),
            "false" => Value.Of(false),
            "inf" or "+inf" => Value.Of(double.PositiveInfinity),
            "-inf" => Value.Of(double.NegativeInfinity),
            "nan" or "+nan" or "-nan" => Value.Of(double.NaN),
            "" => throw Error(_position < _text.Length ? $"expected value but found {Show()} instead" : "unexpected EOF; expected value"),
            _ => Time(text) ?? Number(text) ?? throw Error($"expected value but found \"{text}\" instead"),
        };
    }

    /// <summary>A date and a time may have a space between them.</summary>
    private bool IsTimeBehindDate(int from) =>
        Current == ' '
        && _position - from == 10
        && _text[from + 4] == '-'
        && char.IsAsciiDigit(At(1))
        && char.IsAsciiDigit(At(2))
        && At(3) == ':';

    private static Value? Time(string text)
    {
        var isDate = text.Length >= 10 && text[4] == '-' && text[7] == '-';
        if (!isDate && !(text.Length >= 8 && text[2] == ':'))
        {
            return null;
        }

        foreach (var layout in TimeLayouts)
        {
            try
            {
                return new Value(LayoutParser.Parse(layout, text.Replace(' ', 'T').ToUpperInvariant()));
            }
            catch (FormatException)
            {
                // Not this form; there are four.
            }
        }

        return null;
    }

    private static Value? Number(string text)
    {
        var signed = text[0] is '+' or '-';
        var digits = signed ? text[1..] : text;
        if (digits.StartsWith('_') || digits.EndsWith('_') || digits.Contains("__", StringComparison.Ordinal))
        {
            return null;
        }

        digits = digits.Replace("_", "");
        if (!signed && digits.Length > 2 && digits[0] == '0' && char.IsAsciiLetterLower(digits[1]))
        {
            return Prefixed(digits);
        }

        if (digits.Length == 0 || !char.IsAsciiDigit(digits[0]) || (digits.Length > 1 && digits[0] == '0' && char.IsAsciiDigit(digits[1])))
        {
            return null;
        }

        var sign = text[0] == '-' ? "-" : "";
        if (digits.All(char.IsAsciiDigit))
        {
            return long.TryParse(sign + digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var integer)
                ? Value.Of(integer)
                : null;
        }

        if (digits.EndsWith('.') || digits.Contains(".e", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        return double.TryParse(sign + digits, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? Value.Of(number) : null;
    }

    private static Value? Prefixed(string digits)
    {
        var radix = digits[1] switch
        {
            'x' => 16,
            'o' => 8,
            'b' => 2,
            _ => 0,
        };
        long value = 0;
        foreach (var c in digits.AsSpan(2))
        {
            var digit =
                char.IsAsciiDigit(c) ? c - '0'
                : char.IsAsciiHexDigit(c) ? (c | 0x20) - 'a' + 10
                : 99;
            if (digit >= radix || value > long.MaxValue / radix)
            {
                return null;
            }

            value = (value * radix) + digit;
        }

        return Value.Of(value);
    }
}
