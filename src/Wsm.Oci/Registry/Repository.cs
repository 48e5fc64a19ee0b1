using Wsm.Oci.Content;
using Wsm.Oci.Models;
using Wsm.Oci.References;

namespace Wsm.Oci.Registry;

/// <summary>One repository of a registry. Every method throws <see cref="RegistryException"/> when the registry fails or refuses.</summary>
/// <remarks>https://github.com/opencontainers/distribution-spec/blob/v1.1.0/spec.md</remarks>
public sealed class Repository : IContentSource
{
    internal Repository(string registry, string name)
    {
        Registry = registry;
        Name = name;
    }

    public string Registry { get; }

    public string Name { get; }

    /// <summary>Digest, size and media type without the body; null when there is none. Costs nothing of Docker Hub's pull limit.</summary>
    public Task<Descriptor?> FindManifestAsync(string tagOrDigest, CancellationToken cancellationToken) => throw new NotImplementedException();

    public Task<RawManifest> GetManifestAsync(string tagOrDigest, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>Stores a manifest under a tag, or under its digest alone when <paramref name="tag"/> is null.</summary>
    public Task PutManifestAsync(RawManifest manifest, string? tag, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>Removes a manifest, and with it its tags. Many registries do not allow it.</summary>
    public Task DeleteManifestAsync(Digest digest, CancellationToken cancellationToken) => throw new NotImplementedException();

    public Task<bool> HasBlobAsync(Descriptor blob, CancellationToken cancellationToken) => throw new NotImplementedException();

    public Task<Stream> OpenBlobAsync(Descriptor blob, long offset, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>As <see cref="OpenBlobAsync(Descriptor, long, CancellationToken)"/>, without hashing when <paramref name="verify"/> is false: for callers who hash what they write.</summary>
    public Task<Stream> OpenBlobAsync(Descriptor blob, long offset, bool verify, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>Brings a blob here in the cheapest way there is: none, a mount, or an upload.</summary>
    public Task<UploadOutcome> UploadBlobAsync(Descriptor blob, BlobOpener open, UploadOptions? options, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>All tags, page by page, in the registry's order.</summary>
    public IAsyncEnumerable<string> ListTagsAsync(CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>What refers to a manifest (signatures, attestations), by the referrers API or else by the referrers tag.</summary>
    public Task<IReadOnlyList<Descriptor>> GetReferrersAsync(Digest subject, string? artifactType, CancellationToken cancellationToken) => throw new NotImplementedException();
}
