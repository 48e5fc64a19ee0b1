using System.Net;
using Wsm.Oci.Content;
using Wsm.Oci.Models;

namespace Wsm.Oci.Registry.Http;

/// <summary>Brings one blob into a repository: is it there, can it be mounted, else send it; in one piece, else in chunks.</summary>
internal sealed class BlobUpload(
    RegistryHost host,
    RegistryUris uris,
    string repository,
    Descriptor blob,
    BlobOpener open,
    UploadOptions options
)
{
    private readonly string[] _push = [Scope.Push(repository)];
    private bool _mayMount = options.MountFrom.Count > 0;
    private int _tries;

    public async Task<UploadOutcome> RunAsync(CancellationToken cancellationToken)
    {
        if (options.CheckExisting && await ExistsAsync(singleTry: false, cancellationToken).ConfigureAwait(false))
            return UploadOutcome.Present;
        var outcome = UploadOutcome.Uploaded;
        await host.RetryAsync(async token => outcome = await TryAsync(token).ConfigureAwait(false), cancellationToken)
            .ConfigureAwait(false);
        return outcome;
    }

    /// <summary>
    /// A registry that was killed or ran full at the wrong moment may have written half of its note that the blob is there, and stumbles
    /// over it since (500): bringing the blob anew mends that, or says what is wrong.
    /// </summary>
    public async Task<bool> ExistsAsync(bool singleTry, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Head, uris.Blob(blob.Digest));
        request.Options.Set(RequestKeys.SingleTry, singleTry);
        using var response = await host.ExpectAsync(
                request,
                _push,
                cancellationToken,
                HttpStatusCode.NotFound,
                HttpStatusCode.MethodNotAllowed,
                HttpStatusCode.InternalServerError
            )
            .ConfigureAwait(false);
        return response.IsSuccessStatusCode && (response.Content.Headers.ContentLength ?? blob.Size) == blob.Size;
    }

    private async Task<UploadOutcome> TryAsync(CancellationToken cancellationToken)
    {
        // The upload may have arrived although its answer did not.
        if (_tries++ > 0 && await ExistsAsync(singleTry: true, cancellationToken).ConfigureAwait(false))
            return UploadOutcome.Uploaded;
        var (mounted, session) = await MountAsync(cancellationToken).ConfigureAwait(false);
        if (mounted)
            return UploadOutcome.Mounted;
        session ??= await StartAsync(cancellationToken).ConfigureAwait(false);
        var inChunks = options.ChunkSize is not null || blob.Size > host.LargestBody;
        if (!inChunks)
        {
            if (await GuardAsync(session, () => session.PutAsync(blob, open, options.OnSent, cancellationToken)).ConfigureAwait(false))
                return UploadOutcome.Uploaded;
            host.LargestBody = Math.Min(host.LargestBody, ChunkedUpload.SizeBelow(blob.Size) ?? blob.Size);
            await session.AbandonAsync().ConfigureAwait(false);
            session = await StartAsync(cancellationToken).ConfigureAwait(false);
        }

        var chunks = new ChunkedUpload(host, session, blob, open, options);
        await GuardAsync(session, async () =>
            {
                await chunks.RunAsync(cancellationToken).ConfigureAwait(false);
                return true;
            })
            .ConfigureAwait(false);
        return UploadOutcome.Uploaded;
    }

    private static async Task<T> GuardAsync<T>(UploadSession session, Func<Task<T>> send)
    {
        try
        {
            return await send().ConfigureAwait(false);
        }
        catch
        {
            await session.AbandonAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Tries the repositories that have the blob. A registry that will not mount may open an upload instead, which is used then.</summary>
    private async Task<(bool Mounted, UploadSession? Session)> MountAsync(CancellationToken cancellationToken)
    {
        if (!_mayMount)
            return (false, null);
        foreach (var from in options.MountFrom.Where(from => from != repository))
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, uris.Mount(blob.Digest, from))
            {
                Content = new ByteArrayContent([]),
            };
            request.Options.Set(RequestKeys.SingleTry, true);
            try
            {
                using var response = await host.ExpectAsync(request, [.. _push, Scope.Pull(from)], cancellationToken).ConfigureAwait(false);
                if (response.StatusCode == HttpStatusCode.Created)
                    return (true, null);
                _mayMount = false;
                return (false, UploadSession.From(host, uris, _push, request, response));
            }
            catch (RegistryException e) when (!e.IsTransient && (int?)e.Status is >= 400 and < 500)
            {
                // Not allowed to read there, or mounting is not known here: the blob is sent.
                host.Options.Log?.Invoke($"no mount of {blob.Digest} from {from}: {e.Message}");
            }
        }

        _mayMount = false;
        return (false, null);
    }

    private Task<UploadSession> StartAsync(CancellationToken cancellationToken) =>
        UploadSession.StartAsync(host, uris, _push, cancellationToken);
}
