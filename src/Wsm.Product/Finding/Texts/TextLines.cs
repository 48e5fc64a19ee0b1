namespace Wsm.Product.Finding.Texts;

/// <summary>
/// Text that is neither YAML nor JSON, line by line: <c>key = value</c> of INI, TOML, properties, HCL and shell, simple XML elements,
/// and the flags of a command line. Comments are left out.
/// </summary>
internal static class TextLines
{
    /// <summary>The entries of each section; an entry without a key is free text.</summary>
    public static IEnumerable<IReadOnlyList<TextEntry>> Sections(string text, TextPlace place)
    {
        var section = new List<TextEntry>();
        var flag = "";
        for (var start = 0; start < text.Length; )
        {
            var end = text.IndexOf('\n', start);
            end = end < 0 ? text.Length : end;
            var from = start;
            while (from < end && char.IsWhiteSpace(text[from]))
            {
                from++;
            }

            var line = text[from..end].TrimEnd();
            var opens = line.StartsWith('[') && line.EndsWith(']') && !line.Contains('"');
            var closes = line is "}" or "};" or "" || line.EndsWith('{');
            if (opens || closes)
            {
                if (section.Count > 0)
                {
                    yield return section;
                    section = [];
                }

                flag = "";
            }

            if (!opens && !IsComment(line))
            {
                flag = AddLine(line, place.After(from), section, flag);
            }

            start = end + 1;
        }

        if (section.Count > 0)
        {
            yield return section;
        }
    }

    private static bool IsComment(string line) =>
        line.StartsWith('#')
        || line.StartsWith("//", StringComparison.Ordinal)
        || line.StartsWith(';')
        || line.StartsWith("/*", StringComparison.Ordinal)
        || line.StartsWith("* ", StringComparison.Ordinal)
        || line.StartsWith("<!--", StringComparison.Ordinal)
        || line.StartsWith("-- ", StringComparison.Ordinal);

    /// <returns>The flag that waits for its value in the next line.</returns>
    private static string AddLine(string line, TextPlace place, List<TextEntry> section, string flag)
    {
        if (TryElement(line, out var element, out var inside))
        {
            section.Add(new TextEntry(element, line[inside], place.After(inside.Start.Value)));
            return "";
        }

        if (ImagePrograms.Run(line))
        {
            // Which of its flags take a value only the program knows.
            section.Add(new TextEntry("", line, place));
        }

        var assigned = TryAssignment(line, out var key, out var from);
        if (assigned)
        {
            var value = line[from..];
            var trimmed = Unquote(value, out var cut);
            section.Add(new TextEntry(key, trimmed, place.After(from + cut)));
            // The value may be a command line itself; a plain one has no flags.
            return value.Contains(" -") ? AddFlags(value, place.After(from), section, "", onlyFlags: true) : "";
        }

        return AddFlags(line, place, section, flag, onlyFlags: false);
    }

    /// <summary><c>&lt;image&gt;x&lt;/image&gt;</c></summary>
    private static bool TryElement(string line, out string name, out Range inside)
    {
        (name, inside) = ("", default);
        if (
            !line.StartsWith('<')
            || line.IndexOf('>') is not (> 1 and var opened)
            || line.IndexOf("</", opened, StringComparison.Ordinal) is not (> 0 and var closed)
        )
        {
            return false;
        }

        name = line[1..opened];
        inside = (opened + 1)..closed;
        return name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-' or '.');
    }

    private static bool TryAssignment(string line, out string key, out int from)
    {
        var at = 0;
        foreach (var word in (string[])["export ", "set ", "ENV ", "ARG ", "- "])
        {
            if (line.StartsWith(word, StringComparison.Ordinal))
            {
                at = word.Length;
            }
        }

        var quoted = at < line.Length && line[at] is '"' or '\'';
        at += quoted ? 1 : 0;
        var start = at;
        while (at < line.Length && (char.IsAsciiLetterOrDigit(line[at]) || line[at] is '_' or '-' or '.'))
        {
            at++;
        }

        (key, from) = (line[start..at], 0);
        at += quoted && at < line.Length ? 1 : 0;
        while (at < line.Length && line[at] is ' ' or '\t')
        {
            at++;
        }

        if (key.Length == 0 || key.StartsWith('-') || at >= line.Length || line[at] is not ('=' or ':'))
        {
            return false;
        }

        at++;
        // a:b is a word of its own, a: b a key; and == compares.
        if (
            line[at - 1] == ':' && at < line.Length && line[at] is not (' ' or '\t' or '=')
            || (at < line.Length && line[at - 1] == '=' && line[at] is '=' or '~')
        )
        {
            return false;
        }

        at += at < line.Length && line[at] is '=' or '>' ? 1 : 0;
        while (at < line.Length && line[at] is ' ' or '\t')
        {
            at++;
        }

        from = at;
        return true;
    }

    private static string Unquote(string value, out int cut)
    {
        cut = 0;
        if (value.Length > 0 && value[0] is '"' or '\'' && value.IndexOf(value[0], 1) is > 0 and var end)
        {
            cut = 1;
            return value[1..end];
        }

        var comment = value.IndexOf(" #", StringComparison.Ordinal);
        return (comment < 0 ? value : value[..comment]).TrimEnd(',', ';', '\\', ' ');
    }

    /// <summary><c>--helper-image x</c>, <c>-image="x" \</c>, <c>NAME=x</c> within a command line.</summary>
    private static string AddFlags(string line, TextPlace place, List<TextEntry> section, string flag, bool onlyFlags)
    {
        for (var at = 0; at < line.Length; )
        {
            while (at < line.Length && (char.IsWhiteSpace(line[at]) || line[at] is '\\' or ',' or ';' or '(' or ')' or '[' or ']'))
            {
                at++;
            }

            if (at >= line.Length || (line[at] == '#' && (at == 0 || char.IsWhiteSpace(line[at - 1]))))
            {
                break;
            }

            var start = at;
            var quote = line[at] is '"' or '\'' or '`' ? line[at++] : '\0';
            var first = at;
            while (at < line.Length && (quote != '\0' ? line[at] != quote : !char.IsWhiteSpace(line[at]) && line[at] is not (',' or ')')))
            {
                // --image="x y": the quote opens within the word.
                if (quote == '\0' && line[at] is '"' or '\'' && at > start && line[at - 1] == '=')
                {
                    quote = line[at];
                }

                at++;
            }

            var word = line[first..at].Trim('"', '\'');
            var lead = line[first..at].Length - line[first..at].TrimStart('"', '\'').Length;
            at += quote != '\0' && at < line.Length ? 1 : 0;
            if (word.Length == 0)
            {
                continue;
            }

            var equals = word.IndexOf('=');
            if (word[0] == '-' || (equals > 0 && word.AsSpan(0, equals).IndexOfAny("/:@") < 0))
            {
                if (equals > 0)
                {
                    var value = word[(equals + 1)..];
                    var skipped = value.Length - value.TrimStart('"', '\'').Length;
                    section.Add(
                        new TextEntry(
                            word[..equals].TrimStart('-'),
                            value.Trim('"', '\''),
                            place.After(first + lead + equals + 1 + skipped)
                        )
                    );
                    flag = "";
                }
                else
                {
                    flag = word.TrimStart('-');
                }
            }
            else
            {
                if (flag.Length > 0 || !onlyFlags)
                {
                    section.Add(new TextEntry(flag, word, place.After(first + lead)));
                }

                flag = "";
            }
        }

        return flag;
    }
}
