using System.Text;
using Wsm.Helm.Data;

namespace Wsm.Helm.Rendering.Globs;

/// <summary>
/// Reads a pattern: <c>*</c> within one step of a path, <c>**</c> across steps, <c>?</c>, <c>[abc]</c>, <c>[!a-z]</c>, <c>{one,other}</c>,
/// backslash escapes.
/// As in helm, a brace that is not closed closes at the end, a character class that is not closed makes the whole pattern malformed, and a
/// class is either a
/// list of characters or one range.
/// </summary>
internal sealed class GlobParser
{
    // To put a pattern's parts together takes time that grows with the third power of their number.
    private const int MostParts = 300;
    private const int MostAlternatives = 2000;
    private const int MostDepth = 100;

    private readonly Rune[] _pattern;
    private int _at;

    private GlobParser(string pattern) => _pattern = [.. pattern.EnumerateRunes()];

    private bool AtEnd => _at >= _pattern.Length;

    /// <returns>Null for a malformed pattern.</returns>
    /// <exception cref="FunctionException">It is larger than any that somebody would write.</exception>
    public static SequenceNode? Parse(string pattern)
    {
        // For helm's library a zero ends the pattern, and what is no UTF-8 makes it malformed.
        var end = pattern.IndexOf('\0');
        var parser = new GlobParser(end < 0 ? pattern : pattern[..end]);
        return Array.Exists(parser._pattern, static rune => rune == Rune.ReplacementChar) ? null : parser.ReadAll();
    }

    private SequenceNode? ReadAll()
    {
        var whole = new SequenceNode([]);
        // Sequences that are not closed yet, each with the choice that it is an alternative of.
        var open = new Stack<(SequenceNode Sequence, ChoiceNode? Choice)>();
        open.Push((whole, null));
        while (!AtEnd)
        {
            var (sequence, choice) = open.Peek();
            if (sequence.Parts.Count >= MostParts || choice?.Alternatives.Count >= MostAlternatives || open.Count > MostDepth)
            {
                throw new FunctionException("the pattern has too many parts");
            }

            switch (_pattern[_at].Value)
            {
                case '{':
                    _at++;
                    var alternative = new SequenceNode([]);
                    var opened = new ChoiceNode([alternative]);
                    sequence.Parts.Add(opened);
                    open.Push((alternative, opened));
                    break;
                case ',' when choice is not null:
                    _at++;
                    open.Pop();
                    var next = new SequenceNode([]);
                    choice.Alternatives.Add(next);
                    open.Push((next, choice));
                    break;
                case '}' when choice is not null:
                    _at++;
                    open.Pop();
                    break;
                case '[':
                    _at++;
                    if (ReadClass() is not { } set)
                    {
                        return null;
                    }

                    sequence.Parts.Add(set);
                    break;
                case '?':
                    _at++;
                    sequence.Parts.Add(new OneNode());
                    break;
                case '*':
                    _at++;
                    var isPath = !AtEnd && _pattern[_at].Value == '*';
                    _at += isPath ? 1 : 0;
                    sequence.Parts.Add(isPath ? new PathNode() : new NameNode());
                    break;
                default:
                    if (ReadText(choice is null ? "?*[{" : "?*[{},") is { Length: > 0 } text)
                    {
                        sequence.Parts.Add(new GlobLiteral(text));
                    }

                    break;
            }
        }

        return whole;
    }

    private GlobNode? ReadClass()
    {
        var not = !AtEnd && _pattern[_at].Value == '!';
        _at += not ? 1 : 0;
        if (AtEnd)
        {
            return null;
        }

        if (_at + 1 < _pattern.Length && _pattern[_at + 1].Value == '-')
        {
            var low = _pattern[_at].Value;
            _at += 2;
            if (AtEnd || _pattern[_at].Value < low)
            {
                return null;
            }

            var high = _pattern[_at++].Value;
            return Close() ? new RangeNode(low, high, not) : null;
        }

        var characters = ReadText("]");
        return Close() && characters.Length > 0 ? new OneOfNode(characters, not) : null;
    }

    private bool Close() => !AtEnd && _pattern[_at++].Value == ']';

    private string ReadText(string enders)
    {
        var text = new StringBuilder();
        var escaped = false;
        for (; !AtEnd; _at++)
        {
            var rune = _pattern[_at];
            if (!escaped && rune.Value == '\\')
            {
                escaped = true;
                continue;
            }

            if (!escaped && rune.IsBmp && enders.Contains((char)rune.Value))
            {
                break;
            }

            escaped = false;
            text.Append(rune);
        }

        return text.ToString();
    }
}
