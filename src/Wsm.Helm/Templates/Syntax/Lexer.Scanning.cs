using System.Buffers;
using System.Text;
using Wsm.Helm.Data.Formatting;

namespace Wsm.Helm.Templates.Syntax;

internal sealed partial class Lexer
{
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
            {
                digits = "0123456789abcdefABCDEF_";
            }
            else if (Accept("oO"))
            {
                digits = "01234567_";
            }
            else if (Accept("bB"))
            {
                digits = "01_";
            }
        }

        AcceptRun(digits);
        if (Accept("."))
        {
            AcceptRun(digits);
        }

        if ((digits.Length == 11 && Accept("eE")) || (digits.Length == 23 && Accept("pP")))
        {
            Accept("+-");
            AcceptRun("0123456789_");
        }

        Accept("i");
        if (_at >= source.Length || !IsAlphaNumeric(RuneAt(_at)))
        {
            return true;
        }

        _at += RuneAt(_at).Utf16SequenceLength;
        return false;
    }

    private bool Accept(string valid)
    {
        if (_at >= source.Length || !valid.Contains(source[_at]))
        {
            return false;
        }

        _at++;
        return true;
    }

    private void AcceptRun(string valid)
    {
        while (Accept(valid)) { }
    }

    private void SkipAlphaNumeric()
    {
        while (_at < source.Length && RuneAt(_at) is var rune && IsAlphaNumeric(rune))
        {
            _at += rune.Utf16SequenceLength;
        }
    }

    private void SkipSpaces(bool trims)
    {
        while (trims && _at < source.Length && IsSpace(source[_at]))
        {
            _at++;
        }
    }

    private bool AtTerminator()
    {
        if (_at >= source.Length)
        {
            return true;
        }

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
        var token = new Token(kind, source, _start, _at, LineAt(_start));
        _start = _at;
        return token;
    }

    private Token Fail(string message)
    {
        _failed = true;
        return Token.OfError(message, _start, LineAt(_start));
    }

    private void Skip() => _start = _at;

    private int LineAt(int position)
    {
        _line += source.AsSpan(_countedTo, position - _countedTo).Count('\n');
        _countedTo = position;
        return _line;
    }
}
