namespace Wsm.Product.Finding.Inside.Programs;

/// <summary>
/// The strings in the source of a scripting language that stand as they are: not those that are put together from parts, whose rest only
/// the running program knows, nor what is said in comments and documentation.
/// </summary>
/// <param name="isPython">Comments begin with <c>#</c>, and strings of three quotes may be documentation.</param>
internal sealed class SourceStrings(string source, bool isPython)
{
    private int _at;
    private int _line = 1;

    public IEnumerable<SourceString> All()
    {
        while (_at < source.Length)
        {
            var letter = source[_at];
            if (letter == '\n')
            {
                _line++;
                _at++;
            }
            else if (IsComment(letter))
            {
                SkipTo('\n');
            }
            else if (!isPython && letter == '/' && Next(1) == '*')
            {
                SkipBlock();
            }
            else if (letter is '"' or '\'' || (letter == '`' && !isPython))
            {
                if (Read(letter) is { } found)
                {
                    yield return found;
                }
            }
            else
            {
                _at++;
            }
        }
    }

    private bool IsComment(char letter) => isPython ? letter == '#' : letter == '/' && Next(1) == '/';

    private char Next(int ahead) => _at + ahead < source.Length ? source[_at + ahead] : '\0';

    private void SkipTo(char end)
    {
        var found = source.IndexOf(end, _at);
        _at = found < 0 ? source.Length : found;
    }

    private void SkipBlock()
    {
        var end = source.IndexOf("*/", _at + 2, StringComparison.Ordinal);
        var stop = end < 0 ? source.Length : end + 2;
        _line += source.AsSpan(_at, stop - _at).Count('\n');
        _at = stop;
    }

    /// <returns>Null for one that is not as it stands there.</returns>
    private SourceString? Read(char quote)
    {
        var (before, line) = (_at, _line);
        var isLong = isPython && Next(1) == quote && Next(2) == quote;
        var start = _at + (isLong ? 3 : 1);
        var end = isLong ? EndOfLong(start, quote) : EndOf(start, quote);
        if (end < 0)
        {
            // Not a string after all: an apostrophe in an expression or a template.
            _at = before + 1;
            return null;
        }

        var text = source[start..end];
        _at = end + (isLong ? 3 : 1);
        _line += text.AsSpan().Count('\n');
        var (key, isPart) = Before(before);
        return
            isPart
            || IsContinued(_at)
            || text.Contains('\\')
            || (quote == '`' && text.Contains("${", StringComparison.Ordinal))
            || (isLong && key.Length == 0)
            ? null
            : new SourceString(key, text, line);
    }

    private int EndOf(int start, char quote)
    {
        for (var at = start; at < source.Length; at++)
        {
            if (source[at] == '\\')
            {
                at++;
            }
            else if (source[at] == quote)
            {
                return at;
            }
            else if (source[at] == '\n' && quote != '`')
            {
                return -1;
            }
        }

        return -1;
    }

    private int EndOfLong(int start, char quote) => source.IndexOf(new string(quote, 3), start, StringComparison.Ordinal);

    /// <summary>The name that the string is given to, and whether the string is only a part of something.</summary>
    private (string Key, bool IsPart) Before(int start)
    {
        var at = start - 1;
        var prefix = at;
        while (at >= 0 && prefix - at < 2 && source[at] is 'f' or 'F' or 'r' or 'R' or 'b' or 'B' or 'u' or 'U')
        {
            at--;
        }

        var isFormat = source.AsSpan(at + 1, prefix - at).ContainsAny('f', 'F');
        at = SkipSpaceBack(at);
        if (isFormat || at < 0)
        {
            return ("", isFormat);
        }

        if (source[at] is '+' or '%' or '"' or '\'' or '`')
        {
            return ("", true);
        }

        if (source[at] is not ('=' or ':') || (at > 0 && source[at - 1] is '=' or '!' or '<' or '>' or '+' or ':'))
        {
            return ("", false);
        }

        at = SkipSpaceBack(at - 1);
        at -= at >= 0 && source[at] is '"' or '\'' ? 1 : 0;
        var end = at + 1;
        while (at >= 0 && (char.IsAsciiLetterOrDigit(source[at]) || source[at] is '_' or '-' or '$'))
        {
            at--;
        }

        return (source[(at + 1)..end], false);
    }

    private int SkipSpaceBack(int at)
    {
        while (at >= 0 && source[at] is ' ' or '\t')
        {
            at--;
        }

        return at;
    }

    /// <summary>Something is added to the string, or filled in.</summary>
    private bool IsContinued(int at)
    {
        while (at < source.Length && source[at] is ' ' or '\t')
        {
            at++;
        }

        return at < source.Length && source[at] is '+' or '%' or '.' or '"' or '\'' or '<' or '\\';
    }
}
