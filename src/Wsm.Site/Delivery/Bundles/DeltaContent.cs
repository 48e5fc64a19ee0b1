using Wsm.Oci.Content;
using Wsm.Oci.Models;
using Wsm.Oci.References;
using Wsm.Oci.Registry;

namespace Wsm.Site.Delivery.Bundles;

/// <summary>
/// An image of a delta: what the delta leaves out is read from the registry that has it, should that not mount it by itself.
/// </summary>
internal sealed class DeltaContent(IContentSource delta, IReadOnlyDictionary<Digest, Repository> held) : IContentSource
{
    public Task<RawManifest> GetManifestAsync(string tagOrDigest, CancellationToken cancellationToken) =>
        delta.GetManifestAsync(tagOrDigest, cancellationToken);

    public Task<Stream> OpenBlobAsync(Descriptor blob, long offset, CancellationToken cancellationToken) =>
        held.TryGetValue(blob.Digest, out var repository)
            ? repository.OpenBlobAsync(blob, offset, cancellationToken)
            : delta.OpenBlobAsync(blob, offset, cancellationToken);
}
