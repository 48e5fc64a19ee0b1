using System.Net;
using Wsm.Oci.Content;
using Wsm.Oci.Models;
using Wsm.Oci.References;
using Wsm.Oci.Registry.Auth;
using Wsm.Oci.Registry.Blobs;
using Wsm.Oci.Registry.Failures;
using Wsm.Oci.Registry.Hosts;
using Wsm.Oci.Registry.Listing;
using Wsm.Oci.Registry.Manifests;
using Wsm.Oci.Registry.Options;
using Wsm.Oci.Registry.Transport;
using Wsm.Oci.Registry.Uploads;

namespace Wsm.Oci.Registry;

/// <summary>One repository of a registry. Every method throws <see cref="RegistryException"/> when the registry fails or refuses.</summary>
/// <remarks>https://github.com/opencontainers/distribution-spec/blob/v1.1.0/spec.md</remarks>
public sealed class Repository : IContentSource
{
    private readonly RegistryHost _host;
    private readonly ManifestRequests _manifests;
    private readonly string[] _pull;

    internal Repository(RegistryHost host, string name)
    {
        _host = host;
        Name = name;
        _manifests = new ManifestRequests(host, name);
        _pull = [Scope.Pull(name)];
    }

    /// <summary>Host and optional port, as in references.</summary>
    public string Registry => _host.Name;

    public string Name { get; }

    /// <summary>Digest, size and media type without the body; null when there is none. Costs nothing of Docker Hub's pull limit.</summary>
    public Task<Descriptor?> FindManifestAsync(string tagOrDigest, CancellationToken cancellationToken) =>
        _manifests.FindAsync(tagOrDigest, cancellationToken);

    /// <summary>
    /// As <see cref="FindManifestAsync"/>, for those who push next or can do without the answer. It is no failure here that the registry
    /// does not tell (see <see cref="RegistryException.LeavesOpen"/>), or that what stands there is not a manifest.
    /// </summary>
    public async Task<(Descriptor? Manifest, bool IsTold)> AskForManifestAsync(string tagOrDigest, CancellationToken cancellationToken)
    {
        try
        {
            return (await FindManifestAsync(tagOrDigest, cancellationToken).ConfigureAwait(false), true);
        }
        catch (ContentException e) when (e is not RegistryException { LeavesOpen: false })
        {
            _host.Options.Log?.Invoke($"{Registry}/{Name} does not tell whether it has {tagOrDigest}: {e.Message}");
            return (null, false);
        }
    }

    public Task<RawManifest> GetManifestAsync(string tagOrDigest, CancellationToken cancellationToken) =>
        _manifests.GetAsync(tagOrDigest, cancellationToken);

    /// <summary>
    /// Stores a manifest under a tag, or under its digest alone when <paramref name="tag"/> is null. One that refers to another is also
    /// entered in the referrers tag where the registry keeps no such list itself.
    /// </summary>
    public Task PutManifestAsync(RawManifest manifest, string? tag, CancellationToken cancellationToken) =>
        _manifests.PutAsync(manifest, tag, cancellationToken);

    /// <summary>Removes a manifest, and with it its tags. Many registries do not allow it.</summary>
    public Task DeleteManifestAsync(Digest digest, CancellationToken cancellationToken) =>
        _manifests.DeleteAsync(digest, cancellationToken);

    /// <summary>
    /// Whether the blob is there with the right size. A registry that does not know the question counts as not having it.
    /// </summary>
    public async Task<bool> HasBlobAsync(Descriptor blob, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(
            HttpMethod.Head,
            (await UrisAsync(cancellationToken).ConfigureAwait(false)).Blob(blob.Digest)
        );
        using var response = await _host
            .ExpectAsync(request, _pull, cancellationToken, HttpStatusCode.NotFound, HttpStatusCode.MethodNotAllowed)
            .ConfigureAwait(false);
        return response.IsSuccessStatusCode && (response.Content.Headers.ContentLength ?? blob.Size) == blob.Size;
    }

    public Task<Stream> OpenBlobAsync(Descriptor blob, long offset, CancellationToken cancellationToken) =>
        OpenBlobAsync(blob, offset, verify: true, cancellationToken);

    /// <summary>
    /// As <see cref="OpenBlobAsync(Descriptor, long, CancellationToken)"/>, without hashing when <paramref name="verify"/> is false: for
    /// callers who hash what they write.
    /// </summary>
    public async Task<Stream> OpenBlobAsync(Descriptor blob, long offset, bool verify, CancellationToken cancellationToken)
    {
        var address = (await UrisAsync(cancellationToken).ConfigureAwait(false)).Blob(blob.Digest);
        var stream = await ResumingStream.OpenAsync(_host, address, _pull, blob, offset, null, cancellationToken).ConfigureAwait(false);
        return verify && offset == 0 ? new VerifyingStream(stream, blob) : stream;
    }

    /// <summary>
    /// So many of a blob's bytes, unverified, for those who fetch one over several connections; null when the registry does not answer with
    /// just these.
    /// </summary>
    public async Task<Stream?> OpenBlobRangeAsync(Descriptor blob, long offset, long length, CancellationToken cancellationToken)
    {
        var address = (await UrisAsync(cancellationToken).ConfigureAwait(false)).Blob(blob.Digest);
        try
        {
            return await ResumingStream
                .OpenAsync(_host, address, _pull, blob, offset, offset + length, cancellationToken)
                .ConfigureAwait(false);
        }
        catch (RegistryException e)
            when (e.Status is HttpStatusCode.OK or HttpStatusCode.PartialContent or HttpStatusCode.RequestedRangeNotSatisfiable)
        {
            return null;
        }
    }

    /// <summary>Brings a blob here in the cheapest way there is: none, a mount, or an upload.</summary>
    public async Task<UploadOutcome> UploadBlobAsync(
        Descriptor blob,
        BlobOpener open,
        UploadOptions? options,
        CancellationToken cancellationToken
    )
    {
        var uris = await UrisAsync(cancellationToken).ConfigureAwait(false);
        return await new BlobUpload(_host, uris, Name, blob, open, options ?? new UploadOptions())
            .RunAsync(cancellationToken)
            .ConfigureAwait(false);
    }

    /// <summary>Whether a push would be let in: opens an upload and gives it up again, so that nothing stays behind.</summary>
    public async Task CheckPushAsync(CancellationToken cancellationToken)
    {
        var session = await OpenUpload
            .StartAsync(_host, await UrisAsync(cancellationToken).ConfigureAwait(false), [Scope.Push(Name)], cancellationToken)
            .ConfigureAwait(false);
        await session.AbandonAsync().ConfigureAwait(false);
    }

    /// <summary>All tags, page by page, in the registry's order.</summary>
    public IAsyncEnumerable<string> ListTagsAsync(CancellationToken cancellationToken) => TagList.ReadAsync(_host, Name, cancellationToken);

    /// <summary>What refers to a manifest (signatures, attestations), by the referrers API or else by the referrers tag.</summary>
    public Task<IReadOnlyList<Descriptor>> GetReferrersAsync(Digest subject, string? artifactType, CancellationToken cancellationToken) =>
        new ReferrerList(_host, Name, _manifests).ReadAsync(subject, artifactType, cancellationToken);

    private async ValueTask<RegistryUris> UrisAsync(CancellationToken cancellationToken) =>
        new(await _host.EndpointAsync(cancellationToken).ConfigureAwait(false), Name);
}
