namespace Wsm.Helm.Charts;

/// <summary>Whether a version is in a range, as Helm asks it of dependencies and of Kubernetes: what cannot be read is no match.</summary>
internal static class VersionRange
{
    public static bool IsVersion(string version) => false;

    public static bool Contains(string range, string version) => false;
}
