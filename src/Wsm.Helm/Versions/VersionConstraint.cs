using System.Diagnostics.CodeAnalysis;

namespace Wsm.Helm.Versions;

/// <summary>
/// A condition on versions as helm's charts write it: <c>&gt;=1.19-0</c>, <c>^1.2</c>, <c>~1.2.3 || 2.x</c>, <c>1.2 - 1.4</c>. Comparisons
/// in a row, with
/// spaces or commas between, must all hold; of those that <c>||</c> parts one must. Pre-releases satisfy it only when one of the row names
/// a pre-release.
/// </summary>
public sealed class VersionConstraint
{
    /// <summary>Far more than anybody writes; reading takes time that grows with the square of the length.</summary>
    private const int LongestText = 4096;

    private readonly IReadOnlyList<IReadOnlyList<VersionComparison>> _alternatives;

    private VersionConstraint(string text, IReadOnlyList<IReadOnlyList<VersionComparison>> alternatives)
    {
        Text = text;
        _alternatives = alternatives;
    }

    /// <summary>Every version that is no pre-release.</summary>
    public static VersionConstraint Stable { get; } = Parse("*");

    /// <summary>Every version, pre-releases too.</summary>
    public static VersionConstraint Any { get; } = Parse(">=0.0.0-0");

    /// <summary>As it was written.</summary>
    public string Text { get; }

    /// <exception cref="FormatException">With the message that helm gives.</exception>
    public static VersionConstraint Parse(string text)
    {
        if (text.Length > LongestText)
        {
            throw new FormatException($"improper constraint: it is longer than {LongestText} characters");
        }

        var alternatives = ConstraintReader.ReplaceRanges(text).Split("||").Select(ConstraintReader.ReadAll);
        return new VersionConstraint(text, [.. alternatives]);
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

    /// <summary>
    /// Whether a version is in a range, as helm asks it of dependencies and of Kubernetes: what cannot be read is no match.
    /// </summary>
    public static bool Contains(string range, string version) =>
        SemanticVersion.TryParse(version, out var parsed) && TryParse(range, out var constraint) && constraint.IsSatisfiedBy(parsed);

    public bool IsSatisfiedBy(SemanticVersion version)
    {
        foreach (var comparisons in _alternatives)
        {
            var allowsPrerelease = comparisons.Any(static comparison => comparison.Version.IsPrerelease);
            if ((!version.IsPrerelease || allowsPrerelease) && comparisons.All(comparison => comparison.Holds(version)))
            {
                return true;
            }
        }

        return false;
    }

    public override string ToString() => Text;
}
