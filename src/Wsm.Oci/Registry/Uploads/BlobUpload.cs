using System.Net;
using Wsm.Oci.Content;
using Wsm.Oci.Models;
using Wsm.Oci.Registry.Auth;
using Wsm.Oci.Registry.Failures;
using Wsm.Oci.Registry.Hosts;
using Wsm.Oci.Registry.Options;
using Wsm.Oci.Registry.Transport;

namespace Wsm.Oci.Registry.Uploads;

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
        {
            return UploadOutcome.Present;
        }

        var outcome = UploadOutcome.Uploaded;
        await host.RetryAsync(async token => outcome = await TryAsync(token).ConfigureAwait(false), cancellationToken)
            .ConfigureAwait(false);
        return outcome;
    }

    /// <summary>
    /// False where it is not told, too: who may push may perhaps not ask, and a registry that was killed or ran full at the wrong moment
    /// may have written half of
    /// its note that the blob is there, and stumbles over it since (500). Bringing the blob anew mends that, or says what is wrong.
    /// </summary>
    public async Task<bool> ExistsAsync(bool singleTry, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Head, uris.Blob(blob.Digest));
        request.Options.Set(RequestKeys.SingleTry, singleTry);
        try
        {
            using var response = await host.ExpectAsync(request, _push, cancellationToken, HttpStatusCode.NotFound).ConfigureAwait(false);
            return response.IsSuccessStatusCode && (response.Content.Headers.ContentLength ?? blob.Size) == blob.Size;
        }
        catch (RegistryException e) when (e.LeavesOpen)
        {
            host.Options.Log?.Invoke($"{host.Name} does not tell whether it has {blob.Digest}: {e.Message}");
            return false;
        }
    }

    private async Task<UploadOutcome> TryAsync(CancellationToken cancellationToken)
    {
        // The upload may have arrived although its answer did not.
        if (_tries++ > 0 && await ExistsAsync(singleTry: true, cancellationToken).ConfigureAwait(false))
        {
            return UploadOutcome.Uploaded;
        }

        var (mounted, session) = await MountAsync(cancellationToken).ConfigureAwait(false);
        if (mounted)
        {
            return UploadOutcome.Mounted;
        }

        session ??= await StartAsync(cancellationToken).ConfigureAwait(false);
        long? chunk = options.ChunkSize;
        if (chunk is null && blob.Size > host.LargestBody)
        {
            chunk = Math.Min(host.LargestBody, ChunkedUpload.UsualSize);
        }

        if (chunk is null && host.TakesWholeBlobs != false)
        {
            var (sent, next) = await TrySendWholeAsync(session, cancellationToken).ConfigureAwait(false);
            if (sent)
            {
                return UploadOutcome.Uploaded;
            }

            chunk = next;
            session = await StartAsync(cancellationToken).ConfigureAwait(false);
        }

        var chunks = new ChunkedUpload(host, session, blob, open, options, chunk ?? blob.Size);
        await GuardAsync(session, async () =>
            {
                await chunks.RunAsync(cancellationToken).ConfigureAwait(false);
                return true;
            })
            .ConfigureAwait(false);
        if (chunk is null)
        {
            host.TakesWholeBlobs ??= false;
        }

        return UploadOutcome.Uploaded;
    }

    /// <summary>
    /// Sends the blob with the request that closes the upload. Docker, crane and skopeo never do that: they send all of it in one PATCH,
    /// and
    /// so do we, after this, where a registry knows nothing else.
    /// </summary>
    /// <returns>Whether it was stored; otherwise the size of the first chunk, null for the whole blob.</returns>
    private async Task<(bool Sent, long? Chunk)> TrySendWholeAsync(OpenUpload session, CancellationToken cancellationToken)
    {
        try
        {
            if (await GuardAsync(session, () => session.PutAsync(blob, open, options.OnSent, cancellationToken)).ConfigureAwait(false))
            {
                host.TakesWholeBlobs = true;
                return (true, null);
            }
        }
        catch (RegistryException e) when (host.TakesWholeBlobs is null && IsOfForm(e))
        {
            host.Options.Log?.Invoke($"{host.Name} does not take a blob with the request that closes its upload: {e.Message}");
            return (false, null);
        }

        await session.AbandonAsync().ConfigureAwait(false);
        host.LargestBody = Math.Min(host.LargestBody, ChunkedUpload.SizeBelow(blob.Size) ?? blob.Size);
        return (false, Math.Min(host.LargestBody, ChunkedUpload.UsualSize));
    }

    /// <summary>Whether a refusal may be about how something was sent, and not about what, by whom or where to.</summary>
    private static bool IsOfForm(RegistryException e) =>
        (int?)e.Status is 400 or 405 or 411 or 415 or 416 or 422 or 501
        && e.Problem is not (RegistryProblem.NameRefused or RegistryProblem.StorageFull or RegistryProblem.RepositoryMissing);

    private static async Task<T> GuardAsync<T>(OpenUpload session, Func<Task<T>> send)
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

    /// <summary>
    /// Tries the repositories that have the blob. A registry that will not mount may open an upload instead, which is used then.
    /// </summary>
    private async Task<(bool Mounted, OpenUpload? Session)> MountAsync(CancellationToken cancellationToken)
    {
        if (!_mayMount)
        {
            return (false, null);
        }

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
                {
                    return (true, null);
                }

                _mayMount = false;
                return (false, OpenUpload.From(host, uris, _push, request, response));
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

    private Task<OpenUpload> StartAsync(CancellationToken cancellationToken) => OpenUpload.StartAsync(host, uris, _push, cancellationToken);
}
