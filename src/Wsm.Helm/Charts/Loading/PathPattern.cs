namespace Wsm.Helm.Charts.Loading;

/// <summary>
/// Go's <c>path.Match</c>: <c>*</c> and <c>?</c> do not cross a slash, <c>[a-z]</c> and <c>[^a-z]</c>, backslash escapes.
/// </summary>
internal static class PathPattern
{
    /// <summary>False as well for a pattern that is malformed.</summary>
    public static bool IsMatch(string pattern, string name) => Match(Characters(pattern), Characters(name)) == Outcome.Yes;

    public static bool IsValid(string pattern) => Scan(Characters(pattern));

    /// <summary>As Go counts them: one of several bytes, or of two UTF-16 units, is one.</summary>
    private static int[] Characters(string text) => [.. text.EnumerateRunes().Select(static rune => rune.Value)];

    private enum Outcome
    {
        No,
        Yes,
        Malformed,
    }

    private static Outcome Match(ReadOnlySpan<int> pattern, ReadOnlySpan<int> name)
    {
        // One level of backtracking is enough: a later star makes the earlier ones' choice final.
        var starPattern = -1;
        var starName = 0;
        int p = 0,
            n = 0;
        while (true)
        {
            if (p < pattern.Length && pattern[p] == '*')
            {
                starPattern = ++p;
                starName = n;
                continue;
            }

            if (n == name.Length)
            {
                return p == pattern.Length ? Outcome.Yes : Outcome.No;
            }

            if (p < pattern.Length)
            {
                var step = MatchOne(pattern, ref p, name[n]);
                if (step == Outcome.Malformed)
                {
                    return Outcome.Malformed;
                }

                if (step == Outcome.Yes)
                {
                    n++;
                    continue;
                }
            }

            if (starPattern < 0 || name[starName] == '/')
            {
                return Outcome.No;
            }

            p = starPattern;
            n = ++starName;
        }
    }

    private static Outcome MatchOne(ReadOnlySpan<int> pattern, ref int p, int character)
    {
        switch (pattern[p])
        {
            case '?':
                p++;
                return character == '/' ? Outcome.No : Outcome.Yes;
            case '[':
                return MatchClass(pattern, ref p, character);
            case '\\':
                if (p + 1 >= pattern.Length)
                {
                    return Outcome.Malformed;
                }

                p += 2;
                return pattern[p - 1] == character ? Outcome.Yes : Outcome.No;
            default:
                return pattern[p++] == character ? Outcome.Yes : Outcome.No;
        }
    }

    private static Outcome MatchClass(ReadOnlySpan<int> pattern, ref int p, int character)
    {
        p++;
        var negated = p < pattern.Length && pattern[p] == '^';
        if (negated)
        {
            p++;
        }

        var found = false;
        for (var ranges = 0; ; ranges++)
        {
            if (p < pattern.Length && pattern[p] == ']' && ranges > 0)
            {
                p++;
                return found != negated ? Outcome.Yes : Outcome.No;
            }

            if (!TryBound(pattern, ref p, out var low))
            {
                return Outcome.Malformed;
            }

            var high = low;
            if (pattern[p] == '-')
            {
                p++;
                if (!TryBound(pattern, ref p, out high))
                {
                    return Outcome.Malformed;
                }
            }

            found |= low <= character && character <= high;
        }
    }

    /// <summary>One end of a range. There must be something behind it: the class has to be closed.</summary>
    private static bool TryBound(ReadOnlySpan<int> pattern, ref int p, out int bound)
    {
        bound = default;
        if (p >= pattern.Length || pattern[p] is '-' or ']')
        {
            return false;
        }

        if (pattern[p] == '\\' && ++p >= pattern.Length)
        {
            return false;
        }

        bound = pattern[p++];
        return p < pattern.Length;
    }

    private static bool Scan(ReadOnlySpan<int> pattern)
    {
        for (var p = 0; p < pattern.Length; )
        {
            if (pattern[p] == '*')
            {
                p++;
            }
            else if (MatchOne(pattern, ref p, 'a') == Outcome.Malformed)
            {
                return false;
            }
        }

        return true;
    }
}
