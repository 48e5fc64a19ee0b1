using Wsm.Helm.Data.Formatting;

namespace Wsm.Helm.Templates.Syntax;

/// <summary>
/// Cuts a template into tokens, one for each call of <see cref="Next"/>. Trim markers are settled here; the parser never sees them.
/// </summary>
internal sealed partial class Lexer(string source)
{
    private const string Spaces = " \t\r\n";
    private const int MarkerLength = 2;

    private int _start;
    private int _at;
    private int _line = 1;
    private int _countedTo;
    private int _parentheses;
    private bool _inAction;
    private bool _failed;

    public Token Next()
    {
        if (_failed)
        {
            return new Token(TokenKind.EndOfFile, source, _at, _at, _line);
        }

        return _inAction ? NextInAction() : NextText();
    }

    private Token NextText()
    {
        while (true)
        {
            var delimiter = source.IndexOf("{{", _at, StringComparison.Ordinal);
            if (delimiter < 0)
            {
                _at = source.Length;
                return _at > _start ? Emit(TokenKind.Text) : Emit(TokenKind.EndOfFile);
            }

            var trims = IsLeftMarker(delimiter + 2);
            var textEnd = delimiter;
            while (trims && textEnd > _start && IsSpace(source[textEnd - 1]))
            {
                textEnd--;
            }

            if (textEnd > _start)
            {
                // The delimiter is looked at again when the text has been taken.
                _at = textEnd;
                var text = Emit(TokenKind.Text);
                _at = delimiter;
                Skip();
                return text;
            }

            _at = delimiter;
            Skip();
            var inside = delimiter + 2 + (trims ? MarkerLength : 0);
            if (StartsWith(inside, "/*"))
            {
                _at = inside;
                Skip();
                if (Comment() is { } error)
                {
                    return error;
                }

                continue;
            }

            _at = delimiter + 2;
            var token = Emit(TokenKind.LeftDelimiter);
            _at = inside;
            Skip();
            _parentheses = 0;
            _inAction = true;
            return token;
        }
    }

    private Token? Comment()
    {
        var end = source.IndexOf("*/", _at + 2, StringComparison.Ordinal);
        if (end < 0)
        {
            return Fail("unclosed comment");
        }

        _at = end + 2;
        if (!AtRightDelimiter(out var trims))
        {
            return Fail("comment ends before closing delimiter");
        }

        _at += trims ? MarkerLength + 2 : 2;
        SkipSpaces(trims);
        Skip();
        return null;
    }

    private Token NextInAction()
    {
        if (AtRightDelimiter(out var trims))
        {
            return _parentheses == 0 ? RightDelimiter(trims) : Fail("unclosed left paren");
        }

        if (_at >= source.Length)
        {
            return Fail("unclosed action");
        }

        var character = source[_at];
        switch (character)
        {
            case ' ' or '\t' or '\r' or '\n':
                return Space();
            case '=':
                _at++;
                return Emit(TokenKind.Assign);
            case ':':
                if (!StartsWith(_at + 1, "="))
                {
                    return Fail("expected :=");
                }

                _at += 2;
                return Emit(TokenKind.Declare);
            case '|':
                _at++;
                return Emit(TokenKind.Pipe);
            case '"':
                return Quoted('"', TokenKind.String, "unterminated quoted string");
            case '`':
                return RawQuoted();
            case '\'':
                return Quoted('\'', TokenKind.CharConstant, "unterminated character constant");
            case '$':
                _at++;
                return FieldOrVariable(TokenKind.Variable, TokenKind.Variable);
            case '.' when _at + 1 >= source.Length || !char.IsAsciiDigit(source[_at + 1]):
                _at++;
                return FieldOrVariable(TokenKind.Field, TokenKind.Dot);
            case '.' or '+' or '-' or (>= '0' and <= '9'):
                return Number();
            case '(':
                _at++;
                _parentheses++;
                return Emit(TokenKind.LeftParenthesis);
            case ')':
                _at++;
                return --_parentheses < 0 ? Fail("unexpected right paren") : Emit(TokenKind.RightParenthesis);
        }

        var rune = RuneAt(_at);
        if (IsAlphaNumeric(rune))
        {
            return Word();
        }

        if (!rune.IsAscii || !GoQuote.IsPrint(rune))
        {
            return Fail("unrecognized character in action: " + GoFormat.Sprintf("%#U", (nint)rune.Value));
        }

        _at++;
        return Emit(TokenKind.Char);
    }

    private Token RightDelimiter(bool trims)
    {
        if (trims)
        {
            _at += MarkerLength;
            Skip();
        }

        _at += 2;
        var token = Emit(TokenKind.RightDelimiter);
        SkipSpaces(trims);
        Skip();
        _inAction = false;
        return token;
    }

    /// <summary>The last space may belong to a trim marker.</summary>
    private Token Space()
    {
        while (_at < source.Length && IsSpace(source[_at]))
        {
            _at++;
        }

        if (StartsWith(_at, "-}}"))
        {
            _at--;
            if (_at == _start)
            {
                return _parentheses == 0 ? RightDelimiter(true) : Fail("unclosed left paren");
            }
        }

        return Emit(TokenKind.Space);
    }

    private Token Word()
    {
        SkipAlphaNumeric();
        if (!AtTerminator())
        {
            return BadCharacter();
        }

        return Emit(
            source.AsSpan(_start, _at - _start) switch
            {
                "block" => TokenKind.Block,
                "break" => TokenKind.Break,
                "continue" => TokenKind.Continue,
                "define" => TokenKind.Define,
                "else" => TokenKind.Else,
                "end" => TokenKind.End,
                "if" => TokenKind.If,
                "range" => TokenKind.Range,
                "nil" => TokenKind.Nil,
                "template" => TokenKind.Template,
                "with" => TokenKind.With,
                "true" or "false" => TokenKind.Bool,
                _ => TokenKind.Identifier,
            }
        );
    }

    private Token FieldOrVariable(TokenKind kind, TokenKind bare)
    {
        if (AtTerminator())
        {
            return Emit(bare);
        }

        SkipAlphaNumeric();
        return AtTerminator() ? Emit(kind) : BadCharacter();
    }

    private Token BadCharacter() => Fail("bad character " + GoFormat.Sprintf("%#U", (nint)RuneAt(_at).Value));

    private Token Quoted(char quote, TokenKind kind, string unterminated)
    {
        for (_at++; _at < source.Length; _at++)
        {
            var character = source[_at];
            if (character == '\\' && ++_at < source.Length && source[_at] != '\n')
            {
                continue;
            }

            if (character == quote)
            {
                _at++;
                return Emit(kind);
            }

            if (character is '\\' or '\n')
            {
                break;
            }
        }

        return Fail(unterminated);
    }

    private Token RawQuoted()
    {
        var end = source.IndexOf('`', _at + 1);
        if (end < 0)
        {
            return Fail("unterminated raw quoted string");
        }

        _at = end + 1;
        return Emit(TokenKind.RawString);
    }
}
