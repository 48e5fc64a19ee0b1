using System.Text;

namespace Wsm.Product.Finding.Inside.Programs;

/// <summary>
/// The strings of an ELF program in which references may stand, each as long as the program takes it for: what ends with a zero, as in C,
/// or what its users say, as in Go and Rust, whose strings run into one another. Where no length is known for sure the string is left out.
/// </summary>
internal static class ElfStrings
{
    private const int LongestTerminated = 64 << 10;
    private const int LongestString = 2 << 20;

    /// <summary>Go's linker puts this before what it says of the build.</summary>
    private static ReadOnlySpan<byte> GoBuild => " Go buildinf:"u8;

    /// <param name="length">How much of <paramref name="content"/> counts.</param>
    public static IEnumerable<string> In(byte[] content, int length)
    {
        var words = ColonWords.In(content.AsSpan(0, length));
        if (words.Count == 0)
        {
            yield break;
        }

        var file = ElfFile.Parse(content, length);
        var isGo = content.AsSpan(0, length).IndexOf(GoBuild) >= 0;
        var finder = file is null
            ? null
            : new ElfUses(file, content, Math.Max(0, words[0].Start - LongestString), Math.Min(length, words[^1].End + LongestString));
        if (finder?.Find() is not { } uses)
        {
            uses = [];
            if (file is not null || isGo)
            {
                yield break;
            }
        }

        var done = -1;
        foreach (var (start, end) in words)
        {
            var isSplit = false;
            foreach (var (from, to) in Strings(uses, finder, start, end, length))
            {
                isSplit = true;
                if (from > done)
                {
                    done = from;
                    yield return Text(content, from, to);
                }
            }

            if (!isSplit && !isGo && start > done && Terminated(content, length, start, end) is var (first, last) && first > done)
            {
                if (!HasUseWithin(uses, first, last))
                {
                    done = first;
                    yield return Text(content, first, last);
                }
            }
        }
    }

    /// <summary>Strings that touch a word, and whose length somebody tells.</summary>
    private static IEnumerable<(int From, int To)> Strings(List<StringUse> uses, ElfUses? finder, int start, int end, int length)
    {
        if (finder is null)
        {
            yield break;
        }

        // The last target at or before the word begins the string that the word begins in.
        var at = IndexAfter(uses, start) - 1;
        at = at < 0 ? 0 : FirstOf(uses, at);
        while (at < uses.Count && uses[at].Target < end)
        {
            var target = uses[at].Target;
            var next = IndexAfter(uses, target, at);
            var following = next < uses.Count ? uses[next].Target : -1;
            for (var use = at; use < next; use++)
            {
                var known =
                    uses[use].Length > 0 && target + uses[use].Length <= length && (following < 0 || target + uses[use].Length <= following)
                        ? uses[use].Length
                    : following > 0 && following - target <= LongestString && finder.IsLength(uses[use], following - target)
                        ? following - target
                    : 0;
                if (target + known > start)
                {
                    yield return (target, target + known);
                    break;
                }
            }

            at = next;
        }
    }

    private static (int Start, int End)? Terminated(byte[] content, int length, int start, int end)
    {
        var (first, last) = (start, end);
        while (first > 0 && start - first < LongestTerminated && IsOfText(content[first - 1]))
        {
            first--;
        }

        while (last < length && last - end < LongestTerminated && IsOfText(content[last]))
        {
            last++;
        }

        return first > 0 && last < length && content[first - 1] == 0 && content[last] == 0 ? (first, last) : null;
    }

    private static bool IsOfText(byte letter) => letter is >= 0x20 and not 0x7F or (byte)'\n' or (byte)'\t' or (byte)'\r';

    private static bool HasUseWithin(List<StringUse> uses, int first, int last)
    {
        var at = IndexAfter(uses, first);
        return at < uses.Count && uses[at].Target < last;
    }

    /// <summary>The first use of something behind an offset.</summary>
    private static int IndexAfter(List<StringUse> uses, int offset, int low = 0)
    {
        for (var high = uses.Count; low < high; )
        {
            var middle = (low + high) / 2;
            (low, high) = uses[middle].Target <= offset ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    private static int FirstOf(List<StringUse> uses, int at)
    {
        while (at > 0 && uses[at - 1].Target == uses[at].Target)
        {
            at--;
        }

        return at;
    }

    private static string Text(byte[] content, int from, int to) => Encoding.UTF8.GetString(content, from, to - from);
}
