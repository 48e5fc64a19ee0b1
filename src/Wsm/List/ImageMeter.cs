using System.Collections.Concurrent;
using Wsm.Bundles;
using Wsm.Catalogs;
using Wsm.Oci.Content;
using Wsm.Oci.Models;
using Wsm.Oci.References;
using Wsm.Oci.Registry;

namespace Wsm.List;

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
        var repository = registries.GetRepository(reference);
        var root = await repository.GetManifestAsync(reference.TagOrDigest, cancellationToken);
        var digest = root.Digest.ToString();
        var seen = new Dictionary<Digest, long>();
        var counted = new List<string>();
        if (root.IsIndex && platforms.ChooseFrom(root.AsIndex(), reference) is { } child)
        {
            root = await repository.GetManifestAsync(child.Digest.ToString(), cancellationToken);
            counted.Add(child.Platform?.ToString() ?? "");
        }

        await CountAsync(repository, root, seen, counted, cancellationToken);
        foreach (var (blob, size) in seen)
        {
            _blobs[blob] = size;
        }

        return new ImageSize(digest, seen.Values.Sum(), counted);
    }

    private static async Task CountAsync(
        IContentSource repository,
        RawManifest manifest,
        Dictionary<Digest, long> seen,
        List<string> counted,
        CancellationToken cancellationToken
    )
    {
        if (!seen.TryAdd(manifest.Digest, manifest.Bytes.Length))
        {
            return;
        }

        if (!manifest.IsIndex)
        {
            foreach (var blob in manifest.AsImage().Blobs)
            {
                seen[blob.Digest] = blob.Size;
            }

            return;
        }

        foreach (var child in manifest.AsIndex().Manifests)
        {
            counted.Add(child.Platform?.ToString() ?? child.Digest.ToString());
            await CountAsync(
                repository,
                await repository.GetManifestAsync(child.Digest.ToString(), cancellationToken),
                seen,
                counted,
                cancellationToken
            );
        }
    }
}
