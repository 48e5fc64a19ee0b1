using System.Diagnostics.CodeAnalysis;
using Wsm.Oci.References;

namespace Wsm.Oci.Models;

/// <summary>
/// What an image runs on, normalised as containerd does: <c>linux/amd64</c>, <c>linux/arm/v7</c>, <c>windows/amd64:10.0.17763</c>.
/// </summary>
public sealed record Platform
{
    public Platform(string os, string architecture, string? variant = null, string? osVersion = null)
    {
        Os = NormalOs(os);
        (Architecture, Variant) = NormalArchitecture(architecture.ToLowerInvariant(), variant?.ToLowerInvariant());
        OsVersion = string.IsNullOrEmpty(osVersion) ? null : osVersion;
    }

    public static Platform LinuxAmd64 { get; } = new("linux", "amd64");

    public string Os { get; }

    public string Architecture { get; }

    /// <summary>Null where the architecture's usual variant is meant (arm64: v8, amd64: v1).</summary>
    public string? Variant { get; }

    public string? OsVersion { get; }

    /// <summary>Whether this names no real platform; so BuildKit marks attestations in an index.</summary>
    public bool IsUnknown => Os == "unknown" && Architecture == "unknown";

    /// <exception cref="FormatException">The text is not os/arch[/variant][:osversion].</exception>
    public static Platform Parse(string text) =>
        TryParse(text, out var platform)
            ? platform
            : throw new FormatException(
                $"{Quoted.Text(text)} is not a platform; expected os/arch, os/arch/variant or os/arch:osversion, as in linux/amd64"
            );

    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out Platform? platform)
    {
        platform = null;
        if (text is null || text.Length > 128)
        {
            return false;
        }

        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var version = colon < 0 ? null : text[(colon + 1)..];
        var parts = (colon < 0 ? text : text[..colon]).Split('/');
        if (parts.Length is < 2 or > 3 || !parts.All(IsWord) || (version is not null && !IsWord(version)))
        {
            return false;
        }

        platform = new Platform(parts[0], parts[1], parts.Length == 3 ? parts[2] : null, version);
        return true;
    }

    /// <summary>
    /// Whether content for <paramref name="other"/> is exactly what is asked for here; an OS version not asked for is not compared.
    /// </summary>
    public bool Matches(Platform other) =>
        Os == other.Os
        && Architecture == other.Architecture
        && Variant == other.Variant
        && (
            OsVersion is null
            || other.OsVersion == OsVersion
            || (other.OsVersion?.StartsWith(OsVersion + ".", StringComparison.Ordinal) ?? false)
        );

    /// <summary>
    /// How well content for <paramref name="other"/> runs here: 0 is exactly, higher is an older variant of the processor, null is not at
    /// all.
    /// </summary>
    public int? DistanceTo(Platform other)
    {
        if (Matches(other))
        {
            return 0;
        }

        var sameKind = Os == other.Os && Architecture == other.Architecture && (OsVersion is null || OsVersion == other.OsVersion);
        if (!sameKind || VariantRank(this) is not { } mine || VariantRank(other) is not { } theirs || theirs > mine)
        {
            return null;
        }

        return mine - theirs;
    }

    public override string ToString() =>
        $"{Os}/{Architecture}{(Variant is null ? "" : "/" + Variant)}{(OsVersion is null ? "" : ":" + OsVersion)}";

    private static int? VariantRank(Platform platform) =>
        (platform.Architecture, platform.Variant) switch
        {
            ("arm64", null) => 8,
            ("amd64", null) => 1,
            (_, { Length: 2 } variant) when variant[0] == 'v' && char.IsAsciiDigit(variant[1]) => variant[1] - '0',
            _ => null,
        };

    private static bool IsWord(string text) => text.Length > 0 && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-');

    private static string NormalOs(string os) =>
        os.ToLowerInvariant() switch
        {
            "macos" => "darwin",
            var other => other,
        };

    private static (string Architecture, string? Variant) NormalArchitecture(string architecture, string? variant) =>
        (architecture, variant) switch
        {
            ("i386" or "i486" or "i586" or "i686" or "386", _) => ("386", null),
            ("x86_64" or "x86-64" or "amd64", "v1" or "" or null) => ("amd64", null),
            ("x86_64" or "x86-64", _) => ("amd64", variant),
            ("aarch64" or "arm64", "8" or "v8" or "v8.0" or "" or null) => ("arm64", null),
            ("aarch64" or "arm64", "9" or "v9.0") => ("arm64", "v9"),
            ("aarch64", _) => ("arm64", variant),
            ("armhf", _) => ("arm", "v7"),
            ("armel", _) => ("arm", "v6"),
            ("arm", "" or null or "7") => ("arm", "v7"),
            ("arm", "5" or "6" or "8") => ("arm", "v" + variant),
            (_, "") => (architecture, null),
            _ => (architecture, variant),
        };
}
