using Wsm.Oci.References;
using Wsm.Oci.Registry;
using Wsm.Site.Delivery;

namespace Wsm.Site.Clusters.Judging;

/// <param name="IsThere">Null where the registry could not be asked.</param>
/// <param name="Digest">What the tag stands for.</param>
/// <param name="Problem">Why it could not be asked.</param>
internal sealed record PushedImage(bool? IsThere, Digest? Digest, string? Problem);

/// <summary>Asks the registry itself, once for each name.</summary>
public sealed class PushedImages(RegistryClient client)
{
    private readonly Dictionary<string, PushedImage> _answers = new(StringComparer.Ordinal);

    internal async Task<PushedImage> FindAsync(ImageReference name, CancellationToken cancellationToken)
    {
        if (_answers.TryGetValue(name.Canonical, out var known))
        {
            return known;
        }

        try
        {
            var held = await client.GetRepository(name).FindManifestAsync(name.TagOrDigest, cancellationToken);
            return _answers[name.Canonical] = new PushedImage(held is not null, held?.Digest, null);
        }
        catch (Exception error) when (DeliveryFailure.IsOf(error))
        {
            return _answers[name.Canonical] = new PushedImage(null, null, error.Message);
        }
    }
}
