namespace Wsm.Terminal;

/// <summary>
/// How fast bytes have come lately: those that travelled, not those that were there already. Counting is safe from several threads.
/// </summary>
internal sealed class TransferRate(TimeProvider time)
{
    /// <summary>Long enough to be calm, short enough to show that a line has died.</summary>
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(10);

    private readonly Queue<(long At, long Moved)> _samples = new([(time.GetTimestamp(), 0)]);
    private long _moved;

    /// <summary>Bytes a second over the window; 0 when nothing moved in it. As <see cref="Sample"/> saw it last.</summary>
    public double BytesPerSecond { get; private set; }

    public void Add(long bytes) => Interlocked.Add(ref _moved, bytes);

    /// <summary>Takes note of what has come; called a few times a second, by one caller.</summary>
    public void Sample()
    {
        var (now, moved) = (time.GetTimestamp(), Volatile.Read(ref _moved));
        while (_samples.Count > 1 && time.GetElapsedTime(_samples.Peek().At, now) > Window)
        {
            _samples.Dequeue();
        }

        var (since, before) = _samples.Peek();
        _samples.Enqueue((now, moved));
        var elapsed = time.GetElapsedTime(since, now).TotalSeconds;
        BytesPerSecond = elapsed > 0 ? (moved - before) / elapsed : 0;
    }

    /// <summary>How long so many bytes take at this rate; null when nothing moves, or nobody would believe it.</summary>
    public TimeSpan? TimeFor(double bytes)
    {
        var seconds = BytesPerSecond > 0 ? bytes / BytesPerSecond : double.PositiveInfinity;
        return seconds < TimeSpan.FromDays(10).TotalSeconds ? TimeSpan.FromSeconds(seconds) : null;
    }
}
