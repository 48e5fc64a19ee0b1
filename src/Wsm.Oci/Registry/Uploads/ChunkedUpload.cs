using System.Net;
using Wsm.Oci.Content;
using Wsm.Oci.Models;
using Wsm.Oci.Registry.Failures;
using Wsm.Oci.Registry.Hosts;
using Wsm.Oci.Registry.Options;
using Wsm.Oci.Registry.Transport;

namespace Wsm.Oci.Registry.Uploads;

/// <summary>
/// Sends a blob chunk by chunk, makes the chunks smaller when they are refused as too large, and goes on where the registry says it stands.
/// </summary>
/// <param name="first">Bytes of the first chunk; the others are as large, or smaller where the registry wants that.</param>
internal sealed class ChunkedUpload(
    RegistryHost host,
    OpenUpload session,
    Descriptor blob,
    BlobOpener open,
    UploadOptions options,
    long first
)
{
    /// <summary>Tried in turn after a 413; 1 MiB is nginx's limit unless it is told otherwise.</summary>
    private static readonly long[] Sizes = [64 << 20, 8 << 20, 1 << 20, 128 << 10];

    private long _offset;

    /// <summary>The most that the registry has ever had: only more than that is progress.</summary>
    private long _furthest;
    private int _failures;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            var size = Math.Max(first, session.ChunkMinimum);
            while (_offset < blob.Size)
            {
                size = await StepAsync(size, cancellationToken).ConfigureAwait(false);
            }

            await session.FinishAsync(blob, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            MoveTo(0);
            throw;
        }
    }

    /// <summary>The chunk to begin with where nothing else is known.</summary>
    public static long UsualSize => Sizes[0];

    /// <summary>The chunk to try after a body of so many bytes was refused; null when there is no smaller one.</summary>
    public static long? SizeBelow(long refused) => Sizes.FirstOrDefault(size => size < refused) is > 0 and var size ? size : null;

    /// <returns>The size of the next chunk.</returns>
    private async Task<long> StepAsync(long size, CancellationToken cancellationToken)
    {
        var length = Math.Min(size, blob.Size - _offset);
        try
        {
            var (status, received) = await session
                .PatchAsync(open, _offset, length, options.OnSent, cancellationToken)
                .ConfigureAwait(false);
            switch (status)
            {
                case HttpStatusCode.RequestEntityTooLarge:
                    return Smaller(length, status);
                case HttpStatusCode.RequestedRangeNotSatisfiable:
                    return await MisplacedAsync(size, length, cancellationToken).ConfigureAwait(false);
                default:
                    await ArrivedAsync(length, received, cancellationToken).ConfigureAwait(false);
                    break;
            }
        }
        catch (RegistryException e) when (e.IsTransient)
        {
            await FindPlaceAsync(e, cancellationToken).ConfigureAwait(false);
        }

        return size;
    }

    /// <summary>A registry that says "not there" and stands exactly there means that the chunk is too large for it.</summary>
    private async Task<long> MisplacedAsync(long size, long length, CancellationToken cancellationToken)
    {
        var place = await session.StatusAsync(cancellationToken).ConfigureAwait(false);
        if (place is null || place == _offset)
        {
            return Smaller(length, HttpStatusCode.RequestedRangeNotSatisfiable);
        }

        await PauseAsync(null, cancellationToken).ConfigureAwait(false);
        MoveTo(place.Value);
        return size;
    }

    private async Task ArrivedAsync(long length, long? received, CancellationToken cancellationToken)
    {
        var expected = _offset + length;
        _offset = expected;

        // The registry's word counts when it has kept less than was sent.
        if (received < expected && received > 0)
        {
            MoveTo(received.Value);
        }

        if (_offset > _furthest)
        {
            _furthest = _offset;
            _failures = 0;
        }
        else
        {
            await PauseAsync(null, cancellationToken).ConfigureAwait(false);
        }
    }

    private long Smaller(long refused, HttpStatusCode status)
    {
        if (SizeBelow(refused) is not { } next || next < session.ChunkMinimum)
        {
            throw new RegistryException(
                $"{host.Name} refuses even {refused} bytes in one request as too large ({(int)status}), in the upload of blob {blob.Digest}"
            )
            {
                Method = "PATCH",
                Status = status,
                Problem = RegistryProblem.BodyTooLarge,
                Registry = host.Name,
            };
        }

        host.LargestBody = next;
        return next;
    }

    private async Task FindPlaceAsync(RegistryException cause, CancellationToken cancellationToken)
    {
        while (true)
        {
            await PauseAsync(cause, cancellationToken).ConfigureAwait(false);
            try
            {
                MoveTo(await session.StatusAsync(cancellationToken).ConfigureAwait(false) ?? throw cause);
                return;
            }
            catch (RegistryException e) when (e.IsTransient && e != cause)
            {
                cause = e;
            }
        }
    }

    private async Task PauseAsync(RegistryException? cause, CancellationToken cancellationToken)
    {
        var retry = host.Options.Retry;
        if (_failures == retry.MaxRetries)
        {
            throw cause ?? OutOfStep();
        }

        var pause = RetryPipeline.Pause(retry, _failures++, cause?.RetryAfter);
        retry.OnRetry?.Invoke(
            new RetryNotice(host.Name, cause?.Message ?? "the registry stands elsewhere in the upload", _failures, pause)
        );
        await Task.Delay(pause, host.Options.Time, cancellationToken).ConfigureAwait(false);
    }

    private void MoveTo(long offset)
    {
        if (offset > blob.Size)
        {
            throw OutOfStep();
        }

        if (offset != _offset)
        {
            options.OnSent?.Invoke(offset - _offset);
        }

        _offset = offset;
    }

    private RegistryException OutOfStep() =>
        new($"{host.Name} does not accept the chunks of blob {blob.Digest} in their order: after {_furthest} bytes nothing more was kept")
        {
            Method = "PATCH",
            Status = HttpStatusCode.RequestedRangeNotSatisfiable,
            Problem = RegistryProblem.UploadLost,
            Registry = host.Name,
        };
}
