namespace Wsm.Helm.Data.Yaml;

/// <summary>The character classes of YAML 1.1 as libyaml reads them.</summary>
internal static class YamlCharacters
{
    public static bool IsBlank(char c) => c is ' ' or '\t';

    public static bool IsBreak(char c) => c is '\n' or '\r' or '\x85' or '\u2028' or '\u2029';

    /// <summary>A break or the end of the text, which <c>'\0'</c> stands for.</summary>
    public static bool IsBreakOrEnd(char c) => c is '\n' or '\0' or '\r' or '\x85' or '\u2028' or '\u2029';

    public static bool IsBlankOrEnd(char c) => c is ' ' or '\t' || IsBreakOrEnd(c);

    /// <summary>What names of anchors, directives and tag handles are made of.</summary>
    public static bool IsWord(char c) => char.IsAsciiLetterOrDigit(c) || c is '_' or '-';

    /// <summary>Whether the text holds a control character or another one that YAML does not allow.</summary>
    public static bool HasForbidden(string text)
    {
        foreach (var c in text)
        {
            if (c is (< ' ' and not ('\t' or '\n' or '\r')) or (>= '\x7F' and < '\xA0' and not '\x85') or >= '\uFFFE')
            {
                return true;
            }
        }

        return false;
    }
}
