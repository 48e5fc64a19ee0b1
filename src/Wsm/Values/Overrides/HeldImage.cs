using Wsm.Bundles;
using Wsm.Oci.References;

namespace Wsm.Values.Overrides;

/// <summary>An image that is at hand.</summary>
/// <param name="Digest">Null where it is not known: nothing was downloaded yet.</param>
internal sealed record HeldImage(string? Digest)
{
    public static Func<ImageReference, HeldImage?> In(Bundle bundle)
    {
        var held = bundle.Lock.Images.ToDictionary(image => ImageReference.Parse(image.Reference), image => new HeldImage(image.Digest));
        return reference => held.GetValueOrDefault(reference);
    }
}
