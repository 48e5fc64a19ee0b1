using System.Buffers;
using System.Text;
using Wsm.Helm.Templates.Formatting;

namespace Wsm.Helm.Templates.Syntax;

/// <summary>Cuts a template into tokens, one for each call of <see cref="Next"/>. Trim markers are settled here; the parser never sees them.</summary>
internal sealed class Lexer(string source)
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
            return new Token(TokenKind.EndOfFile, _at, "", _line);
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
                textEnd--;
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
                    return error;
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
            return Fail("unclosed comment");
        _at = end + 2;
        if (!AtRightDelimiter(out var trims))
            return Fail("comment ends before closing delimiter");
        _at += trims ? MarkerLength + 2 : 2;
        SkipSpaces(trims);
        Skip();
        return null;
    }

    private Token NextInAction()
    {
        if (AtRightDelimiter(out var trims))
            return _parentheses == 0 ? RightDelimiter(trims) : Fail("unclosed left paren");
        if (_at >= source.Length)
            return Fail("unclosed action");
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
                    return Fail("expected :=");
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
            return Word();
        if (!rune.IsAscii || !GoQuote.IsPrint(rune))
            return Fail("unrecognized character in action: " + GoFormat.Sprintf("%#U", (nint)rune.Value));
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
            _at++;
        if (StartsWith(_at, "-}}"))
        {
            _at--;
            if (_at == _start)
                return _parentheses == 0 ? RightDelimiter(true) : Fail("unclosed left paren");
        }

        return Emit(TokenKind.Space);
    }

    private Token Word()
    {
        SkipAlphaNumeric();
        if (!AtTerminator())
            return BadCharacter();
        return Emit(source.AsSpan(_start, _at - _start) switch
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
        });
    }

    private Token FieldOrVariable(TokenKind kind, TokenKind bare)
    {
        if (AtTerminator())
            return Emit(bare);
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
                continue;
            if (character == quote)
            {
                _at++;
                return Emit(kind);
            }

            if (character is '\\' or '\n')
                break;
        }

        return Fail(unterminated);
    }

    private Token RawQuoted()
    {
        var end = source.IndexOf('`', _at + 1);
        if (end < 0)
            return Fail("unterminated raw quoted string");
        _at = end + 1;
        return Emit(TokenKind.RawString);
    }

    private Token Number()
    {
        var kind = TokenKind.Number;
        var good = ScanNumber();
        if (good && _at < source.Length && source[_at] is '+' or '-')
        {
            // Complex: 1+2i. No spaces, must end in 'i'.
            good = ScanNumber() && source[_at - 1] == 'i';
            kind = TokenKind.Complex;
        }

        return good ? Emit(kind) : Fail("bad number syntax: " + GoQuote.Quote(source[_start.._at]));
    }

    /// <summary>Not exact: what is wrong here, the parser's conversion will notice.</summary>
    private bool ScanNumber()
    {
        Accept("+-");
        var digits = "0123456789_";
        if (Accept("0"))
        {
            if (Accept("xX"))
                digits = "0123456789abcdefABCDEF_";
            else if (Accept("oO"))
                digits = "01234567_";
            else if (Accept("bB"))
                digits = "01_";
        }

        AcceptRun(digits);
        if (Accept("."))
            AcceptRun(digits);
        if ((digits.Length == 11 && Accept("eE")) || (digits.Length == 23 && Accept("pP")))
        {
            Accept("+-");
            AcceptRun("0123456789_");
        }

        Accept("i");
        if (_at >= source.Length || !IsAlphaNumeric(RuneAt(_at)))
            return true;
        _at += RuneAt(_at).Utf16SequenceLength;
        return false;
    }

    private bool Accept(string valid)
    {
        if (_at >= source.Length || !valid.Contains(source[_at]))
            return false;
        _at++;
        return true;
    }

    private void AcceptRun(string valid)
    {
        while (Accept(valid))
        {
        }
    }

    private void SkipAlphaNumeric()
    {
        while (_at < source.Length && RuneAt(_at) is var rune && IsAlphaNumeric(rune))
            _at += rune.Utf16SequenceLength;
    }

    private void SkipSpaces(bool trims)
    {
        while (trims && _at < source.Length && IsSpace(source[_at]))
            _at++;
    }

    private bool AtTerminator()
    {
        if (_at >= source.Length)
            return true;
        return source[_at] is ' ' or '\t' or '\r' or '\n' or '.' or ',' or '|' or ':' or '(' or ')' || StartsWith(_at, "}}");
    }

    private bool AtRightDelimiter(out bool trims)
    {
        trims = _at < source.Length && IsSpace(source[_at]) && StartsWith(_at + 1, "-}}");
        return trims || StartsWith(_at, "}}");
    }

    private bool IsLeftMarker(int at) => at + 1 < source.Length && source[at] == '-' && IsSpace(source[at + 1]);

    private bool StartsWith(int at, string text) => at <= source.Length && source.AsSpan(at).StartsWith(text, StringComparison.Ordinal);

    private Rune RuneAt(int at) =>
        Rune.DecodeFromUtf16(source.AsSpan(at), out var rune, out _) == OperationStatus.Done ? rune : Rune.ReplacementChar;

    private static bool IsSpace(char character) => Spaces.Contains(character);

    private static bool IsAlphaNumeric(Rune rune) => rune.Value == '_' || Rune.IsLetter(rune) || Rune.IsDigit(rune);

    private Token Emit(TokenKind kind)
    {
        var token = new Token(kind, _start, kind == TokenKind.EndOfFile ? "" : source[_start.._at], LineAt(_start));
        _start = _at;
        return token;
    }

    private Token Fail(string message)
    {
        _failed = true;
        return new Token(TokenKind.Error, _start, message, LineAt(_start));
    }

    private void Skip() => _start = _at;

    private int LineAt(int position)
    {
        _line += source.AsSpan(_countedTo, position - _countedTo).Count('\n');
        _countedTo = position;
        return _line;
    }
}
