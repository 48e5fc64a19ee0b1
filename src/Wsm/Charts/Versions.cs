using NuGet.Versioning;

namespace Wsm.Charts;

/// <summary>Chooses among things that have versions.</summary>
internal static class Versions
{
    /// <summary>The one with the highest semantic version in the range; what has no semantic version is passed over.</summary>
    public static T? Highest<T>(IEnumerable<T> items, Func<T, string> versionOf, VersionRange range)
        where T : class
    {
        (T? Item, SemanticVersion? Version) best = default;
        foreach (var item in items)
        {
            if (Parse(versionOf(item)) is { } version && range.Contains(version) && (best.Version is null || version > best.Version))
            {
                best = (item, version);
            }
        }

        return best.Item;
    }

    /// <summary>With or without a leading <c>v</c>.</summary>
    public static SemanticVersion? Parse(string text) =>
        SemanticVersion.TryParse(text.StartsWith('v') ? text[1..] : text, out var version) ? version : null;
}
