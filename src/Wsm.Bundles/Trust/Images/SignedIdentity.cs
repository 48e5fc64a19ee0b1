using Wsm.Oci.References;

namespace Wsm.Bundles.Trust.Images;

/// <summary>
/// How the name that was signed must fit the image's own: <c>signedIdentity</c> of containers-policy.json, written as one word or as
/// <c>word=value</c>.
/// </summary>
/// <remarks>https://github.com/containers/image/blob/main/docs/containers-policy.json.5.md</remarks>
public sealed class SignedIdentity
{
    private readonly Func<ImageReference, ImageReference, bool> _fits;

    private SignedIdentity(string text, Func<ImageReference, ImageReference, bool> fits)
    {
        Text = text;
        _fits = fits;
    }

    /// <summary>The same repository; and the same tag, where the image has one and the signature names one.</summary>
    /// <remarks>cosign signs the repository alone unless it is told otherwise, which containers/image takes for a mismatch here.</remarks>
    public static SignedIdentity Default { get; } = new("matchRepoDigestOrExact", (image, signed) => FitsOrIsExact(image, signed));

    /// <summary>The rule as it was written.</summary>
    public string Text { get; }

    /// <summary>Whether a signature that names nothing, as attestations and sigstore bundles do, suffices.</summary>
    public bool TakesNameless => this == Default;

    /// <exception cref="FormatException">It is no such rule.</exception>
    public static SignedIdentity Parse(string text)
    {
        var (word, value) = text.Split('=', 2) is [var first, var rest] ? (first, rest) : (text, null);
        return (word, value) switch
        {
            ("matchRepoDigestOrExact", null) => Default,
            ("matchExact", null) => new(text, (image, signed) => IsExact(image, signed)),
            ("matchRepository", null) => new(text, (image, signed) => image.Name == signed.Name),
            ("exactReference", { } reference) when ImageReference.TryParse(reference, out var exact) => new(text, (_, signed) =>
                FitsOrIsExact(exact, signed)
            ),
            ("exactRepository", { } repository) when ImageReference.TryParse(repository, out var exact) && !NamesTag(exact) => new(
                text,
                (_, signed) => exact.Name == signed.Name
            ),
            ("remapIdentity", { } pair) when pair.Split('=') is [{ Length: > 0 } prefix, { Length: > 0 } instead] => new(
                text,
                (image, signed) => Remapped(image, prefix, instead) is { } remapped && FitsOrIsExact(remapped, signed)
            ),
            _ => throw new FormatException($"'{text}' says nothing about names in signatures"),
        };
    }

    /// <param name="image">Where the image came from.</param>
    /// <param name="signed">The name in the signature.</param>
    public bool Fits(ImageReference image, string signed) => ImageReference.TryParse(signed, out var reference) && _fits(image, reference);

    private static bool FitsOrIsExact(ImageReference image, ImageReference signed) =>
        image.Name == signed.Name && (image.Tag is null || !NamesTag(signed) || image.Tag == signed.Tag);

    private static bool IsExact(ImageReference image, ImageReference signed) =>
        image.Name == signed.Name
        && (NamesTag(signed) || signed.Digest is not null)
        && image.Tag == signed.Tag
        && image.Digest == signed.Digest;

    /// <summary>The parser gives a name without a tag <c>latest</c>, which nobody has signed.</summary>
    private static bool NamesTag(ImageReference reference) =>
        reference.Tag is { } tag && reference.AsWritten.Split('@')[0].EndsWith(":" + tag, StringComparison.Ordinal);

    /// <summary>The image's name with another beginning, where it begins so; part by part, so that <c>a.io/b</c> is none of <c>a.io/bc</c>.</summary>
    private static ImageReference? Remapped(ImageReference image, string prefix, string instead)
    {
        var begins =
            image.Name.StartsWith(prefix, StringComparison.Ordinal)
            && (image.Name.Length == prefix.Length || image.Name[prefix.Length] == '/');
        return !begins ? image
            : ImageReference.TryParse(instead + image.Canonical[prefix.Length..], out var remapped) ? remapped
            : null;
    }
}
