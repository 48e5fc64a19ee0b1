using Wsm.Helm.Versions;

namespace Wsm.Product.Sources;

/// <summary>
/// The tag with the highest version. Only tags of three numbers count: beside them stand moving ones (<c>1.2</c>), days (<c>20240516</c>)
/// and commits, which
/// would pass for high versions.
/// </summary>
/// <param name="Tag">As the registry writes it; null when there is none.</param>
/// <param name="PassedOver">Tags that did not count and might have been meant: a higher version stands in them, or one that cannot be
/// read.</param>
internal sealed record TagChoice(string? Tag, IReadOnlyList<string> PassedOver)
{
    /// <summary>Among the tags of an image, which often have a <c>v</c> before the version.</summary>
    public static TagChoice OfImage(IReadOnlyCollection<string> tags, VersionConstraint constraint) => Choose(tags, WithoutV, constraint);

    /// <summary>Among the tags of a chart. Helm counts none with a <c>v</c>; where that leaves nothing, they count here.</summary>
    public static TagChoice OfChart(IReadOnlyCollection<string> tags, VersionConstraint constraint) =>
        Choose(tags, Written, constraint) is { Tag: not null } helms ? helms : Choose(tags, tag => WithoutV(Written(tag)), constraint);

    /// <summary>Null when no tag was passed over.</summary>
    public string? Warning(string repository) =>
        PassedOver.Count == 0
            ? null
            : $"{repository} has tags that look like versions and were passed over, since they do not have three numbers as "
                + $"1.2.3 has: {Names.Of(PassedOver)}";

    private static TagChoice Choose(IReadOnlyCollection<string> tags, Func<string, string> versionIn, VersionConstraint constraint)
    {
        var versions = new VersionedItems<string>(tags, tag =>
            SemanticVersion.TryParseStrict(versionIn(tag), out var version) ? version : null
        );
        var tag = versions.Highest(constraint);
        _ = SemanticVersion.TryParse(tag is null ? null : versionIn(tag), out var chosen);
        return new TagChoice(tag, [.. versions.Unread.Where(unread => MightBeMeant(Written(unread), constraint, chosen))]);
    }

    private static bool MightBeMeant(string tag, VersionConstraint constraint, SemanticVersion? chosen) =>
        SemanticVersion.TryParse(tag, out var loose)
            ? constraint.IsSatisfiedBy(loose) && loose.CompareTo(chosen) > 0
            : BeginsWithTwoNumbers(WithoutV(tag));

    private static bool BeginsWithTwoNumbers(ReadOnlySpan<char> tag)
    {
        var end = tag.IndexOfAnyExceptInRange('0', '9');
        return end > 0 && tag[end..] is ['.', >= '0' and <= '9', ..];
    }

    private static string WithoutV(string tag) => tag.StartsWith('v') ? tag[1..] : tag;

    /// <summary>Tags cannot hold a plus, so helm writes an underscore.</summary>
    private static string Written(string tag) => tag.Replace('_', '+');
}
