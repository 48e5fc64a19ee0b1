using Wsm.Oci.Models;

namespace Wsm.Oci.Content;

/// <summary>Where the manifests and blobs of one image are read from: a repository of a registry, or a bundle.</summary>
public interface IContentSource
{
    /// <summary>The manifest that a tag or a digest names. Asked for by digest, the bytes have been checked against it.</summary>
    /// <exception cref="ContentException">There is none (<see cref="ContentException.IsNotFound"/>), or it cannot be read.</exception>
    Task<RawManifest> GetManifestAsync(string tagOrDigest, CancellationToken cancellationToken);

    /// <summary>
    /// The blob's bytes from <paramref name="offset"/> to its end. The length is always checked; the digest too when reading from
    /// the start, before the end is reported, with an <see cref="IntegrityException"/>.
    /// </summary>
    /// <exception cref="ContentException">There is no such blob, or it cannot be read.</exception>
    Task<Stream> OpenBlobAsync(Descriptor blob, long offset, CancellationToken cancellationToken);
}
