using Wsm.Bundles.Reading;
using Wsm.Oci.References;
using Wsm.Oci.Registry.Options;

namespace Wsm.Site.Values.Presence;

/// <summary>Which images the registry is to be asked for, and how it is reached.</summary>
/// <param name="Images">Each with the digest that its place inside must have.</param>
public sealed record PresenceQuery(RegistryOptions Options, IReadOnlyList<(ImageReference Source, Digest Digest)> Images)
{
    public static PresenceQuery Of(Bundle bundle, RegistryOptions options) =>
        new(options, [.. bundle.Images.Select(image => (image.Reference, image.Root))]);
}
