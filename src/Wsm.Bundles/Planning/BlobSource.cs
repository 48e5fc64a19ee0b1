using Wsm.Oci.Models;

namespace Wsm.Bundles.Planning;

/// <summary>Opens a blob at its source from an offset to its end, unverified.</summary>
public delegate Task<Stream> OpenBlob(Descriptor blob, long offset, CancellationToken cancellationToken);

/// <summary>Opens so many bytes of a blob from an offset, unverified; null when the source gives only whole blobs.</summary>
public delegate Task<Stream?> OpenBlobRange(Descriptor blob, long offset, long length, CancellationToken cancellationToken);

/// <summary>Where blobs can be had.</summary>
/// <param name="OpenRange">Null where fetching a blob over several connections is not possible, or not worth it.</param>
public sealed record BlobSource(OpenBlob Open, OpenBlobRange? OpenRange = null);
