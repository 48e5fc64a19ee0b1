using System.Buffers;
using Wsm.Oci.Registry.Failures;

namespace Wsm.Oci.Registry.Transport;

/// <summary>Reads bodies whose size a server chose, but not more of them than was agreed.</summary>
internal static class CappedBody
{
    private const int BufferLength = 16 * 1024;

    /// <summary>Puts the whole body in the place of the connection that it comes from.</summary>
    /// <exception cref="RegistryException">The body is larger than <paramref name="most"/> bytes.</exception>
    public static async Task TakeAsync(HttpResponseMessage response, int most, CancellationToken cancellationToken)
    {
        var (body, complete) = await ReadUpToAsync(response, most, cancellationToken).ConfigureAwait(false);
        if (complete)
        {
            using var received = response.Content;
            response.Content = new ByteArrayContent(body);
            foreach (var header in received.Headers.NonValidated.Where(header => header.Key != "Content-Length"))
            {
                response.Content.Headers.TryAddWithoutValidation(header.Key, header.Value);
            }

            return;
        }

        var request = response.RequestMessage!;
        throw new RegistryException($"{request.RequestUri!.Authority} sent more than the {most} bytes that are allowed here")
        {
            Method = request.Method.Method,
            Uri = Redacted.Address(request.RequestUri),
            Status = response.StatusCode,
        };
    }

    /// <summary>The beginning of the body, and whether that is all of it.</summary>
    public static async Task<(byte[] Body, bool Complete)> ReadUpToAsync(
        HttpResponseMessage response,
        int most,
        CancellationToken cancellationToken
    )
    {
        var declared = response.Content.Headers.ContentLength;
        if (declared > most)
        {
            return ([], false);
        }

        var stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            using var body = new MemoryStream((int)(declared ?? 4096));
            using var clock = ClockFor(response);

            // Thousands of manifests are read in a row: a buffer for each would be most of the memory that is used.
            var buffer = ArrayPool<byte>.Shared.Rent(BufferLength);
            try
            {
                while (await ReadAsync(stream, buffer, clock, cancellationToken).ConfigureAwait(false) is > 0 and var read)
                {
                    if (body.Length + read > most)
                    {
                        return (body.ToArray(), false);
                    }

                    body.Write(buffer, 0, read);
                }
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(buffer);
            }

            // What was declared was sent: then the array is the body.
            return (body.Length == declared && body.Length == body.Capacity ? body.GetBuffer() : body.ToArray(), true);
        }
    }

    private static async Task<int> ReadAsync(Stream stream, byte[] buffer, StallClock clock, CancellationToken cancellationToken)
    {
        var read = 0;
        try
        {
            return read = await stream.ReadAsync(buffer, clock.Start(cancellationToken)).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new IOException("the transfer stalled, or brought next to nothing", e);
        }
        finally
        {
            clock.Stop(read);
        }
    }

    private static StallClock ClockFor(HttpResponseMessage response) =>
        response.RequestMessage?.Options.TryGetValue(RequestKeys.Stall, out var stall) == true
            ? new StallClock(stall.Limit, stall.Time)
            : new StallClock(Timeout.InfiniteTimeSpan, TimeProvider.System);
}
