using Wsm.Helm.Versions;

namespace Wsm.Helm.Charts;

/// <summary>Whether a version is in a range, as Helm asks it of dependencies and of Kubernetes: what cannot be read is no match.</summary>
internal static class VersionRange
{
    public static bool IsVersion(string version) => SemanticVersion.TryParse(version, out _);

    public static bool Contains(string range, string version) =>
        SemanticVersion.TryParse(version, out var parsed)
        && VersionConstraint.TryParse(range, out var constraint)
        && constraint.IsSatisfiedBy(parsed);
}
