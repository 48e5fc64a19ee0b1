using System.Net;
using Wsm.Oci.Content;
using Wsm.Oci.Models;
using Wsm.Oci.Registry.Failures;
using Wsm.Oci.Registry.Hosts;
using Wsm.Oci.Registry.Options;
using Wsm.Oci.Registry.Transport;

namespace Wsm.Oci.Registry.Blobs;

/// <summary>
/// A blob's bytes from an offset to its end over as many connections as it takes. A connection that breaks, ends early or moves no
/// byte for too long is replaced by one that goes on where it stopped; only tries in a row without a byte are counted.
/// </summary>
internal sealed class ResumingStream : ReadOnlyStream
{
    /// <summary>Bytes: a connection that brings so many was worth it, and tries are counted anew.</summary>
    private const int Progress = 4096;

    private readonly RegistryHost _host;
    private readonly Uri _address;
    private readonly string[] _scopes;
    private readonly Descriptor _blob;
    private readonly StallClock _clock;
    private readonly long _end;
    private readonly bool _isRange;
    private HttpResponseMessage? _response;
    private Stream _body = Null;
    private long _position;
    private int _failures;

    private ResumingStream(RegistryHost host, Uri address, string[] scopes, Descriptor blob, long offset, long? end)
    {
        _host = host;
        _address = address;
        _scopes = scopes;
        _blob = blob;
        _position = offset;
        _end = end ?? blob.Size;
        _isRange = end is not null;
        _clock = new StallClock(host.Options.StallTimeout, host.Options.Time);
    }

    public override long Length => _end;

    public override long Position
    {
        get => _position;
        set => throw new NotSupportedException();
    }

    /// <param name="end">Null for the blob's own. With one, an answer that is not just this range throws at once: reading past the rest
    /// would cost more than it brings.</param>
    public static async Task<Stream> OpenAsync(
        RegistryHost host,
        Uri address,
        string[] scopes,
        Descriptor blob,
        long offset,
        long? end,
        CancellationToken cancellationToken
    )
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(end ?? blob.Size, blob.Size);
        var stream = new ResumingStream(host, address, scopes, blob, offset, end);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset, stream._end);
        if (offset == stream._end)
        {
            return stream;
        }

        try
        {
            try
            {
                await stream.ConnectAsync(singleTry: false, cancellationToken).ConfigureAwait(false);
            }
            catch (IOException e) when (e is not ContentException)
            {
                // Lost on the way to the offset, at a registry that ignores ranges.
                await stream.ReconnectAsync(e, cancellationToken).ConfigureAwait(false);
            }

            return stream;
        }
        catch
        {
            await stream.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <exception cref="RegistryException">The connection was lost and could not be replaced.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.IsEmpty || _position == _end)
        {
            return 0;
        }

        if (buffer.Length > _end - _position)
        {
            buffer = buffer[..(int)(_end - _position)];
        }

        while (true)
        {
            Exception? cause = null;
            var read = 0;
            try
            {
                read = await _body.ReadAsync(buffer, _clock.Start(cancellationToken)).ConfigureAwait(false);
                if (read > 0)
                {
                    _position += read;
                    return read;
                }
            }
            catch (Exception e)
                when (!cancellationToken.IsCancellationRequested && e is IOException or HttpRequestException or OperationCanceledException)
            {
                cause = e;
            }
            finally
            {
                _clock.Stop(read);
            }

            if (_clock.Received >= Progress)
            {
                _failures = 0;
            }

            await ReconnectAsync(cause, cancellationToken).ConfigureAwait(false);
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _response?.Dispose();
            _clock.Dispose();
        }

        base.Dispose(disposing);
    }

    private async Task ReconnectAsync(Exception? cause, CancellationToken cancellationToken)
    {
        var retry = _host.Options.Retry;
        TimeSpan? asked = null;
        var reason = cause is OperationCanceledException ? "the transfer stalled" : "the connection was lost";
        while (true)
        {
            _response?.Dispose();
            if (_failures == retry.MaxRetries)
            {
                throw Lost(cause);
            }

            var pause = RetryPipeline.Pause(retry, _failures++, asked);
            retry.OnRetry?.Invoke(new RetryNotice(_host.Name, $"{reason} after {_position} of {_blob.Size} bytes", _failures, pause));
            await Task.Delay(pause, _host.Options.Time, cancellationToken).ConfigureAwait(false);
            try
            {
                await ConnectAsync(singleTry: true, cancellationToken).ConfigureAwait(false);
                return;
            }
            catch (RegistryException e) when (e.IsTransient && !(e.RetryAfter > retry.LongestRetryAfter))
            {
                (cause, reason, asked) = (e, e.Message, e.RetryAfter);
            }
            catch (IOException e) when (e is not ContentException)
            {
                (cause, reason) = (e, "the connection was lost");
            }
        }
    }

    private async Task ConnectAsync(bool singleTry, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, _address);
        request.Options.Set(RequestKeys.SingleTry, singleTry);
        if (_isRange)
        {
            request.Headers.TryAddWithoutValidation("Range", $"bytes={_position}-{_end - 1}");
        }
        else if (_position > 0)
        {
            request.Headers.TryAddWithoutValidation("Range", $"bytes={_position}-");
        }

        _response = await _host.ExpectAsync(request, _scopes, cancellationToken).ConfigureAwait(false);
        var skip = Check(request, _response);
        _body = await _response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        _clock.Restart();
        if (skip > 0)
        {
            await SkipAsync(skip, cancellationToken).ConfigureAwait(false);
            _clock.Restart();
        }
    }

    /// <returns>How many bytes come before the ones that were asked for.</returns>
    private long Check(HttpRequestMessage request, HttpResponseMessage response)
    {
        var headers = response.Content.Headers;
        if (response.StatusCode == HttpStatusCode.PartialContent)
        {
            var range = headers.ContentRange;
            if (range?.From == _position && (range.Length ?? _blob.Size) == _blob.Size && (!_isRange || range.To == _end - 1))
            {
                return 0;
            }

            throw Wrong(
                request,
                $"{_host.Name} answered with bytes {headers.ContentRange?.ToString() ?? "without a range"} of blob "
                    + $"{_blob.Digest}, asked for those from {_position} to {_end}"
            );
        }

        if (_isRange)
        {
            throw Wrong(
                request,
                $"{_host.Name} answered with the whole of blob {_blob.Digest}, asked for the bytes from {_position} to {_end}"
            );
        }

        // The whole blob, from a server that does not know ranges (or was not asked for one).
        if (headers.ContentLength is { } length && length != _blob.Size)
        {
            if (WebPage.Is(response))
            {
                throw Wrong(request, $"{_host.Name} answered with a web page where blob {_blob.Digest} was asked for");
            }

            throw new IntegrityException($"{_host.Name} offers {length} bytes for blob {_blob.Digest}, whose manifest says {_blob.Size}");
        }

        return _position;
    }

    private async Task SkipAsync(long count, CancellationToken cancellationToken)
    {
        var buffer = new byte[128 * 1024];
        try
        {
            while (count > 0)
            {
                var read = await SkipAsync(buffer.AsMemory(0, (int)Math.Min(buffer.Length, count)), cancellationToken)
                    .ConfigureAwait(false);
                count -= read > 0 ? read : throw new IOException("the answer ended early");
            }
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new IOException("the transfer stalled", e);
        }
    }

    private async Task<int> SkipAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        var read = 0;
        try
        {
            return read = await _body.ReadAsync(buffer, _clock.Start(cancellationToken)).ConfigureAwait(false);
        }
        finally
        {
            _clock.Stop(read);
        }
    }

    private RegistryException Wrong(HttpRequestMessage request, string message) =>
        new(message)
        {
            Method = request.Method.Method,
            Uri = Redacted.Address(_address),
            Status = _response?.StatusCode,
        };

    private RegistryException Lost(Exception? cause) =>
        new(
            $"the connection to {_host.Name} was lost after {_position} of {_blob.Size} bytes of blob {_blob.Digest}; {_failures} more "
                + "tries brought nothing",
            cause
        )
        {
            Method = "GET",
            Uri = Redacted.Address(_address),
            Status = (cause as RegistryException)?.Status,
            Problem = RegistryProblem.ConnectionLost,
            Registry = _host.Name,
            IsTransient = true,
        };
}
