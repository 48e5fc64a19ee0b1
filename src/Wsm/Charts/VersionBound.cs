using NuGet.Versioning;

namespace Wsm.Charts;

/// <summary>One comparison of a <see cref="VersionRange"/>.</summary>
/// <param name="Operator">The comparison; empty is "equal".</param>
/// <param name="Version">The version with every part that was not written as zero.</param>
/// <param name="Precision">How many of major, minor and patch were written.</param>
internal sealed record VersionBound(string Operator, SemanticVersion Version, int Precision)
{
    public static VersionBound Any { get; } = new("", new SemanticVersion(0, 0, 0), 0);

    public bool NamesPrerelease => Version.IsPrerelease;

    /// <summary>Up to three numbers or wildcards, then a pre-release and build metadata, as far as they are there.</summary>
    public static bool IsVersion(ReadOnlySpan<char> text)
    {
        if (text is ['v' or 'V', ..])
        {
            text = text[1..];
        }

        var end = text.IndexOfAny('-', '+');
        var core = end < 0 ? text : text[..end];
        var parts = 0;
        foreach (var part in core.Split('.'))
        {
            var number = core[part];
            if (++parts > 3 || number.IsEmpty || (number is not ("x" or "X" or "*") && number.ContainsAnyExceptInRange('0', '9')))
            {
                return false;
            }
        }

        return end < 0 || (end + 1 < text.Length && !text[(end + 1)..].Contains('*'));
    }

    /// <returns>Null when a number is too large for a version.</returns>
    public static VersionBound? Create(string comparison, string version)
    {
        var text = version.TrimStart('v', 'V');
        var build = text.IndexOf('+');
        text = build < 0 ? text : text[..build];
        var dash = text.IndexOf('-');
        var (core, prerelease) = dash < 0 ? (text, "") : (text[..dash], text[dash..]);
        var written = core.Split('.').TakeWhile(part => part is not ("x" or "X" or "*")).ToList();
        var full = string.Join('.', written.Concat(Enumerable.Repeat("0", 3 - written.Count))) + prerelease;
        return SemanticVersion.TryParse(full, out var parsed) ? new VersionBound(comparison, parsed, written.Count) : null;
    }

    public bool Allows(SemanticVersion version) =>
        Operator switch
        {
            "" or "=" => Equal(version),
            "!=" => !Equal(version),
            ">" => Precision is 0 or 3 ? version > Version : Significant(version).CompareTo(Significant(Version)) > 0,
            ">=" or "=>" => version >= Version,
            "<" => version < Version,
            "<=" or "=<" => Precision == 3 ? version <= Version : Significant(version).CompareTo(Significant(Version)) <= 0,
            "~" or "~>" => Tilde(version),
            _ => Caret(version),
        };

    private bool Equal(SemanticVersion version) =>
        Precision == 3 ? VersionComparer.VersionRelease.Equals(version, Version) : Tilde(version);

    private bool Tilde(SemanticVersion version) =>
        version >= Version && (Precision == 0 || (version.Major == Version.Major && (Precision == 1 || version.Minor == Version.Minor)));

    /// <summary>The leftmost part that is not zero stays as it is.</summary>
    private bool Caret(SemanticVersion version)
    {
        if (version < Version || Precision == 0)
        {
            return Precision == 0;
        }

        if (version.Major != Version.Major)
        {
            return false;
        }

        if (Version.Major > 0 || Precision == 1)
        {
            return true;
        }

        return version.Minor == Version.Minor && (Version.Minor > 0 || Precision == 2 || version.Patch == Version.Patch);
    }

    /// <summary>The parts that were written; <c>&gt;1.2</c> starts at 1.3.0.</summary>
    private (int Major, int Minor) Significant(SemanticVersion version) =>
        (Precision == 0 ? 0 : version.Major, Precision < 2 ? 0 : version.Minor);
}
