using System.Security.Cryptography;
using System.Threading.Channels;
using Microsoft.Win32.SafeHandles;
using Wsm.Bundles.Writing;

namespace Wsm.Bundles.Volumes;

/// <summary>Sums up a volume's bytes and writes them, each in a thread of its own, while the next ones are being read.</summary>
internal sealed class VolumePipe : IAsyncDisposable
{
    private const int Depth = 4;

    private readonly BufferPool _buffers;
    private readonly SafeFileHandle? _file;
    private readonly IncrementalHash _sum = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly CancellationTokenSource _stop;
    private readonly Channel<Chunk> _toSum = Channel.CreateBounded<Chunk>(Depth);
    private readonly Channel<Chunk> _toWrite = Channel.CreateBounded<Chunk>(Depth);
    private readonly Task _work;

    /// <param name="file">Null where nothing is to be written.</param>
    public VolumePipe(BufferPool buffers, SafeFileHandle? file, CancellationToken cancellationToken)
    {
        _buffers = buffers;
        _file = file;
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _work = Task.WhenAll(Task.Run(() => StoppingAsync(SumAsync), CancellationToken.None), Task.Run(() => StoppingAsync(WriteAsync), CancellationToken.None));
    }

    /// <summary>Takes over a buffer of the pool.</summary>
    /// <param name="at">Where its bytes belong; negative when they are there.</param>
    public async ValueTask SendAsync(byte[] buffer, int length, long at)
    {
        try
        {
            await _toSum.Writer.WriteAsync(new Chunk(buffer, length, at), _stop.Token);
        }
        catch (OperationCanceledException)
        {
            // Whatever stopped the others is the reason.
            await _work;
            throw;
        }
    }

    /// <summary>Waits until everything sent is summed up and written.</summary>
    /// <returns>The SHA-256 of it.</returns>
    public async Task<byte[]> FinishAsync()
    {
        _toSum.Writer.Complete();
        await _work;
        return _sum.GetCurrentHash();
    }

    /// <summary>The SHA-256 of everything sent, with the volume's tail after it.</summary>
    public byte[] SumWith(ReadOnlySpan<byte> tail)
    {
        _sum.AppendData(tail);
        return _sum.GetHashAndReset();
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _sum.Dispose();
        _stop.Dispose();
    }

    private async Task SumAsync()
    {
        await foreach (var chunk in _toSum.Reader.ReadAllAsync(_stop.Token))
        {
            _sum.AppendData(chunk.Buffer, 0, chunk.Length);
            await _toWrite.Writer.WriteAsync(chunk, _stop.Token);
        }

        _toWrite.Writer.Complete();
    }

    private async Task WriteAsync()
    {
        await foreach (var chunk in _toWrite.Reader.ReadAllAsync(_stop.Token))
        {
            if (chunk.At >= 0) Write(chunk);
            _buffers.Return(chunk.Buffer);
        }
    }

    private void Write(Chunk chunk)
    {
        try
        {
            RandomAccess.Write(_file!, chunk.Buffer.AsSpan(0, chunk.Length), chunk.At);
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
