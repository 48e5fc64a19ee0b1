using Wsm.Oci.Content;
using Wsm.Oci.Models;
using Wsm.Oci.References;

namespace Wsm.Bundles.Importing;

/// <summary>Manifests and blobs of an archive by their digests.</summary>
/// <param name="archive">For messages.</param>
/// <param name="find">The entry with that digest; null when there is none.</param>
internal sealed class ForeignContent(string archive, Func<Digest, ForeignEntry?> find) : IContentSource
{
    private readonly Dictionary<Digest, RawManifest> _made = [];

    /// <summary>Adds a manifest that the archive does not have.</summary>
    public void Add(RawManifest manifest) => _made[manifest.Digest] = manifest;

    /// <summary>Whether there is an entry of that digest and size; whether its bytes are right shows when they are read.</summary>
    public bool Has(Descriptor blob) => find(blob.Digest)?.Size == blob.Size;

    public bool Has(Digest digest) => _made.ContainsKey(digest) || find(digest) is not null;

    public Task<RawManifest> GetManifestAsync(string tagOrDigest, CancellationToken cancellationToken)
    {
        var digest = Digest.Parse(tagOrDigest);
        if (_made.TryGetValue(digest, out var made))
        {
            return Task.FromResult(made);
        }

        var entry = find(digest) ?? throw NotThere(digest);
        var manifest = RawManifest.Create(
            entry.ReadDocument($"{digest} in '{archive}'", RawManifest.LargestSize),
            algorithm: digest.Algorithm
        );
        return manifest.Digest == digest
            ? Task.FromResult(manifest)
            : throw new IntegrityException($"the manifest {digest} in '{archive}' is damaged: its bytes have the digest {manifest.Digest}");
    }

    public Task<Stream> OpenBlobAsync(Descriptor blob, long offset, CancellationToken cancellationToken) =>
        Task.FromResult((find(blob.Digest) ?? throw NotThere(blob.Digest)).OpenAt(offset));

    private ContentException NotThere(Digest digest) => new($"'{archive}' lacks {digest}") { IsNotFound = true };
}
