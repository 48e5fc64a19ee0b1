namespace Wsm.Helm.Templates.Functions.Regexes;

internal sealed partial class RegexParser
{
    private void ReadEscaped(List<RegexNode> parts)
    {
        switch (_at + 1 < _pattern.Length ? _pattern[_at + 1] : '\0')
        {
            case 'A':
                Assert(parts, AssertionKind.TextStart);
                return;
            case 'z':
                Assert(parts, AssertionKind.TextEnd);
                return;
            case 'b':
                Assert(parts, AssertionKind.WordBoundary);
                return;
            case 'B':
                Assert(parts, AssertionKind.NoWordBoundary);
                return;
            case 'C':
                throw new RegexSyntaxException("invalid escape sequence", "\\C");
            case 'Q':
                var end = _pattern.IndexOf("\\E", _at + 2, StringComparison.Ordinal);
                var stop = end < 0 ? _pattern.Length : end;
                for (_at += 2; _at < stop; )
                {
                    parts.Add(Literal(ReadRune()));
                }

                _at = end < 0 ? stop : stop + 2;
                return;
        }

        var set = new RuneSet { IgnoreCase = (_flags & Flags.IgnoreCase) != 0 };
        parts.Add(TryReadUnicodeClass(set) || TryReadPerlClass(set) ? new RegexNode.OneOf(set) : Literal(ReadEscape()));
    }

    private void Assert(List<RegexNode> parts, AssertionKind kind)
    {
        _at += 2;
        parts.Add(new RegexNode.Assertion(kind));
    }

    private RuneSet ReadClass()
    {
        var start = _at++;
        var set = new RuneSet { IgnoreCase = (_flags & Flags.IgnoreCase) != 0 };
        if (Peek('^'))
        {
            _at++;
            set.Negated = true;
        }

        for (var first = true; first || !Peek(']'); first = false)
        {
            if (TryReadPosixClass(set) || TryReadUnicodeClass(set) || TryReadPerlClass(set))
            {
                continue;
            }

            var from = _at;
            var low = ReadClassCharacter(start);
            var high = low;
            if (_at + 1 < _pattern.Length && _pattern[_at] == '-' && _pattern[_at + 1] != ']')
            {
                _at++;
                high = ReadClassCharacter(start);
                if (high < low)
                {
                    throw new RegexSyntaxException("invalid character class range", _pattern[from.._at]);
                }
            }

            set.Add(low, high);
        }

        _at++;
        return set;
    }

    private int ReadClassCharacter(int classStart)
    {
        if (_at >= _pattern.Length)
        {
            throw new RegexSyntaxException("missing closing ]", _pattern[classStart..]);
        }

        return Peek('\\') ? ReadEscape() : ReadRune();
    }

    private bool TryReadPosixClass(RuneSet set)
    {
        if (!Rest.StartsWith("[:", StringComparison.Ordinal))
        {
            return false;
        }

        var end = _pattern.IndexOf(":]", _at + 2, StringComparison.Ordinal);
        if (end < 0)
        {
            return false;
        }

        var name = _pattern[(_at + 2)..end];
        var negated = name.StartsWith('^');
        var named = NamedClass(negated ? name[1..] : name)
            ?? throw new RegexSyntaxException("invalid character class range", _pattern[_at..(end + 2)]);
        _at = end + 2;
        AddRanges(set, named, negated);
        return true;
    }

    private static string? NamedClass(string name) =>
        name switch
        {
            "alnum" => "09AZaz",
            "alpha" => "AZaz",
            "ascii" => "\0\x7F",
            "blank" => "\t\t  ",
            "cntrl" => "\0\x1F\x7F\x7F",
            "digit" => "09",
            "graph" => "!~",
            "lower" => "az",
            "print" => " ~",
            "punct" => "!/:@[`{~",
            "space" => "\t\r  ",
            "upper" => "AZ",
            "word" => "09AZ__az",
            "xdigit" => "09AFaf",
            _ => null,
        };

    private bool TryReadPerlClass(RuneSet set)
    {
        if (!Peek('\\') || _at + 1 >= _pattern.Length)
        {
            return false;
        }

        var letter = _pattern[_at + 1];
        var ranges = char.ToLowerInvariant(letter) switch
        {
            'd' => "09",
            's' => "\t\n\f\r  ",
            'w' => "09AZ__az",
            _ => null,
        };
        if (ranges is null)
        {
            return false;
        }

        _at += 2;
        AddRanges(set, ranges, char.IsAsciiLetterUpper(letter));
        return true;
    }

    private static void AddRanges(RuneSet set, string pairs, bool negated)
    {
        var target = negated ? new RuneSet() : set;
        for (var i = 0; i < pairs.Length; i += 2)
        {
            target.Add(pairs[i], pairs[i + 1]);
        }

        if (negated)
        {
            set.AddAllBut(target);
        }
    }

    private bool TryReadUnicodeClass(RuneSet set)
    {
        if (!Peek('\\') || _at + 1 >= _pattern.Length || _pattern[_at + 1] is not ('p' or 'P'))
        {
            return false;
        }

        var start = _at;
        var negated = _pattern[_at + 1] == 'P';
        _at += 2;
        if (_at == _pattern.Length)
        {
            throw new RegexSyntaxException("invalid character class range", _pattern[start..]);
        }

        string name;
        if (Peek('{'))
        {
            var end = _pattern.IndexOf('}', _at);
            if (end < 0)
            {
                throw new RegexSyntaxException("invalid character class range", _pattern[start..]);
            }

            name = _pattern[(_at + 1)..end];
            _at = end + 1;
        }
        else
        {
            var letter = _at;
            ReadRune();
            name = _pattern[letter.._at];
        }

        if (name.StartsWith('^'))
        {
            negated = !negated;
            name = name[1..];
        }

        set.Add(
            UnicodeProperty.Named(name) ?? throw new RegexSyntaxException("invalid character class range", _pattern[start.._at]),
            negated
        );
        return true;
    }

    private int ReadEscape()
    {
        var start = _at++;
        if (_at == _pattern.Length)
        {
            throw new RegexSyntaxException("trailing backslash at end of expression", "");
        }

        var letter = ReadRune();
        switch (letter)
        {
            case 'a':
                return '\a';
            case 'f':
                return '\f';
            case 'n':
                return '\n';
            case 'r':
                return '\r';
            case 't':
                return '\t';
            case 'v':
                return '\v';
            case 'x' when TryReadHex(out var code):
                return code;
            case '0':
            case >= '1' and <= '7' when PeekOctal():
                var value = letter - '0';
                for (var i = 1; i < 3 && PeekOctal(); i++)
                {
                    value = (value * 8) + (_pattern[_at++] - '0');
                }

                return value;
            case < 0x80 when !char.IsAsciiLetterOrDigit((char)letter):
                return letter;
            default:
                throw new RegexSyntaxException("invalid escape sequence", _pattern[start.._at]);
        }
    }

    private bool PeekOctal() => _at < _pattern.Length && _pattern[_at] is >= '0' and <= '7';

    private bool TryReadHex(out int code)
    {
        code = 0;
        if (!Peek('{'))
        {
            return TryReadHexDigit(ref code) && TryReadHexDigit(ref code);
        }

        _at++;
        var digits = 0;
        while (TryReadHexDigit(ref code) && code <= 0x10FFFF)
        {
            digits++;
        }

        return digits > 0 && code <= 0x10FFFF && _pattern[_at - 1] == '}';
    }

    /// <summary>Passes over the character in either case, as Go's message shows it.</summary>
    private bool TryReadHexDigit(ref int code)
    {
        if (_at >= _pattern.Length)
        {
            return false;
        }

        var character = _pattern[_at++];
        if (!char.IsAsciiHexDigit(character))
        {
            return false;
        }

        code = (code * 16) + Convert.ToInt32(character.ToString(), 16);
        return true;
    }
}
