using System.Globalization;
using System.Text;

namespace Wsm.Helm.Data.Yaml;

/// <summary>
/// The order in which go-yaml writes keys: other characters before letters, and numbers inside by their value (<c>a9</c> before
/// <c>a10</c>).
/// </summary>
internal static class YamlKeyOrder
{
    /// <summary>go-yaml sorts with an order that is not always transitive, so a sort that copes with that is part of the format.</summary>
    public static string[] Sort(IEnumerable<string> keys, GoYamlVersion version)
    {
        var sorted = keys.ToArray();
        if (sorted.Length > 12)
        {
            Array.Sort(sorted, (left, right) => Less(left, right, version) ? -1
                : Less(right, left, version) ? 1
                : 0);
        }

        for (var i = 1; i < sorted.Length; i++)
        {
            for (var j = i; j > 0 && Less(sorted[j], sorted[j - 1], version); j--)
            {
                (sorted[j], sorted[j - 1]) = (sorted[j - 1], sorted[j]);
            }
        }

        return sorted;
    }

    public static bool Less(string left, string right, GoYamlVersion version)
    {
        var common = left.AsSpan().CommonPrefixLength(right);
        // Step back to the start of a character beyond the basic plane.
        if (common > 0 && char.IsHighSurrogate(left[common - 1]))
        {
            common--;
        }

        if (common >= left.Length || common >= right.Length)
        {
            return left.Length < right.Length;
        }

        Rune.DecodeFromUtf16(left.AsSpan(common), out var a, out _);
        Rune.DecodeFromUtf16(right.AsSpan(common), out var b, out _);
        var (aLetter, bLetter) = (Rune.IsLetter(a), Rune.IsLetter(b));
        if (aLetter && bLetter)
        {
            return a < b;
        }

        if (aLetter || bLetter)
        {
            return version == GoYamlVersion.V3 && common > 0 && IsDigit(left[common - 1]) ? aLetter : bLetter;
        }

        long x = 0,
            y = 0;
        if ((a.Value == '0' || b.Value == '0') && FollowsDigits(left, common))
        {
            x = y = 1;
        }

        var (aEnd, bEnd) = (ReadNumber(left, common, ref x), ReadNumber(right, common, ref y));
        if (x != y)
        {
            return x < y;
        }

        return aEnd != bEnd ? aEnd < bEnd : a < b;
    }

    /// <summary>A zero counts as a digit of a number that began before, and not as a leading one.</summary>
    private static bool FollowsDigits(string text, int at)
    {
        for (var i = at - 1; i >= 0 && IsDigit(text[i]); i--)
        {
            if (text[i] != '0')
            {
                return true;
            }
        }

        return false;
    }

    private static int ReadNumber(string text, int at, ref long value)
    {
        for (; at < text.Length && IsDigit(text[at]); at++)
        {
            value = unchecked((value * 10) + (text[at] - '0'));
        }

        return at;
    }

    private static bool IsDigit(char c) =>
        char.IsAsciiDigit(c) || (c > '\x7F' && char.GetUnicodeCategory(c) == UnicodeCategory.DecimalDigitNumber);
}
