using Wsm.Oci.Content;
using Wsm.Oci.Models;
using Wsm.Oci.References;
using Wsm.Product.Caching;
using Wsm.Product.Failures;

namespace Wsm.Product.Artifacts;

/// <summary>An artifact's parts from its registry, kept for the time when nobody can be asked.</summary>
/// <param name="registry">Null when nobody is to be asked.</param>
internal sealed class CachedContent(ContentCache cache, ImageReference reference, IContentSource? registry) : IContentSource
{
    public async Task<RawManifest> GetManifestAsync(string tagOrDigest, CancellationToken cancellationToken)
    {
        var name = $"artifact {reference.Name} {tagOrDigest}";
        if (registry is null)
        {
            return RawManifest.Create(cache.FindNamed(name) ?? throw NotKept());
        }

        var manifest = await registry.GetManifestAsync(tagOrDigest, cancellationToken).ConfigureAwait(false);
        cache.StoreNamed(name, manifest.Bytes);
        return manifest;
    }

    public async Task<Stream> OpenBlobAsync(Descriptor blob, long offset, CancellationToken cancellationToken)
    {
        if (cache.Find(blob.Digest.Hex) is { } kept)
        {
            return new MemoryStream(kept, writable: false);
        }

        var stream = await (registry ?? throw NotKept()).OpenBlobAsync(blob, offset, cancellationToken).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            using var whole = new MemoryStream();
            await stream.CopyToAsync(whole, cancellationToken).ConfigureAwait(false);
            cache.Store(whole.ToArray());
            return new MemoryStream(whole.ToArray(), writable: false);
        }
    }

    private UserError NotKept() => new($"{reference.AsWritten} is not in the cache.", "Run once without --offline.");
}
