using System.Text;

namespace Wsm.Helm.Rendering.Globs;

/// <summary>Puts neighbouring matchers into one, where that is possible.</summary>
internal static class GlobGlue
{
    /// <summary>Null when they cannot be one.</summary>
    public static GlobMatcher? TryGlue(IReadOnlyList<GlobMatcher> matchers) =>
        matchers.Count <= 1 ? null : AsEvery(matchers) ?? AsRow(matchers);

    private static RowMatcher? AsRow(IReadOnlyList<GlobMatcher> matchers) =>
        matchers.Any(static matcher => matcher.Length == GlobMatcher.Varies)
            ? null
            : new RowMatcher(matchers, matchers.Sum(static matcher => matcher.Length));

    /// <summary>Of parts that all take anything but the same characters only their number counts.</summary>
    private static GlobMatcher? AsEvery(IReadOnlyList<GlobMatcher> matchers)
    {
        var (hasName, hasPath, count) = (false, false, 0);
        string? separators = null;
        foreach (var matcher in matchers)
        {
            var own = matcher switch
            {
                PathMatcher => "",
                NameMatcher or OneMatcher => "/",
                OneOfMatcher { Not: true } set => set.Characters,
                _ => null,
            };
            if (own is null || own != (separators ??= own))
            {
                return null;
            }

            hasName |= matcher is NameMatcher;
            hasPath |= matcher is PathMatcher;
            count += matcher is OneMatcher or OneOfMatcher ? 1 : 0;
        }

        if (count == 0)
        {
            return hasPath ? new PathMatcher() : new NameMatcher();
        }

        List<GlobMatcher> every = [new AtLeastMatcher(count)];
        if (!hasName)
        {
            every.Add(new AtMostMatcher(count));
        }

        every.Add(new ContainsMatcher(Encoding.UTF8.GetBytes(separators!), Not: true));
        return new AllOfMatcher(every);
    }
}
