using System.Diagnostics.CodeAnalysis;

namespace Wsm.Helm.Versions;

/// <summary>
/// A condition on versions as helm's charts write it: <c>&gt;=1.19-0</c>, <c>^1.2</c>, <c>~1.2.3 || 2.x</c>, <c>1.2 - 1.4</c>. Comparisons in a row, with
/// spaces or commas between, must all hold; of those that <c>||</c> parts one must. Pre-releases satisfy it only when one of the row names a pre-release.
/// </summary>
public sealed class VersionConstraint
{
    private readonly IReadOnlyList<IReadOnlyList<VersionComparison>> _alternatives;

    private VersionConstraint(IReadOnlyList<IReadOnlyList<VersionComparison>> alternatives) => _alternatives = alternatives;

    /// <exception cref="FormatException">With the message that helm gives.</exception>
    public static VersionConstraint Parse(string text)
    {
        var alternatives = new List<IReadOnlyList<VersionComparison>>();
        foreach (var part in ConstraintReader.ReplaceRanges(text).Split("||"))
            alternatives.Add(ConstraintReader.ReadAll(part) ?? throw new FormatException($"improper constraint: {part}"));
        return new VersionConstraint(alternatives);
    }

    public static bool TryParse(string? text, [NotNullWhen(true)] out VersionConstraint? constraint)
    {
        constraint = null;
        try
        {
            constraint = text is null ? null : Parse(text);
        }
        catch (FormatException)
        {
            return false;
        }

        return constraint is not null;
    }

    public bool IsSatisfiedBy(SemanticVersion version)
    {
        foreach (var comparisons in _alternatives)
        {
            var allowsPrerelease = comparisons.Any(comparison => comparison.Version.Prerelease.Length > 0);
            if ((version.Prerelease.Length == 0 || allowsPrerelease) && comparisons.All(comparison => comparison.Holds(version)))
                return true;
        }

        return false;
    }
}
