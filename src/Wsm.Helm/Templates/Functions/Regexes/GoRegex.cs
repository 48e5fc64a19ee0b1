using System.Text;
using Wsm.Helm.Data;
using Wsm.Helm.Provenance;

namespace Wsm.Helm.Templates.Functions.Regexes;

/// <summary>Go's <c>regexp.Regexp</c>: find, replace and split.</summary>
internal sealed class GoRegex
{
    private readonly RegexProgram _program;
    private readonly string _pattern;

    private GoRegex(string pattern, RegexProgram program)
    {
        _pattern = pattern;
        _program = program;
    }

    /// <exception cref="RegexSyntaxException"/>
    public static GoRegex Compile(string pattern) => new(pattern, RegexProgram.Compile(pattern));

    /// <summary>Begin and end of each group, the whole match first; null without a match.</summary>
    public int[]? Find(ITemplateRuntime runtime, string text) => new RegexMachine(_program, text, runtime).Match(0);

    /// <param name="limit">At most so many; below 0 all.</param>
    public List<int[]> FindAll(ITemplateRuntime runtime, string text, long limit)
    {
        var machine = new RegexMachine(_program, text, runtime);
        var found = new List<int[]>();
        var previousEnd = -1;
        for (var at = 0; at <= text.Length && (limit < 0 || found.Count < limit); )
        {
            if (machine.Match(at) is not { } match)
            {
                break;
            }
            // An empty match right after another is none.
            if (match[1] != at || match[0] != previousEnd)
            {
                found.Add(match);
            }

            at = match[1] == at ? at + Math.Max(1, machine.RuneAt(at).Width) : match[1];
            previousEnd = match[1];
            runtime.Charge(1);
        }

        return found;
    }

    /// <param name="runtime">Pays for the text that grows.</param>
    /// <param name="text">Where to replace.</param>
    /// <param name="trace">Of <paramref name="text"/>.</param>
    /// <param name="replace">Writes what a match becomes.</param>
    public (string Text, Trace? Trace) ReplaceAll(ITemplateRuntime runtime, string text, Trace? trace, Action<TracedText, int[]> replace)
    {
        var machine = new RegexMachine(_program, text, runtime);
        var result = new TracedText();
        var copied = 0;
        var any = false;
        for (var at = 0; at <= text.Length; )
        {
            if (machine.Match(at) is not { } match)
            {
                break;
            }

            result.Append(text, trace, copied, match[0] - copied);
            if (match[1] > copied || match[0] == 0)
            {
                var before = result.Length;
                replace(result, match);
                runtime.Charge(result.Length - before);
            }

            any = true;
            copied = match[1];
            at = Math.Max(copied, at + Math.Max(1, machine.RuneAt(at).Width));
        }

        if (!any)
        {
            return (text, trace);
        }

        result.Append(text, trace, copied, text.Length - copied);
        return (result.ToString(), result.Trace());
    }

    /// <summary>Begin and end of the pieces between matches; null stands for Go's nil.</summary>
    public List<(int Start, int End)>? Split(ITemplateRuntime runtime, string text, long limit)
    {
        if (limit == 0)
        {
            return null;
        }

        if (_pattern.Length > 0 && text.Length == 0)
        {
            return [(0, 0)];
        }

        var pieces = new List<(int, int)>();
        int begin = 0,
            end = 0;
        foreach (var match in FindAll(runtime, text, limit))
        {
            if (limit > 0 && pieces.Count == limit - 1)
            {
                break;
            }

            end = match[0];
            if (match[1] != 0)
            {
                pieces.Add((begin, end));
            }

            begin = match[1];
        }

        if (end != text.Length)
        {
            pieces.Add((begin, text.Length));
        }

        return pieces;
    }

    /// <summary>Writes a replacement with its <c>$1</c>, <c>${name}</c> and <c>$$</c> filled in.</summary>
    public void Expand(TracedText result, string replacement, Trace? replacementTrace, string text, Trace? trace, int[] match)
    {
        for (var at = 0; at < replacement.Length; )
        {
            var dollar = replacement.IndexOf('$', at);
            if (dollar < 0)
            {
                dollar = replacement.Length;
            }

            result.Append(replacement, replacementTrace, at, dollar - at);
            if (dollar == replacement.Length)
            {
                break;
            }

            at = dollar + 1;
            if (at < replacement.Length && replacement[at] == '$')
            {
                result.Append(replacement, replacementTrace, at, 1);
                at++;
            }
            else if (TryReadReference(replacement, ref at, out var name))
            {
                var group = GroupOf(name, match);
                if (group >= 0)
                {
                    result.Append(text, trace, match[2 * group], match[(2 * group) + 1] - match[2 * group]);
                }
            }
            else
            {
                result.Append(replacement, replacementTrace, dollar, 1);
            }
        }
    }

    private static bool TryReadReference(string replacement, ref int at, out string name)
    {
        var start = at;
        var brace = start < replacement.Length && replacement[start] == '{';
        if (brace)
        {
            start++;
        }

        var end = start;
        while (
            end < replacement.Length
            && Rune.TryGetRuneAt(replacement, end, out var rune)
            && (Rune.IsLetter(rune) || Rune.IsDigit(rune) || rune.Value == '_')
        )
        {
            end += rune.Utf16SequenceLength;
        }

        name = replacement[start..end];
        if (end == start || (brace && (end == replacement.Length || replacement[end] != '}')))
        {
            return false;
        }

        at = brace ? end + 1 : end;
        return true;
    }

    /// <summary>The group of this number or name that took part in the match; -1 when none did.</summary>
    private int GroupOf(string name, int[] match)
    {
        var isNumber = name.AsSpan().IndexOfAnyExceptInRange('0', '9') < 0 && (name[0] != '0' || name.Length == 1) && name.Length <= 9;
        if (isNumber)
        {
            var number = int.Parse(name);
            return number < match.Length / 2 && match[2 * number] >= 0 ? number : -1;
        }

        for (var i = 0; i < _program.GroupNames.Count; i++)
        {
            if (_program.GroupNames[i] == name && match[2 * i] >= 0)
            {
                return i;
            }
        }

        return -1;
    }
}
