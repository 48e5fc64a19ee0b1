namespace Wsm.Tests;

/// <summary>A clock that stands until it is moved; timers that have come due meanwhile ring then, once.</summary>
internal sealed class ManualTime : TimeProvider
{
    private readonly List<Timer> _timers = [];
    private long _now = TimeSpan.TicksPerDay;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => _now;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(() => callback(state)) { Due = _now + dueTime.Ticks };
        _timers.Add(timer);
        return timer;
    }

    public void Advance(TimeSpan time)
    {
        _now += time.Ticks;
        foreach (var timer in _timers.Where(timer => timer.Due <= _now))
        {
            timer.Ring();
        }
    }

    private sealed class Timer(Action ring) : ITimer
    {
        public long Due { get; set; }

        public Action Ring { get; } = ring;

        public bool Change(TimeSpan dueTime, TimeSpan period) => throw new NotSupportedException();

        public void Dispose() => Due = long.MaxValue;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
