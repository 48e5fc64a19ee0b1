using Wsm.Oci.References;

namespace Wsm.Product.Catalogs;

/// <summary>Images that are deliberately not carried.</summary>
/// <param name="Pattern">A reference or a part of one, with * for anything: <c>docker.io/library/auto:*</c>.</param>
/// <param name="Reason">Why; null when nobody said.</param>
public sealed record ExcludeRule(string Pattern, string? Reason)
{
    /// <summary>Whether it speaks of an image: as it is written, by its full reference, or by its full name.</summary>
    public bool Matches(ImageReference image) =>
        new[] { image.AsWritten, image.Canonical, image.Name }.Any(text => new StarPattern(Pattern).Match(text) is not null);
}
