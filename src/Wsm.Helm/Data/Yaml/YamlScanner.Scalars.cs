using static Wsm.Helm.Data.Yaml.YamlCharacters;

namespace Wsm.Helm.Data.Yaml;

internal sealed partial class YamlScanner
{
    private void FetchPlainScalar()
    {
        var start = Mark;
        var indent = _indent + 1;
        var value = new ScalarText(_text, _keepPieces);
        var breaks = new LineBreaks();
        var spaces = 0;
        while (!AtDocumentIndicator() && Current != '#')
        {
            var wordStart = _position;
            while (!IsBlankOrEnd(Current) && !EndsPlainScalar(Current))
            {
                _position++;
            }

            if (_position > wordStart)
            {
                if (breaks.Any)
                {
                    breaks.FoldInto(value);
                }
                else
                {
                    value.Copy(wordStart - spaces, spaces);
                }

                value.Copy(wordStart, _position - wordStart);
                spaces = 0;
            }

            if (!IsBlank(Current) && !IsBreak(Current))
            {
                break;
            }

            while (true)
            {
                if (IsBlank(Current))
                {
                    if (breaks.Any && Column < indent && Current == '\t')
                    {
                        throw Error("found a tab character that violates indentation");
                    }

                    spaces++;
                    _position++;
                }
                else if (IsBreak(Current))
                {
                    breaks.Add(ReadBreak());
                    spaces = 0;
                }
                else
                {
                    break;
                }
            }

            if (FlowLevel == 0 && Column < indent)
            {
                break;
            }
        }

        if (breaks.Any)
        {
            _simpleKeyAllowed = true;
        }

        Add(new YamlToken(YamlTokenKind.Scalar, start, value.ToString(), Plain: true, Pieces: value.Pieces));
    }

    private bool EndsPlainScalar(char c) =>
        c switch
        {
            ':' => IsBlankOrEnd(At(1)),
            ',' or '?' or '[' or ']' or '{' or '}' => FlowLevel > 0,
            _ => false,
        };

    private void FetchQuotedScalar(char quote)
    {
        var start = Mark;
        var value = new ScalarText(_text, _keepPieces);
        _position++;
        while (true)
        {
            if (AtDocumentIndicator())
            {
                throw Error("found unexpected document indicator");
            }

            if (Current == '\0')
            {
                throw Error("found unexpected end of stream");
            }

            var escapedBreak = ReadQuotedWord(value, quote);
            if (Current == quote)
            {
                break;
            }

            var breaks = new LineBreaks { Escaped = escapedBreak };
            var spaceStart = _position;
            while (IsBlank(Current) || IsBreak(Current))
            {
                if (IsBreak(Current))
                {
                    breaks.Add(ReadBreak());
                }
                else
                {
                    _position++;
                }
            }

            if (breaks.Any)
            {
                breaks.FoldInto(value);
            }
            else
            {
                value.Copy(spaceStart, _position - spaceStart);
            }
        }

        _position++;
        Add(new YamlToken(YamlTokenKind.Scalar, start, value.ToString(), Pieces: value.Pieces));
    }

    /// <summary>Reads up to a blank, a break or the closing quote. True: it ended with an escaped line break.</summary>
    private bool ReadQuotedWord(ScalarText value, char quote)
    {
        var from = _position;
        while (!IsBlankOrEnd(Current))
        {
            if (Current == quote)
            {
                if (quote != '\'' || At(1) != '\'')
                {
                    break;
                }

                value.Copy(from, _position + 1 - from);
                _position += 2;
                from = _position;
            }
            else if (quote == '"' && Current == '\\')
            {
                value.Copy(from, _position - from);
                if (IsBreak(At(1)))
                {
                    _position++;
                    SkipBreak();
                    return true;
                }

                ReadEscape(value);
                from = _position;
            }
            else
            {
                _position++;
            }
        }

        value.Copy(from, _position - from);
        return false;
    }

    private void ReadEscape(ScalarText value)
    {
        var digits = 0;
        switch (At(1))
        {
            case '0':
                value.Append('\0');
                break;
            case 'a':
                value.Append('\a');
                break;
            case 'b':
                value.Append('\b');
                break;
            case 't' or '\t':
                value.Append('\t');
                break;
            case 'n':
                value.Append('\n');
                break;
            case 'v':
                value.Append('\v');
                break;
            case 'f':
                value.Append('\f');
                break;
            case 'r':
                value.Append('\r');
                break;
            case 'e':
                value.Append('\x1B');
                break;
            case ' ' or '"' or '\'' or '\\':
                value.Append(At(1));
                break;
            case 'N':
                value.Append('\x85');
                break;
            case '_':
                value.Append('\xA0');
                break;
            case 'L':
                value.Append('\u2028');
                break;
            case 'P':
                value.Append('\u2029');
                break;
            case 'x':
                digits = 2;
                break;
            case 'u':
                digits = 4;
                break;
            case 'U':
                digits = 8;
                break;
            default:
                throw Error("found unknown escape character");
        }

        _position += 2;
        if (digits == 0)
        {
            return;
        }

        long code = 0;
        for (var i = 0; i < digits; i++)
        {
            if (!char.IsAsciiHexDigit(At(i)))
            {
                throw Error("did not find expected hexdecimal number");
            }

            code = (code << 4) + Convert.ToInt32(At(i).ToString(), 16);
        }

        if (code is (>= 0xD800 and <= 0xDFFF) or > 0x10FFFF)
        {
            throw Error("found invalid Unicode character escape code");
        }

        value.Append(char.ConvertFromUtf32((int)code));
        _position += digits;
    }

    private void FetchBlockScalar(bool literal)
    {
        DropSimpleKey();
        _simpleKeyAllowed = true;
        var start = Mark;
        var value = new ScalarText(_text, _keepPieces);
        _position++;
        var (chomping, increment) = ReadBlockHeader();
        var indent = increment == 0 ? 0 : Math.Max(_indent, 0) + increment;
        var leading = new LineBreaks();
        ReadBlockBreaks(ref indent, leading);
        var wasBlank = false;
        var first = true;
        while (Column == indent && Current != '\0')
        {
            var blank = IsBlank(Current);
            if (!first && !literal && !wasBlank && !blank)
            {
                leading.FoldInto(value);
            }
            else
            {
                leading.CopyInto(value);
            }

            wasBlank = blank;
            first = false;
            var from = _position;
            SkipToBreak();
            value.Copy(from, _position - from);
            if (Current != '\0')
            {
                leading.Add(ReadBreak());
            }

            ReadBlockBreaks(ref indent, leading);
        }

        leading.ChompInto(value, chomping, onlyBreaks: first);
        Add(new YamlToken(YamlTokenKind.Scalar, start, value.ToString(), Pieces: value.Pieces));
    }

    /// <summary>
    /// The signs behind <c>|</c> or <c>&gt;</c>: how to end (-1 strip, 0 clip, 1 keep) and how far to indent, in either order.
    /// </summary>
    private (int Chomping, int Increment) ReadBlockHeader()
    {
        int chomping = 0,
            increment = 0;
        if (Current is '+' or '-')
        {
            ReadChomping();
            if (char.IsAsciiDigit(Current))
            {
                ReadIncrement();
            }
        }
        else if (char.IsAsciiDigit(Current))
        {
            ReadIncrement();
            if (Current is '+' or '-')
            {
                ReadChomping();
            }
        }

        while (IsBlank(Current))
        {
            _position++;
        }

        if (Current == '#')
        {
            SkipToBreak();
        }

        if (!IsBreakOrEnd(Current))
        {
            throw Error("did not find expected comment or line break");
        }

        if (Current != '\0')
        {
            SkipBreak();
        }

        return (chomping, increment);

        void ReadChomping() => chomping = _text[_position++] == '+' ? 1 : -1;

        void ReadIncrement()
        {
            if (Current == '0')
            {
                throw Error("found an indentation indicator equal to 0");
            }

            increment = _text[_position++] - '0';
        }
    }

    /// <summary>
    /// Eats the indentation and the empty lines before a line of a block; finds out the indentation when it is not known (0).
    /// </summary>
    private void ReadBlockBreaks(ref int indent, LineBreaks breaks)
    {
        var widest = 0;
        while (true)
        {
            while ((indent == 0 || Column < indent) && Current == ' ')
            {
                _position++;
            }

            widest = Math.Max(widest, Column);
            if ((indent == 0 || Column < indent) && Current == '\t')
            {
                throw Error("found a tab character where an indentation space is expected");
            }

            if (!IsBreak(Current))
            {
                break;
            }

            breaks.Add(ReadBreak());
        }

        if (indent == 0)
        {
            indent = Math.Max(Math.Max(widest, _indent + 1), 1);
        }
    }

    /// <summary>Eats a line break; CR, CR LF and NEL are line feeds.</summary>
    private char ReadBreak()
    {
        var c = Current;
        SkipBreak();
        return c is '\u2028' or '\u2029' ? c : '\n';
    }
}
