using System.Text;

namespace Wsm.Site.Values.Overrides;

/// <summary>What the actions of one template say, without its comments and without the names that stand in quotes.</summary>
internal sealed class TemplateText
{
    /// <summary>Stands before the point of a field of the root (<c>.Values</c>, <c>.Release</c>), which is no map of values.</summary>
    private const char OfRoot = '\u0001';

    private readonly string _actions;

    public TemplateText(string template) => _actions = ActionsOf(template);

    /// <summary>The keys stand in it as one chain: <c>.Values.persistence.size</c> has <c>persistence.size</c>.</summary>
    public bool Has(string chain) => Places(chain).Any();

    /// <summary>
    /// The map at the end of the chain is used as a whole, be it by another name: <c>$bucket := .Values.global.bucket</c>.
    /// </summary>
    public bool TakesWhole(string chain) => Places(chain).Any(end => end == _actions.Length || _actions[end] != '.');

    /// <summary>
    /// The key is asked of a variable, of the dot, or by its name: <c>$bucket.path</c>, <c>.path</c>, <c>index $bucket "path"</c>.
    /// </summary>
    public bool AsksFor(string key) => Places("\"" + key + "\"").Any() || Places("." + key).Any(end => IsHead(end - key.Length - 1));

    /// <summary>Before the point stands no key.</summary>
    private bool IsHead(int point)
    {
        var at = point;
        while (at > 0 && IsKeyLetter(_actions[at - 1]))
        {
            at--;
        }

        return at == point ? at == 0 || _actions[at - 1] is not (')' or ']' or '.' or OfRoot) : _actions[Math.Max(at - 1, 0)] == '$';
    }

    /// <summary>Where each place that has the text, and not as part of a longer key, ends.</summary>
    private IEnumerable<int> Places(string text)
    {
        for (
            var at = _actions.IndexOf(text, StringComparison.Ordinal);
            at >= 0;
            at = _actions.IndexOf(text, at + 1, StringComparison.Ordinal)
        )
        {
            var end = at + text.Length;
            if (
                (end == _actions.Length || !IsKeyLetter(_actions[end]) || text[^1] == '"')
                && (at == 0 || !IsKeyLetter(text[0]) || !IsKeyLetter(_actions[at - 1]))
            )
            {
                yield return end;
            }
        }
    }

    private static bool IsKeyLetter(char letter) => char.IsAsciiLetterOrDigit(letter) || letter == '_';

    private static string ActionsOf(string template)
    {
        var made = new StringBuilder();
        var blocks = new Stack<string>();
        for (var at = template.IndexOf("{{", StringComparison.Ordinal); at >= 0; at = template.IndexOf("{{", at, StringComparison.Ordinal))
        {
            var action = new StringBuilder();
            at = CopyAction(template, at + 2, action);
            made.Append(MarkRoots(action, blocks)).Append('\n');
            Enter(action.ToString(), blocks);
        }

        return made.ToString();
    }

    /// <summary>The dot is the root where no block has set it; <c>$</c> is, outside of named templates, which are given theirs.</summary>
    private static StringBuilder MarkRoots(StringBuilder action, Stack<string> blocks)
    {
        var dollar = !blocks.Any(block => block is "define" or "block");
        var dot = dollar && !blocks.Any(block => block is "with" or "range");
        for (var at = action.Length - 1; at >= 0; at--)
        {
            var before = at == 0 ? ' ' : action[at - 1];
            if (action[at] == '.' && (before == '$' ? dollar : dot && !IsKeyLetter(before) && before is not (')' or ']' or '.' or '"')))
            {
                action.Insert(at, OfRoot);
            }
        }

        return action;
    }

    private static void Enter(string action, Stack<string> blocks)
    {
        var word = new string([.. action.TrimStart('-').TrimStart().TakeWhile(char.IsAsciiLetter)]);
        if (word is "if" or "with" or "range" or "define" or "block")
        {
            blocks.Push(word);
        }
        else if (word is "end")
        {
            blocks.TryPop(out _);
        }
    }

    /// <summary>Returns where the action ends.</summary>
    private static int CopyAction(string template, int at, StringBuilder made)
    {
        while (at < template.Length && !Stands(template, at, "}}"))
        {
            if (Stands(template, at, "/*"))
            {
                at = template.IndexOf("*/", at + 2, StringComparison.Ordinal) is var end and >= 0 ? end + 2 : template.Length;
            }
            else if (template[at] is '"' or '`')
            {
                at = CopyQuoted(template, at, made);
            }
            else
            {
                made.Append(template[at++]);
            }
        }

        return at;
    }

    /// <summary>A key in quotes may be asked for; a template's name is none.</summary>
    private static int CopyQuoted(string template, int start, StringBuilder made)
    {
        var quote = template[start];
        var end = start + 1;
        while (end < template.Length && template[end] != quote)
        {
            end += quote == '"' && template[end] == '\\' ? 2 : 1;
        }

        end = Math.Min(end, template.Length);
        var text = template[(start + 1)..end];
        made.Append('"').Append(text.All(letter => IsKeyLetter(letter) || letter == '-') ? text : "").Append('"');
        return Math.Min(end + 1, template.Length);
    }

    private static bool Stands(string text, int at, string part) => string.CompareOrdinal(text, at, part, 0, part.Length) == 0;
}
