namespace Wsm.Helm.Versions;

/// <summary>The spelling of versions and of version patterns: <c>v1.2.3-pre+meta</c>, <c>1.x</c>, <c>*</c>.</summary>
internal readonly record struct VersionText(string[] Numbers, string Prerelease, string Metadata, int End)
{
    /// <summary>Reads as much as is a version from <paramref name="start"/> on. A number that is not there is "".</summary>
    public static bool TryRead(string text, int start, bool wildcards, out VersionText parts)
    {
        parts = default;
        var at = start;
        if (at < text.Length && text[at] == 'v')
        {
            at++;
        }

        string[] numbers = ["", "", ""];
        for (var i = 0; i < 3; i++)
        {
            var from = i == 0 ? at : at + 1;
            if (i > 0 && (at >= text.Length || text[at] != '.'))
            {
                break;
            }

            var end = from;
            while (end < text.Length && (char.IsAsciiDigit(text[end]) || (wildcards && text[end] is 'x' or 'X' or '*' or '|')))
            {
                end++;
            }

            if (end == from)
            {
                break;
            }

            numbers[i] = text[from..end];
            at = end;
        }

        if (numbers[0].Length == 0)
        {
            return false;
        }

        var prerelease = ReadIdentifiers(text, '-', ref at);
        var metadata = ReadIdentifiers(text, '+', ref at);
        parts = new VersionText(numbers, prerelease, metadata, at);
        return true;
    }

    public static bool IsIdentifier(string text) => text.Length > 0 && text.All(IsIdentifierCharacter);

    private static bool IsIdentifierCharacter(char character) => char.IsAsciiLetterOrDigit(character) || character == '-';

    /// <summary>Dotted identifiers after their sign; "" and nothing read when there are none.</summary>
    private static string ReadIdentifiers(string text, char sign, ref int at)
    {
        if (at >= text.Length || text[at] != sign)
        {
            return "";
        }

        var end = at;
        while (true)
        {
            var from = end + 1;
            var stop = from;
            while (stop < text.Length && IsIdentifierCharacter(text[stop]))
            {
                stop++;
            }

            if (stop == from)
            {
                break;
            }

            end = stop;
            if (end >= text.Length || text[end] != '.')
            {
                break;
            }
        }

        if (end == at)
        {
            return "";
        }

        var identifiers = text[(at + 1)..end];
        at = end;
        return identifiers;
    }
}
