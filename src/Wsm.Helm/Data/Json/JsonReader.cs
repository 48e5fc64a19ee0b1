using System.Globalization;
using System.Text;

namespace Wsm.Helm.Data.Json;

/// <summary>JSON as Go's encoding/json reads it into <c>interface{}</c>: numbers are float64, a repeated key's last value wins.</summary>
internal sealed class JsonReader
{
    private const int MaxDepth = 1000;

    private readonly string _text;
    private int _position;
    private int _depth;
    private JsonException? _tooLarge;

    private JsonReader(string text, int position) => (_text, _position) = (text, position);

    /// <exception cref="JsonException">The text is no JSON, or has something behind its value.</exception>
    public static Value Read(string text)
    {
        var reader = new JsonReader(text, 0);
        var value = reader.ReadValue();
        reader.SkipSpace();
        if (reader._position != text.Length)
        {
            throw reader.Unexpected("after top-level value");
        }

        return reader._tooLarge is null ? value : throw reader._tooLarge;
    }

    /// <summary>The value that starts at <paramref name="position"/>, which moves behind it; what follows is not looked at.</summary>
    public static Value ReadFirst(string text, ref int position)
    {
        var reader = new JsonReader(text, position);
        var value = reader.ReadValue();
        position = reader._position;
        return reader._tooLarge is null ? value : throw reader._tooLarge;
    }

    private char Current => _position < _text.Length ? _text[_position] : '\0';

    private Value ReadValue()
    {
        SkipSpace();
        return Current switch
        {
            '{' => ReadObject(),
            '[' => ReadArray(),
            '"' => Value.Of(ReadString()),
            't' => ReadLiteral("true", Value.Of(true)),
            'f' => ReadLiteral("false", Value.Of(false)),
            'n' => ReadLiteral("null", Value.Nil),
            '-' or (>= '0' and <= '9') => ReadNumber(),
            _ => throw Unexpected("looking for beginning of value"),
        };
    }

    private Value ReadObject()
    {
        Enter();
        var map = new MapValue();
        SkipSpace();
        if (Current != '}')
        {
            while (true)
            {
                if (Current != '"')
                {
                    throw Unexpected("looking for beginning of object key string");
                }

                var key = ReadString();
                SkipSpace();
                Take(':', "after object key");
                map[key] = ReadValue();
                SkipSpace();
                if (Current == '}')
                {
                    break;
                }

                Take(',', "after object key:value pair");
                SkipSpace();
            }
        }

        Leave();
        return new Value(map);
    }

    private Value ReadArray()
    {
        Enter();
        var items = new List<Value>();
        SkipSpace();
        if (Current != ']')
        {
            while (true)
            {
                items.Add(ReadValue());
                SkipSpace();
                if (Current == ']')
                {
                    break;
                }

                Take(',', "after array element");
            }
        }

        Leave();
        return new Value(new ListValue(items));
    }

    private void Enter()
    {
        if (++_depth > MaxDepth)
        {
            throw new JsonException("exceeded max depth");
        }

        _position++;
    }

    private void Leave()
    {
        _depth--;
        _position++;
    }

    private Value ReadLiteral(string word, Value value)
    {
        for (var i = 1; i < word.Length; i++)
        {
            _position++;
            if (Current != word[i])
            {
                throw Unexpected($"in literal {word} (expecting '{word[i]}')");
            }
        }

        _position++;
        return value;
    }

    private Value ReadNumber()
    {
        var from = _position;
        if (Current == '-')
        {
            _position++;
        }

        if (Current == '0')
        {
            _position++;
        }
        else
        {
            SkipDigits("in numeric literal");
        }

        if (Current == '.')
        {
            _position++;
            SkipDigits("after decimal point in numeric literal");
        }

        if (Current is 'e' or 'E')
        {
            _position++;
            if (Current is '+' or '-')
            {
                _position++;
            }

            SkipDigits("in exponent of numeric literal");
        }

        var text = _text[from.._position];
        var number = double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
        // Go checks the whole text's syntax first and reports this afterwards.
        if (!double.IsFinite(number))
        {
            _tooLarge ??= new JsonException($"json: cannot unmarshal number {text} into Go value of type float64");
        }

        return Value.Of(number);
    }

    private void SkipDigits(string where)
    {
        if (!char.IsAsciiDigit(Current))
        {
            throw Unexpected(where);
        }

        while (char.IsAsciiDigit(Current))
        {
            _position++;
        }
    }

    private string ReadString()
    {
        var from = ++_position;
        while (_position < _text.Length && _text[_position] is not ('"' or '\\') && _text[_position] >= ' ')
        {
            _position++;
        }

        if (Current == '"')
        {
            return _text[from..(_position++)];
        }

        var text = new StringBuilder().Append(_text, from, _position - from);
        while (Current != '"')
        {
            if (_position >= _text.Length || Current < ' ')
            {
                throw Unexpected("in string literal");
            }

            if (Current == '\\')
            {
                ReadEscape(text);
            }
            else
            {
                text.Append(_text[_position++]);
            }
        }

        _position++;
        return text.ToString();
    }

    private void ReadEscape(StringBuilder text)
    {
        _position++;
        switch (Current)
        {
            case '"' or '\\' or '/':
                text.Append(Current);
                break;
            case 'b':
                text.Append('\b');
                break;
            case 'f':
                text.Append('\f');
                break;
            case 'n':
                text.Append('\n');
                break;
            case 'r':
                text.Append('\r');
                break;
            case 't':
                text.Append('\t');
                break;
            case 'u':
                ReadCode(text);
                return;
            default:
                throw Unexpected("in string escape code");
        }

        _position++;
    }

    private void ReadCode(StringBuilder text)
    {
        var unit = ReadUnit();
        if (char.IsHighSurrogate(unit) && Current == '\\' && _position + 1 < _text.Length && _text[_position + 1] == 'u')
        {
            var back = _position++;
            var low = ReadUnit();
            if (char.IsLowSurrogate(low))
            {
                text.Append(unit).Append(low);
                return;
            }

            _position = back;
        }

        text.Append(char.IsSurrogate(unit) ? '\uFFFD' : unit);
    }

    /// <summary>Four hexadecimal digits behind the <c>u</c>.</summary>
    private char ReadUnit()
    {
        var unit = 0;
        for (var i = 0; i < 4; i++)
        {
            _position++;
            if (!char.IsAsciiHexDigit(Current))
            {
                throw Unexpected("in \\u hexadecimal character escape");
            }

            unit = (unit << 4) + (char.IsAsciiDigit(Current) ? Current - '0' : (Current | 0x20) - 'a' + 10);
        }

        _position++;
        return (char)unit;
    }

    private void Take(char wanted, string where)
    {
        if (Current != wanted)
        {
            throw Unexpected(where);
        }

        _position++;
    }

    private void SkipSpace()
    {
        while (Current is ' ' or '\t' or '\n' or '\r')
        {
            _position++;
        }
    }

    private JsonException Unexpected(string where)
    {
        if (_position >= _text.Length)
        {
            // Go's scanner takes the end for a space, which only some places refuse.
            return new JsonException(
                where is "in string literal"
                || !where.StartsWith("in ", StringComparison.Ordinal) && !where.EndsWith("numeric literal", StringComparison.Ordinal)
                    ? "unexpected end of JSON input"
                    : $"invalid character ' ' {where}"
            );
        }

        return new JsonException($"invalid character {Quoted(_text.AsSpan(_position))} {where}");
    }

    /// <summary>Go looks at bytes, so what it shows is the first byte of the character.</summary>
    private static string Quoted(ReadOnlySpan<char> rest)
    {
        var octet = GoText.ToBytes(rest[..Math.Min(rest.Length, 2)])[0];
        return octet switch
        {
            (byte)'\'' => "'\\''",
            (byte)'\\' => "'\\\\'",
            (byte)'\n' => "'\\n'",
            (byte)'\r' => "'\\r'",
            (byte)'\t' => "'\\t'",
            (byte)'\b' => "'\\b'",
            (byte)'\f' => "'\\f'",
            (byte)'\v' => "'\\v'",
            (byte)'\a' => "'\\a'",
            < 0x20 or 0x7F => $"'\\x{octet:x2}'",
            >= 0x80 and < 0xA0 => $"'\\u{octet:x4}'",
            _ => $"'{(char)octet}'",
        };
    }
}
