using System.Collections.Concurrent;
using Wsm.Bundles.Contents;
using Wsm.Oci.Content;
using Wsm.Oci.Models;
using Wsm.Oci.References;
using Wsm.Product.Failures;

namespace Wsm.Bundles.Reading;

/// <summary>The blobs of earlier bundles, which a delta is read over.</summary>
public sealed class BaseBlobs : IBlobStore
{
    private const int BufferLength = 1 << 20;

    private readonly IReadOnlyList<Bundle> _bundles;
    private readonly ILookup<Digest, BundleImage> _images;
    private readonly ConcurrentDictionary<Digest, BundleImage> _proved = [];

    private BaseBlobs(IReadOnlyList<Bundle> bundles)
    {
        _bundles = bundles;
        _images = bundles
            .SelectMany(bundle =>
                bundle.Images.SelectMany(
                    image => image.Entry.Contents.Where(content => !image.IsAbsent(content.Digest)),
                    (image, content) => (content.Digest, image)
                )
            )
            .ToLookup(pair => pair.Digest, pair => pair.image);
    }

    public static BaseBlobs None { get; } = new([]);

    /// <exception cref="UserError">One of them is no bundle.</exception>
    public static BaseBlobs Of(IEnumerable<string> paths, LockVerifier? gate = null)
    {
        var opened = new List<Bundle>();
        LockVerifier? older = gate is null ? null : (place, bytes, signatures, _) => gate(place, bytes, signatures, true);
        try
        {
            foreach (var path in paths)
            {
                opened.Add(Bundle.Open(path, older));
            }

            return new BaseBlobs(opened);
        }
        catch
        {
            foreach (var bundle in opened)
            {
                bundle.Dispose();
            }

            throw;
        }
    }

    public bool Any => _bundles.Count > 0;

    /// <summary>Whether some lock says so; nothing is read.</summary>
    public bool Contains(Digest digest) => _images.Contains(digest);

    /// <summary>The blob from an offset, unverified, from the first bundle that gives it; null when none does.</summary>
    public Stream? Open(Digest digest, long offset)
    {
        var proved = _proved.GetValueOrDefault(digest);
        foreach (var image in proved is null ? _images[digest] : [proved])
        {
            try
            {
                if (image.TryOpen(digest, offset) is { } stream)
                {
                    return stream;
                }
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                // This copy is gone; another bundle, or another archive of the same one, may have it.
            }
        }

        return null;
    }

    /// <summary>Whether one of the bundles gives these very bytes: reads them all, and keeps to that copy from then on.</summary>
    public async Task<bool> ProveAsync(Digest digest, long size, CancellationToken cancellationToken)
    {
        foreach (var image in _images[digest])
        {
            try
            {
                if (image.TryOpen(digest, 0) is not { } stream)
                {
                    continue;
                }

                var blob = new Descriptor
                {
                    MediaType = MediaTypes.OciLayer,
                    Digest = digest,
                    Size = size,
                };
                await using var checking = new VerifyingStream(stream, blob);
                await checking.CopyToAsync(Stream.Null, BufferLength, cancellationToken);
                _proved.TryAdd(digest, image);
                return true;
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                // Damaged here; the next copy may be whole.
            }
        }

        return false;
    }

    public void Dispose()
    {
        foreach (var bundle in _bundles)
        {
            bundle.Dispose();
        }
    }
}
