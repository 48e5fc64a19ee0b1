namespace Wsm.Helm.Data.Yaml;

/// <summary>Which texts go-yaml takes for a date or a time; they stay text when read, and get quotes when written.</summary>
internal static class YamlTimestamp
{
    public static bool Is(string text)
    {
        if (text.Length < 8 || text[4] != '-')
        {
            return false;
        }

        var rest = text.AsSpan();
        if (
            !Number(ref rest, 4, 4, 0, 9999, out var year)
            || !Take(ref rest, '-')
            || !Number(ref rest, 1, 2, 1, 12, out var month)
            || !Take(ref rest, '-')
            || !Number(ref rest, 1, 2, 1, 31, out var day)
            || day > DateTime.DaysInMonth(year == 0 ? 4 : year, month)
        )
        {
            return false;
        }

        if (rest.Length == 0)
        {
            return true;
        }

        var separator = rest[0];
        rest = rest[1..];
        if (separator is not ('T' or 't' or ' ') || !Time(ref rest))
        {
            return false;
        }

        return separator == ' ' ? rest.Length == 0 : Zone(rest);
    }

    private static bool Time(ref ReadOnlySpan<char> rest)
    {
        if (
            !Number(ref rest, 1, 2, 0, 23, out _)
            || !Take(ref rest, ':')
            || !Number(ref rest, 1, 2, 0, 59, out _)
            || !Take(ref rest, ':')
            || !Number(ref rest, 1, 2, 0, 59, out _)
        )
        {
            return false;
        }

        if (rest.Length > 1 && rest[0] is '.' or ',' && char.IsAsciiDigit(rest[1]))
        {
            rest = rest[1..];
            while (rest.Length > 0 && char.IsAsciiDigit(rest[0]))
            {
                rest = rest[1..];
            }
        }

        return true;
    }

    private static bool Zone(ReadOnlySpan<char> rest)
    {
        if (rest.Length == 0)
        {
            return false;
        }

        if (rest[0] == 'Z')
        {
            return rest.Length == 1;
        }

        if (rest[0] is not ('+' or '-'))
        {
            return false;
        }

        rest = rest[1..];
        return Number(ref rest, 2, 2, 0, 24, out _) && Take(ref rest, ':') && Number(ref rest, 2, 2, 0, 60, out _) && rest.Length == 0;
    }

    private static bool Take(ref ReadOnlySpan<char> rest, char wanted)
    {
        if (rest.Length == 0 || rest[0] != wanted)
        {
            return false;
        }

        rest = rest[1..];
        return true;
    }

    private static bool Number(ref ReadOnlySpan<char> rest, int least, int most, int from, int to, out int value)
    {
        value = 0;
        var length = 0;
        while (length < most && length < rest.Length && char.IsAsciiDigit(rest[length]))
        {
            value = (value * 10) + (rest[length++] - '0');
        }

        rest = rest[length..];
        return length >= least && value >= from && value <= to;
    }
}
