using System.Threading.Channels;
using Microsoft.Win32.SafeHandles;
using Wsm.Bundles.Files;
using Wsm.Bundles.Volumes;

namespace Wsm.Bundles.Packing;

/// <summary>Looks at a volume's bytes and writes them, each in a thread of its own, while the next ones are being read.</summary>
internal sealed class VolumePipe : IAsyncDisposable
{
    private const int Depth = 4;

    /// <summary>The disk is set to work so often, so that little is left to wait for at the end.</summary>
    private const int WritingStride = 16 << 20;

    private readonly BufferPool _buffers;
    private readonly VolumeWalk _walk;
    private readonly SafeFileHandle? _file;
    private readonly CancellationTokenSource _stop;
    private readonly Channel<Chunk> _toLookAt = Channel.CreateBounded<Chunk>(Depth);
    private readonly Channel<Chunk> _toWrite = Channel.CreateBounded<Chunk>(Depth);
    private readonly Task _work;
    private long _started = -1;

    /// <param name="file">Null where nothing is to be written.</param>
    public VolumePipe(BufferPool buffers, VolumeWalk walk, SafeFileHandle? file, CancellationToken cancellationToken)
    {
        _buffers = buffers;
        _walk = walk;
        _file = file;
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _work = Task.WhenAll(
            Task.Run(() => StoppingAsync(LookAsync), CancellationToken.None),
            Task.Run(() => StoppingAsync(WriteAsync), CancellationToken.None)
        );
    }

    /// <summary>Takes over a buffer of the pool.</summary>
    /// <param name="at">Where its bytes belong; negative when they are there.</param>
    public async ValueTask SendAsync(byte[] buffer, int length, long at)
    {
        try
        {
            await _toLookAt.Writer.WriteAsync(new Chunk(buffer, length, at), _stop.Token);
        }
        catch (OperationCanceledException)
        {
            // Whatever stopped the others is the reason.
            await _work;
            throw;
        }
    }

    /// <summary>Waits until everything sent has been looked at and written.</summary>
    public Task FinishAsync()
    {
        _toLookAt.Writer.TryComplete();
        return _work;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task LookAsync()
    {
        await foreach (var chunk in _toLookAt.Reader.ReadAllAsync(_stop.Token))
        {
            _walk.Pass(chunk.Buffer.AsSpan(0, chunk.Length));
            await _toWrite.Writer.WriteAsync(chunk, _stop.Token);
        }

        _toWrite.Writer.Complete();
    }

    private async Task WriteAsync()
    {
        await foreach (var chunk in _toWrite.Reader.ReadAllAsync(_stop.Token))
        {
            if (chunk.At >= 0)
            {
                Write(chunk);
            }

            _buffers.Return(chunk.Buffer);
        }
    }

    private void Write(Chunk chunk)
    {
        try
        {
            RandomAccess.Write(_file!, chunk.Buffer.AsSpan(0, chunk.Length), chunk.At);
            if (_started < 0)
            {
                _started = chunk.At;
            }

            var end = chunk.At + chunk.Length;
            if (end - _started < WritingStride)
            {
                return;
            }

            Posix.StartWriting(_file!, _started, end - _started);
            _started = end;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new StorageException(error);
        }
    }

    private async Task StoppingAsync(Func<Task> stage)
    {
        try
        {
            await stage();
        }
        catch
        {
            await _stop.CancelAsync();
            throw;
        }
    }

    private readonly record struct Chunk(byte[] Buffer, int Length, long At);
}
