using System.Text;

namespace Wsm.Helm.Templates.Functions.Regexes;

/// <summary>
/// Reads RE2's syntax as Go's <c>regexp.Compile</c> takes it, with Go's messages. https://github.com/google/re2/wiki/Syntax
/// </summary>
internal sealed partial class RegexParser
{
    private const int MaxNesting = 1000;
    private const int MaxRepeat = 1000;

    private readonly string _pattern;
    private int _at;
    private int _nesting;
    private Flags _flags;

    private RegexParser(string pattern) => _pattern = pattern;

    [Flags]
    private enum Flags
    {
        None = 0,
        IgnoreCase = 1,
        MultiLine = 2,
        DotMatchesNewLine = 4,
        Ungreedy = 8,
    }

    /// <summary>Names by group number; null for a group without one.</summary>
    public List<string?> GroupNames { get; } = [null];

    private string Rest => _pattern[_at..];

    /// <exception cref="RegexSyntaxException"/>
    public static (RegexNode Root, IReadOnlyList<string?> GroupNames) Parse(string pattern)
    {
        var parser = new RegexParser(pattern);
        var root = parser.ReadAlternatives();
        return parser._at < pattern.Length ? throw new RegexSyntaxException("unexpected )", pattern) : (root, parser.GroupNames);
    }

    private RegexNode ReadAlternatives()
    {
        if (++_nesting > MaxNesting)
        {
            throw new RegexSyntaxException("expression nests too deeply", _pattern);
        }

        var choices = new List<RegexNode> { ReadSequence() };
        while (Peek('|'))
        {
            _at++;
            choices.Add(ReadSequence());
        }

        _nesting--;
        return choices.Count == 1 ? choices[0] : new RegexNode.Alternatives(choices);
    }

    private RegexNode ReadSequence()
    {
        var parts = new List<RegexNode>();
        var lastRepeat = -1;
        while (_at < _pattern.Length && _pattern[_at] is not ('|' or ')'))
        {
            var start = _at;
            if (TryReadRepeat(parts, lastRepeat))
            {
                lastRepeat = start;
                continue;
            }

            ReadAtom(parts);
            lastRepeat = -1;
        }

        return parts.Count switch
        {
            0 => new RegexNode.Empty(),
            1 => parts[0],
            _ => new RegexNode.Sequence(parts),
        };
    }

    private bool TryReadRepeat(List<RegexNode> parts, int lastRepeat)
    {
        var start = _at;
        int least,
            most;
        var counted = false;
        switch (_pattern[_at])
        {
            case '*':
                (least, most) = (0, -1);
                _at++;
                break;
            case '+':
                (least, most) = (1, -1);
                _at++;
                break;
            case '?':
                (least, most) = (0, 1);
                _at++;
                break;
            case '{' when TryReadCounts(out least, out most):
                counted = true;
                if (least is < 0 or > MaxRepeat || most > MaxRepeat || (most >= 0 && least > most))
                {
                    throw new RegexSyntaxException("invalid repeat count", _pattern[start.._at]);
                }

                break;
            default:
                return false;
        }

        var greedy = (_flags & Flags.Ungreedy) == 0;
        if (Peek('?'))
        {
            _at++;
            greedy = !greedy;
        }

        if (lastRepeat >= 0)
        {
            throw new RegexSyntaxException("invalid nested repetition operator", _pattern[lastRepeat.._at]);
        }

        if (parts.Count == 0)
        {
            throw new RegexSyntaxException("missing argument to repetition operator", _pattern[start.._at]);
        }

        parts[^1] = new RegexNode.Repeat(parts[^1], least, most, greedy, counted);
        if (counted && Math.Max(least, most) >= 2 && !Multiplies(parts[^1], MaxRepeat))
        {
            throw new RegexSyntaxException("invalid repeat count", _pattern[start.._at]);
        }

        return true;
    }

    /// <summary>Whether counted repeats inside one another stay below a product of <paramref name="budget"/>.</summary>
    private static bool Multiplies(RegexNode node, int budget)
    {
        switch (node)
        {
            case RegexNode.Repeat { Counted: true } repeat:
                var most = repeat.Most < 0 ? repeat.Least : repeat.Most;
                return most == 0 || (most <= budget && Multiplies(repeat.Inner, budget / most));
            case RegexNode.Repeat repeat:
                return Multiplies(repeat.Inner, budget);
            case RegexNode.Capture capture:
                return Multiplies(capture.Inner, budget);
            case RegexNode.Sequence sequence:
                return sequence.Parts.All(part => Multiplies(part, budget));
            case RegexNode.Alternatives alternatives:
                return alternatives.Choices.All(choice => Multiplies(choice, budget));
            default:
                return true;
        }
    }

    /// <summary>A brace that is no count is a literal.</summary>
    private bool TryReadCounts(out int least, out int most)
    {
        var start = _at++;
        most = -1;
        if (TryReadNumber(out least))
        {
            if (!Peek(','))
            {
                most = least;
            }
            else if (_at++ is var _ && !Peek('}') && !TryReadNumber(out most))
            {
                least = -2;
            }

            if (least != -2 && Peek('}'))
            {
                _at++;
                return true;
            }
        }

        _at = start;
        return false;
    }

    private bool TryReadNumber(out int number)
    {
        var start = _at;
        number = 0;
        while (_at < _pattern.Length && char.IsAsciiDigit(_pattern[_at]))
        {
            number = Math.Min((number * 10) + (_pattern[_at++] - '0'), 100_000_000);
        }

        return _at > start && (_at == start + 1 || _pattern[start] != '0');
    }

    private void ReadAtom(List<RegexNode> parts)
    {
        switch (_pattern[_at])
        {
            case '(':
                ReadGroup(parts);
                break;
            case '[':
                parts.Add(new RegexNode.OneOf(ReadClass()));
                break;
            case '.':
                _at++;
                parts.Add(new RegexNode.OneOf(RuneSet.Any((_flags & Flags.DotMatchesNewLine) != 0)));
                break;
            case '^':
                _at++;
                parts.Add(new RegexNode.Assertion((_flags & Flags.MultiLine) != 0 ? AssertionKind.LineStart : AssertionKind.TextStart));
                break;
            case '$':
                _at++;
                parts.Add(new RegexNode.Assertion((_flags & Flags.MultiLine) != 0 ? AssertionKind.LineEnd : AssertionKind.TextEnd));
                break;
            case '\\':
                ReadEscaped(parts);
                break;
            default:
                parts.Add(Literal(ReadRune()));
                break;
        }
    }

    private void ReadGroup(List<RegexNode> parts)
    {
        var outer = _flags;
        var number = 0;
        if (_at + 1 < _pattern.Length && _pattern[_at + 1] == '?')
        {
            if (TryReadGroupName(out var name))
            {
                number = GroupNames.Count;
                GroupNames.Add(name);
            }
            else if (ReadFlags())
            {
                // (?i) without a colon changes the rest of the group that it stands in.
                return;
            }
        }
        else
        {
            _at++;
            number = GroupNames.Count;
            GroupNames.Add(null);
        }

        var inner = ReadAlternatives();
        if (!Peek(')'))
        {
            throw new RegexSyntaxException("missing closing )", _pattern);
        }

        _at++;
        _flags = outer;
        parts.Add(number > 0 ? new RegexNode.Capture(number, inner) : inner);
    }

    private bool TryReadGroupName(out string name)
    {
        var rest = Rest;
        name = "";
        var prefix =
            rest.StartsWith("(?P<", StringComparison.Ordinal) ? 4
            : rest.StartsWith("(?<", StringComparison.Ordinal) ? 3
            : 0;
        if (prefix == 0 || rest.Length <= prefix)
        {
            return false;
        }

        var end = rest.IndexOf('>', StringComparison.Ordinal);
        if (end < 0)
        {
            throw new RegexSyntaxException("invalid named capture", rest);
        }

        name = rest[prefix..end];
        var word = name.Length > 0;
        foreach (var character in name)
        {
            word &= char.IsAsciiLetterOrDigit(character) || character == '_';
        }

        if (!word)
        {
            throw new RegexSyntaxException("invalid named capture", rest[..(end + 1)]);
        }

        _at += end + 1;
        return true;
    }

    /// <summary><c>(?flags)</c> or <c>(?flags:</c>; true for the first.</summary>
    private bool ReadFlags()
    {
        var start = _at;
        _at += 2;
        var flags = _flags;
        bool off = false,
            any = false;
        while (_at < _pattern.Length)
        {
            var letter = _pattern[_at++];
            var flag = letter switch
            {
                'i' => Flags.IgnoreCase,
                'm' => Flags.MultiLine,
                's' => Flags.DotMatchesNewLine,
                'U' => Flags.Ungreedy,
                _ => Flags.None,
            };
            if (flag != Flags.None)
            {
                flags = off ? flags & ~flag : flags | flag;
                any = true;
            }
            else if (letter == '-' && !off)
            {
                (off, any) = (true, false);
            }
            else if (letter is ':' or ')' && (any || !off))
            {
                _flags = flags;
                return letter == ')';
            }
            else
            {
                throw new RegexSyntaxException("invalid or unsupported Perl syntax", _pattern[start.._at]);
            }
        }

        throw new RegexSyntaxException("invalid or unsupported Perl syntax", _pattern[start..]);
    }

    private RegexNode.OneOf Literal(int rune) => new RegexNode.OneOf(RuneSet.Of(rune, (_flags & Flags.IgnoreCase) != 0));

    private bool Peek(char character) => _at < _pattern.Length && _pattern[_at] == character;

    private int ReadRune()
    {
        if (!Rune.TryGetRuneAt(_pattern, _at, out var rune))
        {
            throw new RegexSyntaxException("invalid UTF-8", _pattern);
        }

        _at += rune.Utf16SequenceLength;
        return rune.Value;
    }
}
