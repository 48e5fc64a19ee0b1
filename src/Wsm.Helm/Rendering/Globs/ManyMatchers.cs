using Wsm.Helm.Data;

namespace Wsm.Helm.Rendering.Globs;

/// <summary>At least so many characters.</summary>
internal sealed record AtLeastMatcher(int Limit) : GlobMatcher
{
    public override bool IsMatch(ReadOnlySpan<byte> text, GlobRun run) => GlobText.Count(text) >= Limit;

    public override GlobFind? Find(ReadOnlySpan<byte> text, GlobRun run)
    {
        int[] ends = [.. GlobText.Ends(text).Skip(Limit - 1)];
        return ends.Length == 0 ? null : new GlobFind(0, ends);
    }
}

/// <summary>At most so many characters.</summary>
internal sealed record AtMostMatcher(int Limit) : GlobMatcher
{
    public override bool IsMatch(ReadOnlySpan<byte> text, GlobRun run) => GlobText.Count(text) <= Limit;

    public override GlobFind Find(ReadOnlySpan<byte> text, GlobRun run) => new(0, [0, .. GlobText.Ends(text).Take(Limit)]);
}

/// <summary>All of them at once.</summary>
internal sealed record AllOfMatcher(IReadOnlyList<GlobMatcher> Matchers) : GlobMatcher
{
    public override bool IsMatch(ReadOnlySpan<byte> text, GlobRun run)
    {
        foreach (var matcher in Matchers)
        {
            if (!matcher.IsMatch(text, run))
            {
                return false;
            }
        }

        return true;
    }

    public override GlobFind? Find(ReadOnlySpan<byte> text, GlobRun run)
    {
        run.Charge(text.Length);
        var (place, offset) = (0, 0);
        List<int> lengths = [];
        for (var i = 0; i < Matchers.Count; i++)
        {
            if (Matchers[i].Find(text[place..], run) is not { } found)
            {
                return null;
            }

            if (i == 0)
            {
                lengths = [.. found.Lengths];
            }
            else
            {
                var shift = place - (found.Place + offset);
                lengths = [.. lengths.Where(length => found.Lengths.Contains(length + shift)).Select(length => length + shift)];
                if (lengths.Count == 0)
                {
                    return null;
                }
            }

            place = found.Place + offset;
            offset += found.Place;
        }

        return new GlobFind(place, lengths);
    }
}

/// <summary>One of them.</summary>
internal sealed record AnyOfMatcher(IReadOnlyList<GlobMatcher> Matchers) : GlobMatcher
{
    /// <summary>The length of those at the end that agree: those that vary before them are forgotten.</summary>
    public override int Length { get; } = LengthOf(Matchers);

    public override bool IsMatch(ReadOnlySpan<byte> text, GlobRun run)
    {
        foreach (var matcher in Matchers)
        {
            if (matcher.IsMatch(text, run))
            {
                return true;
            }
        }

        return false;
    }

    public override GlobFind? Find(ReadOnlySpan<byte> text, GlobRun run)
    {
        run.Charge(text.Length);
        GlobFind? first = null;
        foreach (var matcher in Matchers)
        {
            if (matcher.Find(text, run) is not { } found || found.Place > first?.Place)
            {
                continue;
            }

            first =
                first is null || found.Place < first.Place
                    ? found
                    : new GlobFind(found.Place, [.. first.Lengths.Union(found.Lengths).Order()]);
        }

        return first;
    }

    private static int LengthOf(IReadOnlyList<GlobMatcher> matchers)
    {
        var length = Varies;
        foreach (var matcher in matchers)
        {
            if (length == Varies)
            {
                length = matcher.Length;
            }
            else if (matcher.Length != length)
            {
                return Varies;
            }
        }

        return length;
    }
}

/// <summary>Parts of fixed length one after another.</summary>
internal sealed record RowMatcher(IReadOnlyList<GlobMatcher> Matchers, int Characters) : GlobMatcher
{
    public override int Length => Characters;

    public override bool IsMatch(ReadOnlySpan<byte> text, GlobRun run) => GlobText.Count(text) == Characters && MatchesAll(text, run);

    public override GlobFind? Find(ReadOnlySpan<byte> text, GlobRun run)
    {
        run.Charge(text.Length);
        foreach (var start in GlobText.Starts(text))
        {
            if (text.Length - start < Characters)
            {
                break;
            }

            if (MatchesAll(text[start..], run))
            {
                return new GlobFind(start, [Characters]);
            }
        }

        return null;
    }

    /// <summary>Of the last character of a part only the first byte is taken.</summary>
    private bool MatchesAll(ReadOnlySpan<byte> text, GlobRun run)
    {
        var at = 0;
        foreach (var matcher in Matchers)
        {
            var (count, last) = (0, 0);
            foreach (var start in GlobText.Starts(text[at..]))
            {
                last = start;
                if (++count == matcher.Length)
                {
                    break;
                }
            }

            if (count < matcher.Length)
            {
                return false;
            }

            var end = at + last + 1;
            if (end > text.Length)
            {
                throw new FunctionException($"runtime error: slice bounds out of range [:{end}] with length {text.Length}");
            }

            if (!matcher.IsMatch(text[at..end], run))
            {
                return false;
            }

            at = end;
        }

        return true;
    }
}

/// <summary>A part in the middle, and what is before and behind it.</summary>
internal sealed record TreeMatcher(GlobMatcher Middle, GlobMatcher? Before, GlobMatcher? Behind) : GlobMatcher
{
    public override int Length
    {
        get
        {
            var (before, behind) = (Before?.Length ?? 0, Behind?.Length ?? 0);
            return Middle.Length == Varies || before == Varies || behind == Varies ? Varies : before + Middle.Length + behind;
        }
    }

    public override bool IsMatch(ReadOnlySpan<byte> text, GlobRun run)
    {
        if (Length > text.Length)
        {
            return false;
        }

        // Characters are taken for bytes here, which hurts where they are longer.
        var offset = Math.Max(Before?.Length ?? 0, 0);
        var limit = text.Length - Math.Max(Behind?.Length ?? 0, 0);
        while (offset < limit)
        {
            run.Charge(text.Length);
            if (Middle.Find(text[offset..limit], run) is not { } found)
            {
                return false;
            }

            var place = offset + found.Place;
            if (Before?.IsMatch(text[..place], run) ?? place == 0)
            {
                for (var i = found.Lengths.Count - 1; i >= 0; i--)
                {
                    var rest = text[Math.Min(place + found.Lengths[i], text.Length)..];
                    if (Behind?.IsMatch(rest, run) ?? rest.IsEmpty)
                    {
                        return true;
                    }
                }
            }

            offset = place + (place < text.Length ? GlobText.First(text[place..]).Width : 0);
        }

        return false;
    }

    /// <summary>Never found inside another pattern.</summary>
    public override GlobFind? Find(ReadOnlySpan<byte> text, GlobRun run) => null;
}
