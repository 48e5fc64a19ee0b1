namespace Wsm.Oci.Content;

/// <summary>Opens a blob's content anew at an offset, as often as an upload must be tried; the receiver disposes of the stream.</summary>
public delegate Task<Stream> BlobOpener(long offset, CancellationToken cancellationToken);
