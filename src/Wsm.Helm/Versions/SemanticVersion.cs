using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Wsm.Helm.Versions;

/// <summary>
/// A version as helm reads it: a leading <c>v</c>, missing minor and patch numbers and leading zeros are taken too.
/// Numbers go up to 2⁶⁴ − 1. Compared by https://semver.org section 11, so build metadata does not count.
/// </summary>
public sealed class SemanticVersion
{
    private SemanticVersion(ulong major, ulong minor, ulong patch, string prerelease, string metadata, string? original)
    {
        Major = major;
        Minor = minor;
        Patch = patch;
        Prerelease = prerelease;
        Metadata = metadata;
        Original = original ?? ToString();
    }

    public ulong Major { get; }

    public ulong Minor { get; }

    public ulong Patch { get; }

    /// <summary>Without the hyphen; empty for a release.</summary>
    public string Prerelease { get; }

    /// <summary>Without the plus sign; may be empty.</summary>
    public string Metadata { get; }

    public bool IsPrerelease => Prerelease.Length > 0;

    /// <summary>The text that it was parsed from; <see cref="ToString"/> gives the canonical one, <c>1.2.0</c> for <c>v1.2</c>.</summary>
    public string Original { get; }

    /// <exception cref="FormatException">With the message that helm gives.</exception>
    public static SemanticVersion Parse(string text) =>
        Read(text, out var version) is { } problem ? throw new FormatException(problem) : version!;

    public static bool TryParse(string? text, [NotNullWhen(true)] out SemanticVersion? version)
    {
        version = null;
        return text is not null && Read(text, out version) is null;
    }

    /// <summary>
    /// Takes only what https://semver.org calls a version: three numbers without leading zeros. So helm reads the tags of registries.
    /// </summary>
    public static bool TryParseStrict(string? text, [NotNullWhen(true)] out SemanticVersion? version) =>
        TryParse(text, out version) && version.ToString() == text;

    /// <summary>
    /// The next version, as Go's <c>IncMajor</c>, <c>IncMinor</c> and <c>IncPatch</c> make it. A pre-release's next patch is its release.
    /// </summary>
    internal SemanticVersion Next(VersionPart part) =>
        part switch
        {
            VersionPart.Major => With(Major + 1, 0, 0, "", ""),
            VersionPart.Minor => With(Major, Minor + 1, 0, "", ""),
            _ => With(Major, Minor, IsPrerelease ? Patch : Patch + 1, "", ""),
        };

    /// <exception cref="FormatException"/>
    internal SemanticVersion WithPrerelease(string prerelease) =>
        With(Major, Minor, Patch, Checked(prerelease, PrereleaseProblem(prerelease)), Metadata);

    /// <exception cref="FormatException"/>
    internal SemanticVersion WithMetadata(string metadata) =>
        With(Major, Minor, Patch, Prerelease, Checked(metadata, MetadataProblem(metadata)));

    /// <summary>Below 0 when this one comes before <paramref name="other"/>.</summary>
    public int CompareTo(SemanticVersion? other)
    {
        if (other is null)
        {
            return 1;
        }

        var order = Major.CompareTo(other.Major);
        if (order == 0)
        {
            order = Minor.CompareTo(other.Minor);
        }

        if (order == 0)
        {
            order = Patch.CompareTo(other.Patch);
        }

        return order != 0 ? order : PrereleaseOrder.Compare(Prerelease, other.Prerelease);
    }

    public override string ToString()
    {
        var core = string.Create(CultureInfo.InvariantCulture, $"{Major}.{Minor}.{Patch}");
        return core + (IsPrerelease ? "-" + Prerelease : "") + (Metadata.Length > 0 ? "+" + Metadata : "");
    }

    private SemanticVersion With(ulong major, ulong minor, ulong patch, string prerelease, string metadata)
    {
        var next = new SemanticVersion(major, minor, patch, prerelease, metadata, null);
        return Original.StartsWith('v') ? new SemanticVersion(major, minor, patch, prerelease, metadata, "v" + next) : next;
    }

    private static string Checked(string part, string? problem) =>
        problem is null || part.Length == 0 ? part : throw new FormatException(problem);

    /// <summary>What is wrong with the text; null when nothing is, and <paramref name="version"/> is given.</summary>
    private static string? Read(string text, out SemanticVersion? version)
    {
        version = null;
        if (!VersionText.TryRead(text, 0, wildcards: false, out var parts) || parts.End != text.Length)
        {
            return "invalid semantic version";
        }

        var numbers = new ulong[3];
        for (var i = 0; i < 3; i++)
        {
            if (
                parts.Numbers[i].Length > 0
                && !ulong.TryParse(parts.Numbers[i], NumberStyles.None, CultureInfo.InvariantCulture, out numbers[i])
            )
            {
                return $"error parsing version segment: strconv.ParseUint: parsing \"{parts.Numbers[i]}\": value out of range";
            }
        }

        var problem = (parts.Prerelease.Length > 0 ? PrereleaseProblem(parts.Prerelease) : null)
            ?? (parts.Metadata.Length > 0 ? MetadataProblem(parts.Metadata) : null);
        if (problem is null)
        {
            version = new SemanticVersion(numbers[0], numbers[1], numbers[2], parts.Prerelease, parts.Metadata, text);
        }

        return problem;
    }

    private static string? PrereleaseProblem(string text)
    {
        foreach (var part in text.Split('.'))
        {
            if (!VersionText.IsIdentifier(part))
            {
                return "invalid prerelease string";
            }

            if (part.Length > 1 && part[0] == '0' && part.AsSpan().IndexOfAnyExceptInRange('0', '9') < 0)
            {
                return "version segment starts with 0";
            }
        }

        return null;
    }

    private static string? MetadataProblem(string text) => text.Split('.').All(VersionText.IsIdentifier) ? null : "invalid metadata string";
}

internal enum VersionPart
{
    Major,
    Minor,
    Patch,
}
