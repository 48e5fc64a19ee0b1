using System.Net;
using Wsm.Oci.Content;
using Wsm.Oci.Models;

namespace Wsm.Oci.Registry.Http;

/// <summary>Sends a blob chunk by chunk, makes the chunks smaller when they are refused as too large, and goes on where the registry says it stands.</summary>
internal sealed class ChunkedUpload(RegistryHost host, UploadSession session, Descriptor blob, BlobOpener open, UploadOptions options)
{
    /// <summary>Tried in turn after a 413; 1 MiB is nginx's limit unless it is told otherwise.</summary>
    private static readonly long[] Sizes = [64 << 20, 8 << 20, 1 << 20, 128 << 10];

    private long _offset;
    private int _failures;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            var size = Math.Max(FirstSize(), session.ChunkMinimum);
            while (_offset < blob.Size)
                size = await StepAsync(size, cancellationToken).ConfigureAwait(false);
            await session.FinishAsync(blob, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            MoveTo(0);
            throw;
        }
    }

    /// <summary>The chunk to try after a body of so many bytes was refused; null when there is no smaller one.</summary>
    public static long? SizeBelow(long refused) => Sizes.FirstOrDefault(size => size < refused) is > 0 and var size ? size : null;

    private long FirstSize() => options.ChunkSize ?? Math.Min(host.LargestBody, Sizes[0]);

    /// <returns>The size of the next chunk.</returns>
    private async Task<long> StepAsync(long size, CancellationToken cancellationToken)
    {
        var length = Math.Min(size, blob.Size - _offset);
        try
        {
            var (status, received) = await session
                .PatchAsync(open, _offset, length, options.OnSent, cancellationToken)
                .ConfigureAwait(false);
            if (status == HttpStatusCode.RequestEntityTooLarge)
                return Smaller(length);
            if (status == HttpStatusCode.RequestedRangeNotSatisfiable)
                await FindPlaceAsync(null, cancellationToken).ConfigureAwait(false);
            else
                Arrived(length, received);
        }
        catch (RegistryException e) when (e.IsTransient)
        {
            await FindPlaceAsync(e, cancellationToken).ConfigureAwait(false);
        }

        return size;
    }

    private void Arrived(long length, long? received)
    {
        var expected = _offset + length;
        _offset = expected;
        _failures = 0;

        // The registry's word counts when it has kept less than was sent.
        if (received < expected && received > 0)
            MoveTo(received.Value);
    }

    private long Smaller(long refused)
    {
        if (SizeBelow(refused) is not { } next || next < session.ChunkMinimum)
        {
            throw new RegistryException(
                $"{host.Name} refuses even {refused} bytes in one request as too large (413), in the upload of blob {blob.Digest}"
            )
            {
                Method = "PATCH",
                Status = HttpStatusCode.RequestEntityTooLarge,
                Hint = "Raise the limit of the proxy before the registry (nginx: client_max_body_size).",
            };
        }

        host.LargestBody = next;
        return next;
    }

    private async Task FindPlaceAsync(RegistryException? cause, CancellationToken cancellationToken)
    {
        var retry = host.Options.Retry;
        while (true)
        {
            if (_failures == retry.MaxRetries)
                throw cause ?? OutOfStep();
            var pause = RetryPipeline.Pause(retry, _failures++, cause?.RetryAfter);
            retry.OnRetry?.Invoke(
                new RetryNotice(host.Name, cause?.Message ?? "the registry stands elsewhere in the upload", _failures, pause)
            );
            await Task.Delay(pause, host.Options.Time, cancellationToken).ConfigureAwait(false);
            try
            {
                MoveTo(await session.StatusAsync(cancellationToken).ConfigureAwait(false) ?? throw cause ?? OutOfStep());
                return;
            }
            catch (RegistryException e) when (e.IsTransient && e != cause)
            {
                cause = e;
            }
        }
    }

    private void MoveTo(long offset)
    {
        if (offset != _offset)
            options.OnSent?.Invoke(offset - _offset);
        _offset = offset;
    }

    private RegistryException OutOfStep() =>
        new($"{host.Name} does not accept the chunks of blob {blob.Digest} in their order")
        {
            Method = "PATCH",
            Status = HttpStatusCode.RequestedRangeNotSatisfiable,
        };
}
