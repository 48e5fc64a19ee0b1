using System.Threading.Channels;
using Wsm.Bundles.Files;
using Wsm.Oci.Content;

namespace Wsm.Bundles.Writing;

/// <summary>A stretch of a blob on its way: one task receives it, another takes it, a few buffers behind at most.</summary>
internal sealed class BlobPart : IDisposable
{
    /// <summary>
    /// On a slow line a part of a buffer is handed over after so long, so that the end of the process does not cost much.
    /// </summary>
    private const int LongestWaitMilliseconds = 250;

    private readonly BufferPool _buffers;
    private readonly SemaphoreSlim _room;
    private readonly Channel<Piece> _pieces = Channel.CreateUnbounded<Piece>(
        new UnboundedChannelOptions { SingleReader = true, SingleWriter = true }
    );
    private long _end;

    /// <param name="ahead">How many buffers may be received and not yet taken.</param>
    public BlobPart(long offset, long end, BufferPool buffers, int ahead)
    {
        Offset = offset;
        _end = end;
        _buffers = buffers;
        _room = new SemaphoreSlim(ahead);
    }

    /// <summary>Some bytes of a buffer; with the last of them the buffer is free.</summary>
    private readonly record struct Piece(byte[] Buffer, int Start, int Length, bool Last);

    public long Offset { get; }

    /// <summary>May be brought nearer while bytes are coming, as long as they have not come so far.</summary>
    public long End
    {
        get => Interlocked.Read(ref _end);
        set => Interlocked.Exchange(ref _end, value);
    }

    /// <summary>Receives everything up to the end. What goes wrong is thrown where it is taken, after the bytes that came before.</summary>
    public async Task<bool> FillAsync(Stream stream, CancellationToken cancellationToken)
    {
        try
        {
            for (var position = Offset; position < End; )
            {
                position += await FillBufferAsync(stream, position, cancellationToken);
            }

            return true;
        }
        catch (Exception error)
        {
            Fail(error);
            return false;
        }
    }

    public void Complete() => _pieces.Writer.TryComplete();

    public void Fail(Exception error) => _pieces.Writer.TryComplete(error);

    /// <summary>Hands out the bytes in their order, as they come.</summary>
    public async Task TakeAsync(Func<ReadOnlyMemory<byte>, Task> take)
    {
        await foreach (var piece in _pieces.Reader.ReadAllAsync(CancellationToken.None))
        {
            try
            {
                if (piece.Length > 0)
                {
                    await take(piece.Buffer.AsMemory(piece.Start, piece.Length));
                }
            }
            finally
            {
                Free(piece);
            }
        }
    }

    /// <summary>Gives back the buffers of what nobody has taken; nothing may be coming any more.</summary>
    public void Dispose()
    {
        while (_pieces.Reader.TryRead(out var piece))
        {
            Free(piece);
        }

        _room.Dispose();
    }

    private async Task<int> FillBufferAsync(Stream stream, long position, CancellationToken cancellationToken)
    {
        await _room.WaitAsync(cancellationToken);
        var buffer = _buffers.Rent();
        var (start, length) = (0, 0);
        try
        {
            var wanted = (int)Math.Min(buffer.Length, End - position);
            var since = Environment.TickCount64;
            while (length < wanted)
            {
                if (length - start >= GzipMember.BlockCapacity && Environment.TickCount64 - since >= LongestWaitMilliseconds)
                {
                    _pieces.Writer.TryWrite(new Piece(buffer, start, length - start, Last: false));
                    (start, since) = (length, Environment.TickCount64);
                }

                var read = await stream.ReadAsync(buffer.AsMemory(length, wanted - length), cancellationToken);
                if (read == 0)
                {
                    throw new ContentException($"the source ended after {position + length} bytes, before it should");
                }

                length += read;
            }

            return length;
        }
        finally
        {
            // What has come is kept even when the line breaks here.
            _pieces.Writer.TryWrite(new Piece(buffer, start, length - start, Last: true));
        }
    }

    private void Free(Piece piece)
    {
        if (!piece.Last)
        {
            return;
        }

        _buffers.Return(piece.Buffer);
        _room.Release();
    }
}
