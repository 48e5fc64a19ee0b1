using System.Collections.Concurrent;
using Wsm.Bundles.Contents;
using Wsm.Oci.Content;
using Wsm.Oci.Models;
using Wsm.Oci.References;
using Wsm.Oci.Registry;
using Wsm.Product.Catalogs;
using Wsm.Product.Failures;

namespace Wsm.Commands.List;

/// <summary>Measures images by their manifests alone, for the platforms that a download would take.</summary>
internal sealed class ImageMeter(RegistryClient registries, PlatformChoice platforms)
{
    private const int AtOnce = 8;

    private readonly ConcurrentDictionary<Digest, long> _blobs = new();

    /// <summary>The bytes of everything that was measured, each blob once.</summary>
    public long TotalBytes => _blobs.Values.Sum();

    /// <returns>By canonical reference; an image that its registry does not have or give says so.</returns>
    public async Task<IReadOnlyDictionary<string, ImageSize>> MeasureAsync(
        IEnumerable<ResolvedImage> images,
        CancellationToken cancellationToken
    )
    {
        var sizes = new ConcurrentDictionary<string, ImageSize>();
        await Parallel
            .ForEachAsync(
                images,
                new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
                async (image, token) => sizes[image.Reference.Canonical] = await TryMeasureAsync(image.Reference, token)
            )
            .ConfigureAwait(false);
        return sizes;
    }

    private async Task<ImageSize> TryMeasureAsync(ImageReference reference, CancellationToken cancellationToken)
    {
        try
        {
            return await MeasureAsync(reference, cancellationToken);
        }
        catch (Exception failure) when (failure is ContentException or ManifestException or UserError)
        {
            var notFound = failure is ContentException { IsNotFound: true };
            return new ImageSize(null, 0, [], notFound ? "not in its registry" : failure.Message);
        }
    }

    private async Task<ImageSize> MeasureAsync(ImageReference reference, CancellationToken cancellationToken)
    {
        var repository = await registries.FindOriginAsync(reference, cancellationToken);
        var image = await ImageContents.ResolveAsync(reference, reference.TagOrDigest, platforms, repository, cancellationToken);
        (Digest Digest, long Size)[] parts =
        [
            .. image.Manifests.Select(manifest => (manifest.Digest, (long)manifest.Bytes.Length)),
            .. image.Blobs.Select(blob => (blob.Digest, blob.Size)),
        ];
        foreach (var (digest, size) in parts)
        {
            _blobs[digest] = size;
        }

        return new ImageSize(
            image.SourceDigest,
            parts.Sum(part => part.Size),
            [.. image.Platforms.Select(platform => platform.ToString())]
        );
    }
}
