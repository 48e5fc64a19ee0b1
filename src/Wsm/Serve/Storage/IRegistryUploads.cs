using Wsm.Oci.Models;
using Wsm.Oci.References;

namespace Wsm.Serve.Storage;

/// <summary>A registry's content that can be added to.</summary>
public interface IRegistryUploads
{
    /// <summary>Null when too many uploads are under way.</summary>
    UploadSession? TryBegin();

    UploadSession? Find(string id);

    /// <summary>Ends the upload: the bytes become the blob, or are thrown away and false is returned because they are not <paramref name="digest"/>.</summary>
    Task<bool> CommitAsync(UploadSession session, Digest digest, CancellationToken cancellationToken);

    void Abandon(UploadSession session);

    /// <summary>Adds a manifest, whose blobs are there, and points the tag, if any, to it.</summary>
    Task PutManifestAsync(string repository, string? tag, RawManifest manifest, CancellationToken cancellationToken);
}
