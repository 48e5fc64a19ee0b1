using Wsm.Bundles.Reading;
using Wsm.Oci.References;
using Wsm.Oci.Registry.Options;
using Wsm.Site.Relocations;

namespace Wsm.Site.Values.Presence;

/// <summary>Which images the registry is to be asked for, and how it is reached.</summary>
/// <param name="Images">Each with the digest that its place inside must have.</param>
public sealed record PresenceQuery(RegistryOptions Options, IReadOnlyList<(ImageReference Source, Digest Digest)> Images)
{
    /// <param name="relocation">Knows which digests the images have inside.</param>
    public static PresenceQuery Of(Bundle bundle, Relocation relocation, RegistryOptions options) =>
        new(options, [.. bundle.Images.Select(image => (image.Reference, relocation.Inside(image.Root)))]);
}
