using Wsm.Oci.Content;
using Wsm.Oci.Models;
using Wsm.Oci.References;
using Wsm.Product.Failures;

namespace Wsm.Bundles.Contents;

/// <summary>Which platforms of an image are wanted: some, or all there are.</summary>
public sealed record PlatformChoice(IReadOnlyList<Platform> Wanted)
{
    private const string AllWord = "all";

    public bool IsAll => Wanted.Count == 0;

    /// <summary>As the lock records the choice.</summary>
    public IReadOnlyList<string> Names =>
        IsAll ? [AllWord] : [.. Wanted.Select(platform => platform.ToString()).Order(StringComparer.Ordinal)];

    /// <summary>All there are: for what no platform is a concern of.</summary>
    public static PlatformChoice All { get; } = new([]);

    /// <param name="texts">As written after <c>--platform</c>; none means linux/amd64.</param>
    /// <exception cref="UserError">One of them is no platform.</exception>
    public static PlatformChoice Parse(IReadOnlyCollection<string> texts)
    {
        if (texts.Count == 0)
        {
            return new PlatformChoice([Platform.LinuxAmd64]);
        }

        if (texts.Contains(AllWord))
        {
            return new PlatformChoice([]);
        }

        return new PlatformChoice([.. texts.SelectMany(text => text.Split(',')).Select(ParseOne).Distinct()]);
    }

    /// <summary>
    /// What is taken of an index. One platform: its manifest, so that nothing else is carried. Several, or a reference that is
    /// pinned to the index: the index itself, because its digest must survive. So it is for an index that holds no images at all.
    /// </summary>
    /// <returns>The children that fit, of which the first is taken; none to keep the index whole.</returns>
    /// <exception cref="UserError">The index lacks a wanted platform.</exception>
    internal async Task<IReadOnlyList<Descriptor>> ChooseFromAsync(
        ImageIndex index,
        ImageReference reference,
        IContentSource source,
        CancellationToken cancellationToken
    )
    {
        var search = new PlatformSearch(source);
        await search.ReadAsync(index, cancellationToken);
        IReadOnlyList<Descriptor> fitting = [];
        var missing = new List<Platform>();
        foreach (var platform in Wanted)
        {
            fitting = await search.FindAsync(platform, cancellationToken);
            if (fitting.Count == 0)
            {
                missing.Add(platform);
            }
        }

        if (missing.Count > 0 && search.Platforms is { Count: > 0 } offered)
        {
            throw new UserError(
                $"there is no {string.Join(" or ", missing)} in it, only {string.Join(", ", offered)}",
                RemedyKind.ChoosePlatform
            );
        }

        return Wanted.Count == 1 && reference.Digest is null ? fitting : [];
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
