namespace Wsm.Helm.Versions;

/// <summary>One comparison of a constraint.</summary>
/// <param name="Operator">As written; may be empty.</param>
/// <param name="Version">With 0 for what the constraint leaves open.</param>
/// <param name="Wild">The first number that the constraint leaves open (0 major, 1 minor, 2 patch); -1 when it gives all three.</param>
internal sealed record VersionComparison(string Operator, SemanticVersion Version, int Wild)
{
    public bool Holds(SemanticVersion version) =>
        Operator switch
        {
            "" or "=" => Wild < 0 ? version.CompareTo(Version) == 0 : IsTilde(version),
            "!=" => IsDifferent(version),
            ">" => IsGreater(version),
            "<" => version.CompareTo(Version) < 0,
            ">=" or "=>" => version.CompareTo(Version) >= 0,
            "<=" or "=<" => IsAtMost(version),
            "~" or "~>" => IsTilde(version),
            _ => IsCaret(version),
        };

    /// <summary>Only <c>1.x</c> and <c>1.2.x</c> leave something open here; <c>*</c> is 0.0.0.</summary>
    private bool MinorIsOpen => Wild == 1;

    private bool PatchIsOpen => Wild == 2;

    private bool IsDifferent(SemanticVersion version)
    {
        if (Wild < 0)
        {
            return version.CompareTo(Version) != 0;
        }

        if (version.Major != Version.Major || (version.Minor != Version.Minor && !MinorIsOpen))
        {
            return true;
        }

        if (MinorIsOpen)
        {
            return false;
        }

        if (version.Patch != Version.Patch && !PatchIsOpen)
        {
            return true;
        }

        if (!PatchIsOpen)
        {
            return version.CompareTo(Version) != 0;
        }

        return version.Prerelease != Version.Prerelease;
    }

    /// <summary><c>&gt;3</c> means 4 or higher.</summary>
    private bool IsGreater(SemanticVersion version)
    {
        if (Wild < 0 || version.Major != Version.Major)
        {
            return version.CompareTo(Version) > 0 && (Wild < 0 || version.Major > Version.Major);
        }

        if (MinorIsOpen)
        {
            return false;
        }

        return PatchIsOpen ? version.Minor > Version.Minor : version.CompareTo(Version) > 0;
    }

    private bool IsAtMost(SemanticVersion version)
    {
        if (Wild < 0)
        {
            return version.CompareTo(Version) <= 0;
        }

        return version.Major < Version.Major || (version.Major == Version.Major && (version.Minor <= Version.Minor || MinorIsOpen));
    }

    private bool IsTilde(SemanticVersion version)
    {
        if (version.CompareTo(Version) < 0)
        {
            return false;
        }

        if (Version is { Major: 0, Minor: 0, Patch: 0 } && !MinorIsOpen && !PatchIsOpen)
        {
            return true;
        }

        return version.Major == Version.Major && (version.Minor == Version.Minor || MinorIsOpen);
    }

    private bool IsCaret(SemanticVersion version)
    {
        if (version.CompareTo(Version) < 0 || version.Major != Version.Major)
        {
            return false;
        }

        if (Version.Major > 0 || MinorIsOpen)
        {
            return true;
        }

        if (Version.Minor > 0 || PatchIsOpen)
        {
            return version.Minor == Version.Minor;
        }

        return version.Minor == 0 && version.Patch == Version.Patch;
    }
}
