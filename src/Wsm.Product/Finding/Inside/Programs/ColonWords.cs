namespace Wsm.Product.Finding.Inside.Programs;

/// <summary>Stretches of bytes that could be references: letters of one, with a colon within.</summary>
internal static class ColonWords
{
    private const int Most = 400_000;
    private const int Longest = 4096;

    /// <summary>From where to where each stands, in order.</summary>
    public static List<(int Start, int End)> In(ReadOnlySpan<byte> content)
    {
        var words = new List<(int, int)>();
        for (var at = 0; at < content.Length && words.Count < Most; )
        {
            var found = content[at..].IndexOf((byte)':');
            if (found < 0)
            {
                break;
            }

            at += found;
            var (start, end) = (at, at + 1);
            while (start > 0 && at - start < Longest && IsOfReference(content[start - 1]))
            {
                start--;
            }

            while (end < content.Length && end - at < Longest && IsOfReference(content[end]))
            {
                end++;
            }

            if (MayName(content[start..end]))
            {
                words.Add((start, end));
            }

            at = end;
        }

        return words;
    }

    public static bool IsOfReference(byte letter) =>
        char.IsAsciiLetterOrDigit((char)letter) || letter is (byte)'.' or (byte)'_' or (byte)'-' or (byte)'/' or (byte)':' or (byte)'@';

    /// <summary>Before some colon a path, or behind it a version: most words of programs have neither.</summary>
    private static bool MayName(ReadOnlySpan<byte> word)
    {
        for (int start = 0, colon; word[start..].IndexOf((byte)':') is >= 0 and var found; start = colon + 1)
        {
            colon = start + found;
            if (
                colon > start
                && colon + 1 < word.Length
                && char.IsAsciiLetterOrDigit((char)word[colon - 1])
                && char.IsAsciiLetterOrDigit((char)word[colon + 1])
                && (HasPath(word[start..colon]) || BeginsWithVersion(word[(colon + 1)..]))
            )
            {
                return true;
            }
        }

        return false;
    }

    private static bool HasPath(ReadOnlySpan<byte> text)
    {
        var slash = text.LastIndexOf((byte)'/');
        return slash > 0 && char.IsAsciiLetterOrDigit((char)text[slash - 1]) && char.IsAsciiLetterOrDigit((char)text[slash + 1]);
    }

    private static bool BeginsWithVersion(ReadOnlySpan<byte> text)
    {
        text = text[0] == 'v' ? text[1..] : text;
        var digits = text.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        return digits > 0 && digits + 1 < text.Length && text[digits] == '.' && char.IsAsciiDigit((char)text[digits + 1]);
    }
}
