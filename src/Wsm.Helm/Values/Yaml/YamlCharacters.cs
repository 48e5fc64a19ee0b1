using System.Buffers;

namespace Wsm.Helm.Values.Yaml;

/// <summary>The character classes of YAML 1.1 as libyaml reads them.</summary>
internal static class YamlCharacters
{
    private static readonly SearchValues<char> Forbidden = SearchValues.Create(ForbiddenCharacters());

    public static bool IsBlank(char c) => c is ' ' or '\t';

    public static bool IsBreak(char c) => c is '\n' or '\r' or '\x85' or '\u2028' or '\u2029';

    /// <summary>A break or the end of the text, which <c>'\0'</c> stands for.</summary>
    public static bool IsBreakOrEnd(char c) => c is '\n' or '\0' or '\r' or '\x85' or '\u2028' or '\u2029';

    public static bool IsBlankOrEnd(char c) => c is ' ' or '\t' || IsBreakOrEnd(c);

    /// <summary>What names of anchors, directives and tag handles are made of.</summary>
    public static bool IsWord(char c) => char.IsAsciiLetterOrDigit(c) || c is '_' or '-';

    public static bool HasForbidden(string text) => text.AsSpan().ContainsAny(Forbidden);

    private static string ForbiddenCharacters()
    {
        var found = new List<char>();
        for (var c = '\0'; c < '\xA0'; c++)
        {
            if (c is not ('\t' or '\n' or '\r' or '\x85') && c is < ' ' or (>= '\x7F' and not '\x85'))
                found.Add(c);
        }

        found.AddRange(['\uFFFE', '\uFFFF']);
        found.RemoveAll(c => c is '\t' or '\n' or '\r');
        return new string([.. found]);
    }
}
