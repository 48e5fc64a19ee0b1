using System.Threading.Channels;
using Wsm.Bundles.Files;
using Wsm.Bundles.Planning;
using Wsm.Oci.Content;
using Wsm.Oci.Models;
using Wsm.Oci.Registry.Failures;

namespace Wsm.Bundles.Writing;

/// <summary>
/// Fetches the rest of a blob and hands it out in order. A large one is fetched in ranges over several connections when there are some
/// to spare and the line is slow; ranges that come before their turn wait in memory, so that what is on disk never has a hole.
/// </summary>
internal sealed class BlobFetch
{
    /// <summary>Buffers of a single connection: one is received into while another is worked on.</summary>
    private const int Ahead = 2;

    /// <summary>
    /// A range in buffers: large enough that asking for it costs little, small enough that few are kept in memory or lost.
    /// </summary>
    private const int RangeBuffers = 4;

    /// <summary>
    /// Bytes a second: a line that brings so much is not what is waited for, and more connections would only cost processor time.
    /// </summary>
    private const long FastLine = 150_000_000;

    /// <summary>A line is judged only after so long.</summary>
    private const int TrialMilliseconds = 250;

    private const long RangeLength = (long)RangeBuffers * BufferPool.BufferLength;

    private readonly Descriptor _blob;
    private readonly BlobSource _source;
    private readonly BufferPool _buffers;
    private readonly ConnectionBudget _lines;
    private readonly long _large;
    private bool _mayRange;

    /// <param name="large">Bytes: from so many left to fetch, a second connection is worth it.</param>
    public BlobFetch(Descriptor blob, BlobSource source, BufferPool buffers, ConnectionBudget lines, long large)
    {
        _blob = blob;
        _source = source;
        _buffers = buffers;
        _lines = lines;
        _large = Math.Max(large, 2 * RangeLength);
        _mayRange = source.OpenRange is not null;
    }

    /// <param name="position">How far the blob has come; asked for again when a range goes wrong.</param>
    public async Task RunAsync(Func<long> position, Action<ReadOnlyMemory<byte>> take, CancellationToken cancellationToken)
    {
        while (true)
        {
            using var fetch = new Run(this, position(), take);
            try
            {
                await fetch.RunAsync(cancellationToken);
                return;
            }
            catch (ContentException error) when (fetch.IsSplit && error is not RegistryException { IsTransient: true })
            {
                // This server's ranges are not to be relied on; one stream tells whether the blob is to be had.
                _mayRange = false;
            }
        }
    }

    /// <summary>One go, over one connection to begin with.</summary>
    private sealed class Run(BlobFetch fetch, long position, Action<ReadOnlyMemory<byte>> take) : IDisposable
    {
        private readonly Channel<BlobPart> _parts = Channel.CreateUnbounded<BlobPart>();
        private readonly List<Task> _receiving = [];
        private readonly Lock _lock = new();

        /// <summary>How many more ranges may be begun: one for each connection, and one that waits for its turn.</summary>
        private readonly SemaphoreSlim _window = new(2);
        private readonly long _since = Environment.TickCount64;
        private readonly long _from = position;
        private long _position = position;
        private long _next;
        private int _spare;

        public bool IsSplit => _spare > 0;

        private Descriptor Blob => fetch._blob;

        private bool IsSlow =>
            Environment.TickCount64 - _since is >= TrialMilliseconds and var elapsed && (_position - _from) * 1000 / elapsed < FastLine;

        public void Dispose() => _window.Dispose();

        public async Task RunAsync(CancellationToken cancellationToken)
        {
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var stream = await fetch._source.Open(Blob, _position, cancellationToken);
            var whole = new BlobPart(_position, Blob.Size, fetch._buffers, Ahead);
            BlobPart? part = whole;
            _receiving.Add(Task.Run(() => ReceiveAsync(whole, stream, stop.Token), CancellationToken.None));
            try
            {
                while (true)
                {
                    await part.TakeAsync(async content =>
                    {
                        take(content);
                        _position += content.Length;
                        await WidenAsync(whole, stop.Token);
                    });
                    if (_position == Blob.Size)
                    {
                        break;
                    }

                    if (part != whole)
                    {
                        _window.Release();
                    }

                    part.Dispose();
                    part = null;
                    part = await _parts.Reader.ReadAsync(stop.Token);
                }
            }
            finally
            {
                await stop.CancelAsync();
                await Task.WhenAll(_receiving);
                part?.Dispose();
                while (_parts.Reader.TryRead(out var waiting))
                {
                    waiting.Dispose();
                }

                fetch._lines.GiveBack(_spare);
            }
        }

        /// <summary>Takes one more connection, when there is one to spare and enough left to fetch over it.</summary>
        private async Task WidenAsync(BlobPart whole, CancellationToken cancellationToken)
        {
            if (
                !fetch._mayRange
                || !IsSlow
                || Blob.Size - Math.Max(_position, _next) < (IsSplit ? RangeLength : fetch._large)
                || !fetch._lines.TryTake()
            )
            {
                return;
            }

            if (IsSplit)
            {
                _spare++;
                _window.Release();
                _receiving.Add(Task.Run(() => ReceiveRangesAsync(cancellationToken), CancellationToken.None));
                return;
            }

            // The stream that is open goes on up to the first range, which must have proved that the server knows ranges.
            var first = new BlobPart(
                _position + RangeLength,
                Math.Min(Blob.Size, _position + 2 * RangeLength),
                fetch._buffers,
                RangeBuffers
            );
            if (await TryOpenAsync(first, cancellationToken) is not { } stream)
            {
                fetch._mayRange = false;
                fetch._lines.GiveBack(1);
                return;
            }

            _spare++;
            _next = first.End;
            _parts.Writer.TryWrite(first);
            whole.End = first.Offset;
            _receiving.Add(Task.Run(() => ReceiveAsync(first, stream, cancellationToken), CancellationToken.None));
        }

        private async Task<Stream?> TryOpenAsync(BlobPart part, CancellationToken cancellationToken)
        {
            try
            {
                return await fetch._source.OpenRange!(Blob, part.Offset, part.End - part.Offset, cancellationToken);
            }
            catch (ContentException)
            {
                // The stream that is open is enough, and says itself what is wrong if it breaks too.
                return null;
            }
        }

        /// <summary>Receives a part over an open connection; then, if others do the rest in ranges, helps them.</summary>
        private async Task ReceiveAsync(BlobPart part, Stream stream, CancellationToken cancellationToken)
        {
            await using (stream)
            {
                if (!await part.FillAsync(stream, cancellationToken))
                {
                    return;
                }

                if (part.End == Blob.Size && !await EndsAsync(part, stream, cancellationToken))
                {
                    return;
                }
            }

            part.Complete();
            await ReceiveRangesAsync(cancellationToken);
        }

        private async Task<bool> EndsAsync(BlobPart part, Stream stream, CancellationToken cancellationToken)
        {
            try
            {
                if (await stream.ReadAsync(new byte[1], cancellationToken) == 0)
                {
                    return true;
                }

                part.Fail(new IntegrityException($"the source of blob {Blob.Digest} sent more than its {Blob.Size} bytes"));
            }
            catch (Exception error)
            {
                part.Fail(error);
            }

            return false;
        }

        private async Task ReceiveRangesAsync(CancellationToken cancellationToken)
        {
            while (await NextAsync(cancellationToken) is { } part)
            {
                try
                {
                    await using var stream = await fetch._source.OpenRange!(Blob, part.Offset, part.End - part.Offset, cancellationToken)
                        ?? throw new ContentException("the source no longer supports ranges");
                    if (!await part.FillAsync(stream, cancellationToken))
                    {
                        return;
                    }

                    part.Complete();
                }
                catch (Exception error)
                {
                    part.Fail(error);
                    return;
                }
            }
        }

        private async Task<BlobPart?> NextAsync(CancellationToken cancellationToken)
        {
            try
            {
                await _window.WaitAsync(cancellationToken);
            }
            catch (OperationCanceledException)
            {
                return null;
            }

            lock (_lock)
            {
                if (_next == 0 || _next >= Blob.Size)
                {
                    return null;
                }

                var part = new BlobPart(_next, Math.Min(Blob.Size, _next + RangeLength), fetch._buffers, RangeBuffers);
                _next = part.End;
                _parts.Writer.TryWrite(part);
                return part;
            }
        }
    }
}
