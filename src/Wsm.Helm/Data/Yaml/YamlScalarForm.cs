using static Wsm.Helm.Data.Yaml.YamlCharacters;

namespace Wsm.Helm.Data.Yaml;

/// <summary>In which styles a text can be written, as libyaml's emitter decides it.</summary>
internal readonly record struct YamlScalarForm(bool Multiline, bool Plain, bool SingleQuoted, bool Block)
{
    public static YamlScalarForm Of(string text, GoYamlVersion version)
    {
        if (text.Length == 0)
        {
            return new YamlScalarForm(Multiline: false, Plain: true, SingleQuoted: true, Block: false);
        }

        bool breaks = false,
            tabs = false,
            special = false,
            breakSpace = false,
            spaceBreak = false,
            previousSpace = false,
            previousBreak = false;
        var indicators =
            text.StartsWith("---", StringComparison.Ordinal) || text.StartsWith("...", StringComparison.Ordinal) || StartsAsIndicator(text);
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            var isSpace = c == ' ';
            var isBreak = IsBreak(c);
            if (i > 0 && ((c == ':' && EndsWord(text, i)) || (c == '#' && (IsBlank(text[i - 1]) || IsBreak(text[i - 1])))))
            {
                indicators = true;
            }

            if (c == '\t' && version == GoYamlVersion.V3)
            {
                tabs = true;
            }
            else
            {
                special |= !IsPrintable(c);
            }

            breaks |= isBreak;
            breakSpace |= isSpace && previousBreak;
            spaceBreak |= isBreak && previousSpace;
            (previousSpace, previousBreak) = (isSpace, isBreak);
        }

        char first = text[0],
            last = text[^1];
        var blankEnds = first == ' ' || last == ' ' || IsBreak(first) || IsBreak(last);
        return new YamlScalarForm(
            breaks,
            Plain: !(blankEnds || breakSpace || spaceBreak || special || tabs || breaks || indicators),
            SingleQuoted: !(breakSpace || spaceBreak || special || tabs),
            Block: !(last == ' ' || spaceBreak || special)
        );
    }

    /// <summary>Of UTF-16: characters beyond the basic plane are not, so that they are escaped.</summary>
    public static bool IsPrintable(char c) =>
        c switch
        {
            '\n' or (>= ' ' and <= '~') or (>= '\xA0' and <= '\uD7FF') => true,
            '\uFEFF' or '\uFFFE' or '\uFFFF' => false,
            >= '\uE000' => true,
            _ => false,
        };

    private static bool StartsAsIndicator(string text) =>
        text[0] switch
        {
            '#' or ',' or '[' or ']' or '{' or '}' or '&' or '*' or '!' or '|' or '>' or '\'' or '"' or '%' or '@' or '`' => true,
            '?' or ':' or '-' => EndsWord(text, 0),
            _ => false,
        };

    private static bool EndsWord(string text, int at) => at + 1 >= text.Length || IsBlank(text[at + 1]);
}
