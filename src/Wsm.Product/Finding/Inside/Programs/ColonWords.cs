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

    /// <summary>A letter of a name before some colon, and of a tag or digest behind it.</summary>
    private static bool MayName(ReadOnlySpan<byte> word)
    {
        if (word.Length < 6)
        {
            return false;
        }

        for (int at = 1; at < word.Length - 1; at++)
        {
            if (word[at] == ':' && char.IsAsciiLetterOrDigit((char)word[at - 1]) && char.IsAsciiLetterOrDigit((char)word[at + 1]))
            {
                return true;
            }
        }

        return false;
    }
}
