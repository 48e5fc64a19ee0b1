using Wsm.Oci.Content;
using Wsm.Oci.Models;
using Wsm.Oci.References;

namespace Wsm.Site.Artifacts;

/// <summary>Content that was made here and lies nowhere else.</summary>
internal sealed class MemoryContent : IContentSource
{
    private readonly Dictionary<Digest, ReadOnlyMemory<byte>> _blobs = [];

    public Descriptor Add(string mediaType, ReadOnlyMemory<byte> bytes)
    {
        var digest = Digest.Of(bytes.Span);
        _blobs[digest] = bytes;
        return new Descriptor
        {
            MediaType = mediaType,
            Digest = digest,
            Size = bytes.Length,
        };
    }

    public Task<RawManifest> GetManifestAsync(string tagOrDigest, CancellationToken cancellationToken) =>
        Task.FromException<RawManifest>(new ContentException($"{tagOrDigest} was not made here") { IsNotFound = true });

    public Task<Stream> OpenBlobAsync(Descriptor blob, long offset, CancellationToken cancellationToken) =>
        _blobs.TryGetValue(blob.Digest, out var bytes)
            ? Task.FromResult<Stream>(new MemoryStream(bytes[(int)offset..].ToArray(), writable: false))
            : Task.FromException<Stream>(new ContentException($"{blob.Digest} was not made here") { IsNotFound = true });
}
