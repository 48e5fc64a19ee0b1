using System.Text;

namespace Wsm.Product.Listing;

/// <summary>Puts variables into the texts of a compose file, with the rules of docker compose.</summary>
/// <param name="values">Null for a variable that nobody set.</param>
/// <remarks>https://docs.docker.com/reference/compose-file/interpolation/</remarks>
internal sealed class ComposeVariables(Func<string, string?> values)
{
    /// <exception cref="FormatException">The text cannot be filled in, or a variable is not set that has to be.</exception>
    public string Fill(string text)
    {
        var filled = new StringBuilder();
        for (var at = 0; at < text.Length; )
        {
            if (text[at] != '$' || at + 1 == text.Length)
            {
                filled.Append(text[at++]);
            }
            else if (text[at + 1] == '$')
            {
                filled.Append('$');
                at += 2;
            }
            else if (text[at + 1] == '{')
            {
                var end = EndOf(text, at + 2);
                filled.Append(Value(text[(at + 2)..end]));
                at = end + 1;
            }
            else
            {
                var end = EndOfName(text, at + 1);
                if (end == at + 1)
                {
                    throw new FormatException($"'{text}' has a $ that does not begin a variable");
                }

                filled.Append(Value(text[(at + 1)..end]));
                at = end;
            }
        }

        return filled.ToString();
    }

    /// <summary>What stands in a <c>.env</c> file.</summary>
    public static IReadOnlyDictionary<string, string> ReadEnvironment(string text)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var raw in text.Split('\n'))
        {
            var line = raw.Trim();
            line = line.StartsWith("export ", StringComparison.Ordinal) ? line["export ".Length..].TrimStart() : line;
            if (line.Length == 0 || line[0] == '#' || line.IndexOf('=') is not (> 0 and var at))
            {
                continue;
            }

            var value = line[(at + 1)..].Trim();
            var quote = value.Length > 0 && value[0] is '"' or '\'' ? value[0] : '\0';
            if (quote != '\0' && value.IndexOf(quote, 1) is > 0 and var end)
            {
                value = value[1..end];
            }
            else if (value.IndexOf(" #", StringComparison.Ordinal) is >= 0 and var comment)
            {
                value = value[..comment].TrimEnd();
            }

            values[line[..at].TrimEnd()] = value;
        }

        return values;
    }

    private static int EndOf(string text, int start)
    {
        var depth = 1;
        for (var at = start; at < text.Length; at++)
        {
            if (text[at] == '}' && --depth == 0)
            {
                return at;
            }

            if (text[at] == '{' && text[at - 1] == '$')
            {
                depth++;
            }
        }

        throw new FormatException($"'{text}' has a ${{ that is not closed");
    }

    private static int EndOfName(string text, int start)
    {
        var at = start;
        while (at < text.Length && (text[at] == '_' || char.IsAsciiLetter(text[at]) || (at > start && char.IsAsciiDigit(text[at]))))
        {
            at++;
        }

        return at;
    }

    private string Value(string expression)
    {
        var end = EndOfName(expression, 0);
        var (name, rest) = (expression[..end], expression[end..]);
        if (end == 0)
        {
            throw new FormatException($"'${{{expression}}}' names no variable");
        }

        var value = values(name);
        var colon = rest.StartsWith(':');
        var isThere = value is not null && (!colon || value.Length > 0);
        var (sign, other) = rest.Length > (colon ? 1 : 0) ? (rest[colon ? 1 : 0], rest[(colon ? 2 : 1)..]) : ('\0', "");
        return sign switch
        {
            '\0' when !colon => value
                ?? throw new FormatException($"the variable {name} is not set, neither in the environment nor in .env"),
            '-' => isThere ? value! : Fill(other),
            '+' => isThere ? Fill(other) : "",
            '?' => isThere ? value! : throw new FormatException($"the variable {name} is not set{(other.Length > 0 ? $": {other}" : "")}"),
            _ => throw new FormatException($"'${{{expression}}}' is not understood"),
        };
    }
}
