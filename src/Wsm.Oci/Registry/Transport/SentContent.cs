using System.Buffers;
using System.Net;
using System.Net.Http.Headers;
using Wsm.Oci.Content;
using Wsm.Oci.Registry.Failures;

namespace Wsm.Oci.Registry.Transport;

/// <summary>A part of a blob as a request's body, opened anew each time the request is sent.</summary>
internal sealed class SentContent : HttpContent
{
    private const int BufferSize = 1024 * 1024;

    private readonly BlobOpener _open;
    private readonly long _offset;
    private readonly long _length;
    private readonly Action<long>? _onSent;
    private long _counted;

    public SentContent(BlobOpener open, long offset, long length, Action<long>? onSent)
    {
        _open = open;
        _offset = offset;
        _length = length;
        _onSent = onSent;
        Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        Headers.ContentLength = length;
    }

    /// <summary>Called after each write with false, and at the end with true.</summary>
    public Action<bool>? OnProgress { get; set; }

    /// <summary>Takes back what was counted as sent, because it must be sent again.</summary>
    public void Uncount()
    {
        if (_counted > 0)
        {
            _onSent?.Invoke(-_counted);
        }

        _counted = 0;
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        Uncount();
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            var source = await OpenAsync(cancellationToken).ConfigureAwait(false);
            await using (source.ConfigureAwait(false))
            {
                for (var left = _length; left > 0; )
                {
                    var read = await ReadAsync(source, buffer.AsMemory(0, (int)Math.Min(buffer.Length, left)), cancellationToken)
                        .ConfigureAwait(false);
                    await stream.WriteAsync(buffer.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
                    left -= read;
                    _counted += read;
                    _onSent?.Invoke(read);
                    OnProgress?.Invoke(false);
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        OnProgress?.Invoke(true);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _length;
        return true;
    }

    private async Task<Stream> OpenAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _open(_offset, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            throw new SourceException(e);
        }
    }

    private static async ValueTask<int> ReadAsync(Stream source, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        try
        {
            var read = await source.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
            return read > 0 ? read : throw new IntegrityException("the content to be uploaded ends too early");
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            throw new SourceException(e);
        }
    }
}
