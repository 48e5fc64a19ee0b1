using Wsm.Oci.Content;
using Wsm.Oci.Models;

namespace Wsm.Bundles.Writing;

/// <summary>
/// A blob on its way to disk, for somebody who reads it close behind the one who writes it. Whether it was the right one is known in the
/// end only.
/// </summary>
/// <param name="open">Opens the place that it is written to, by a file of its own.</param>
public sealed class ArrivingBlob(Descriptor blob, Func<Stream> open)
{
    private readonly TaskCompletionSource<bool> _arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly object _news = new();
    private long _written;
    private bool _isOver;

    public Descriptor Blob => blob;

    /// <summary>True once all of it is on disk and has its digest; false when what came was wrong, or no more will come.</summary>
    public Task<bool> Arrived => _arrived.Task;

    /// <summary>To be called while its arrival is announced, or not at all. A read waits for what has not come yet.</summary>
    /// <exception cref="IOException">The disk's trouble, which is the writer's to tell.</exception>
    public Stream Open() => new Follower(this, open());

    /// <param name="written">Bytes from the start that are in their place.</param>
    internal void Advance(long written)
    {
        lock (_news)
        {
            _written = written;
            Monitor.PulseAll(_news);
        }
    }

    /// <summary>A second attempt, after one that was wrong, is not followed.</summary>
    internal void End(bool arrived)
    {
        lock (_news)
        {
            _isOver = true;
            Monitor.PulseAll(_news);
        }

        _arrived.TrySetResult(arrived);
    }

    /// <summary>How far it is written, once that is beyond a position.</summary>
    private long WaitBeyond(long position)
    {
        lock (_news)
        {
            while (_written <= position && !_isOver)
            {
                Monitor.Wait(_news);
            }

            return _written > position ? _written : throw new ContentException($"blob {blob.Digest} did not arrive");
        }
    }

    private sealed class Follower(ArrivingBlob arriving, Stream place) : ReadOnlyStream
    {
        private long _position;

        public override int Read(byte[] buffer, int offset, int count)
        {
            if (_position == arriving.Blob.Size || count == 0)
            {
                return 0;
            }

            var written = arriving.WaitBeyond(_position);
            var read = place.Read(buffer, offset, (int)Math.Min(count, written - _position));
            _position += read;
            return read;
        }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            throw new NotSupportedException("a read waits, and is for a thread of its own");

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                place.Dispose();
            }

            base.Dispose(disposing);
        }
    }
}
