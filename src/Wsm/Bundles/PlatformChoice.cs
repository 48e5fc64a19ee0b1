using Wsm.Oci.Models;
using Wsm.Oci.References;

namespace Wsm.Bundles;

/// <summary>Which platforms of an image are wanted: some, or all there are.</summary>
public sealed record PlatformChoice(IReadOnlyList<Platform> Wanted)
{
    private const string AllWord = "all";

    public bool IsAll => Wanted.Count == 0;

    /// <summary>As the lock records the choice.</summary>
    public IReadOnlyList<string> Names =>
        IsAll ? [AllWord] : [.. Wanted.Select(platform => platform.ToString()).Order(StringComparer.Ordinal)];

    /// <param name="texts">As written after <c>--platform</c>; none means linux/amd64.</param>
    /// <exception cref="UserError">One of them is no platform.</exception>
    public static PlatformChoice Parse(IReadOnlyCollection<string> texts)
    {
        if (texts.Count == 0)
            return new PlatformChoice([Platform.LinuxAmd64]);
        if (texts.Contains(AllWord))
            return new PlatformChoice([]);
        return new PlatformChoice([.. texts.SelectMany(text => text.Split(',')).Select(ParseOne).Distinct()]);
    }

    /// <summary>
    /// What is taken of an index. One platform: its manifest, so that nothing else is carried. Several, or a reference that is
    /// pinned to the index: the index itself, because its digest must survive.
    /// </summary>
    /// <returns>The child to take, or null to keep the index whole.</returns>
    /// <exception cref="UserError">The index lacks a wanted platform.</exception>
    public Descriptor? ChooseFrom(ImageIndex index, ImageReference reference)
    {
        var missing = Wanted.Where(platform => index.Find(platform) is null).ToList();
        if (missing.Count > 0)
        {
            throw new UserError(
                $"there is no {string.Join(" or ", missing)} in it, only {string.Join(", ", index.Platforms)}",
                "Choose with --platform."
            );
        }

        return Wanted.Count == 1 && reference.Digest is null ? index.Find(Wanted[0]) : null;
    }

    private static Platform ParseOne(string text) =>
        Platform.TryParse(text, out var platform)
            ? platform
            : throw UserError.Usage(
                $"'{text}' is not a platform",
                Guess(text) is { } meant ? $"Did you mean {meant}?" : "Write it as os/arch or os/arch/variant, as in linux/amd64, or 'all'."
            );

    private static string? Guess(string text) =>
        text.ToLowerInvariant() switch
        {
            "amd64" or "x86_64" or "x86-64" or "x64" or "linux-amd64" or "linux_amd64" or "linux/x86_64" => "linux/amd64",
            "arm64" or "aarch64" or "linux-arm64" or "linux_arm64" or "linux/aarch64" => "linux/arm64",
            "*" or "any" => AllWord,
            _ => null,
        };
}
