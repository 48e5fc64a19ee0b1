using Wsm.Bundles.Reading;
using Wsm.Oci.References;
using Wsm.Product.Resolving;
using Wsm.Site.Relocations;

namespace Wsm.Site.Values.Overrides;

/// <summary>An image that is at hand.</summary>
/// <param name="Digest">Null where it is not known: nothing was downloaded yet.</param>
public sealed record HeldImage(Digest? Digest)
{
    /// <summary>Before anything is downloaded: whatever is not left out on purpose will be there.</summary>
    public static Func<ImageReference, HeldImage?> OfAllBut(IEnumerable<ExcludedImage> excluded)
    {
        var absent = excluded.Select(image => image.Reference).ToHashSet();
        return reference => absent.Contains(reference) ? null : new HeldImage(Digest: null);
    }

    /// <param name="relocation">Knows which digests the images have inside.</param>
    public static Func<ImageReference, HeldImage?> In(Bundle bundle, Relocation relocation)
    {
        var held = bundle.Lock.Images.ToDictionary(
            image => ImageReference.Parse(image.Reference),
            image => new HeldImage(relocation.Inside(image.Digest))
        );
        // Somebody may name an image by the digest that the bundle holds under a tag.
        var byDigest = bundle
            .Lock.Images.GroupBy(image => $"{ImageReference.Parse(image.Reference).Name}@{image.Digest}")
            .ToDictionary(same => same.Key, same => held[ImageReference.Parse(same.First().Reference)]);
        return reference =>
            held.GetValueOrDefault(reference)
            ?? (reference.Digest is { } digest ? byDigest.GetValueOrDefault($"{reference.Name}@{digest}") : null);
    }
}
