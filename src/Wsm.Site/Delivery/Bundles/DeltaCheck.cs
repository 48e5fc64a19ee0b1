using Wsm.Bundles.Locks;
using Wsm.Bundles.Reading;
using Wsm.Oci.Models;
using Wsm.Oci.References;
using Wsm.Oci.Registry;
using Wsm.Oci.Registry.Failures;
using Wsm.Product.Failures;
using Wsm.Site.Relocations;

namespace Wsm.Site.Delivery.Bundles;

/// <summary>
/// Proves, before anything is sent, that delta and receiver together are whole: each blob that the delta leaves out is in the target
/// repository, in another of that registry's repositories, or in an earlier bundle, whose copy is read and hashed for it.
/// </summary>
public sealed class DeltaCheck(RegistryClient client, Bundle bundle, Relocation relocation)
{
    private const int AtOnce = 16;

    private readonly Dictionary<Digest, AbsentBlob> _absent = (bundle.Lock.Delta?.Absent ?? []).ToDictionary(blob => blob.Digest);

    /// <param name="images">What is to be pushed; see <see cref="BundleDelivery"/>.</param>
    public async Task<DeltaCheckResult> ProveAsync(IReadOnlyList<ImageToDeliver> images, CancellationToken cancellationToken)
    {
        var wanted = images
            .SelectMany(image => image.Blobs.Where(blob => _absent.ContainsKey(blob.Digest)), (image, blob) => (Image: image, Blob: blob))
            .GroupBy(pair => (pair.Image.Relocated.Push.Registry, pair.Blob.Digest))
            .Select(same => (same.Key.Registry, same.First().Blob, Images: same.Select(pair => pair.Image).ToList()))
            .ToList();
        var found = new (ImageReference? Place, MissingBlob? Missing)[wanted.Count];
        var options = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken };
        await Parallel.ForAsync(0, wanted.Count, options, async (i, cancellation) =>
            found[i] = await FindAsync(wanted[i].Registry, wanted[i].Blob, wanted[i].Images, cancellation)
        );
        return new DeltaCheckResult
        {
            Held = wanted
                .Zip(found)
                .Where(pair => pair.Second.Place is not null)
                .ToDictionary(pair => (pair.First.Registry, pair.First.Blob.Digest), pair => pair.Second.Place!),
            Missing =
            [
                .. found.Select(pair => pair.Missing).OfType<MissingBlob>().OrderBy(blob => blob.Digest.ToString(), StringComparer.Ordinal),
            ],
            Blobs = wanted.Count,
            Bytes = wanted.Sum(blob => blob.Blob.Size),
        };
    }

    private async Task<(ImageReference? Place, MissingBlob? Missing)> FindAsync(
        string registry,
        Descriptor blob,
        IReadOnlyList<ImageToDeliver> images,
        CancellationToken cancellationToken
    )
    {
        string? problem = null;
        foreach (var place in PlacesOn(registry, blob, images))
        {
            try
            {
                if (await client.GetRepository(place).HasBlobAsync(blob, cancellationToken))
                {
                    return (place, null);
                }
            }
            catch (RegistryException e)
            {
                // A place that may not be asked proves nothing; another one may.
                problem ??= e.Message;
            }
        }

        if (await bundle.Bases.ProveAsync(blob.Digest, blob.Size, cancellationToken))
        {
            return (null, null);
        }

        var absent = _absent[blob.Digest];
        return (
            null,
            new MissingBlob(
                absent.Digest,
                absent.Size,
                [.. images.Select(image => image.Relocated.Source.AsWritten).Distinct()],
                [.. bundle.Lock.Delta!.DescribePlacesOf(absent)],
                problem
            )
        );
    }

    /// <summary>Where it is needed first; then where the receiver's inventory saw it, as far as that is on this registry.</summary>
    private IEnumerable<ImageReference> PlacesOn(string registry, Descriptor blob, IReadOnlyList<ImageToDeliver> images) =>
        images
            .Select(image => image.Relocated.Push)
            .Concat(
                _absent[blob.Digest]
                    .At.Select(place => Inside(bundle.Lock.Delta!.Places[place]))
                    .OfType<ImageReference>()
                    .Where(place => place.Registry == registry)
            )
            .DistinctBy(place => place.Name);

    private ImageReference? Inside(HeldPlace place)
    {
        if (!ImageReference.TryParse(place.Repository, out var repository, out _))
        {
            return null;
        }

        if (place.Kind == PlaceKind.Registry)
        {
            return repository;
        }

        try
        {
            // What a bundle has from there was pushed to where this push would bring it.
            return relocation.Relocate(repository).Push;
        }
        catch (UserError)
        {
            return null;
        }
    }
}
