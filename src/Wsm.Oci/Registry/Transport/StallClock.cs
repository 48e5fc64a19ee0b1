namespace Wsm.Oci.Registry.Transport;

/// <summary>
/// Gives each read a token that ends with the caller's, when the read takes too long, or when all reads together bring too little: a server
/// that sends a byte now and then never stalls, and would be waited for for years. Costs a read no allocation.
/// </summary>
/// <param name="limit">Of one read.</param>
internal sealed class StallClock(TimeSpan limit, TimeProvider time) : IDisposable
{
    /// <summary>Bytes a second, after a first grace of twice the limit.</summary>
    private const double SlowestPace = 1024;

    private CancellationTokenSource _source = new(Timeout.InfiniteTimeSpan, time);
    private CancellationTokenRegistration _registration;
    private CancellationToken _caller;
    private TimeSpan _waited;
    private long _received;
    private long _started;

    /// <summary>Since the beginning, or since <see cref="Restart"/>.</summary>
    public long Received => _received;

    public CancellationToken Start(CancellationToken caller)
    {
        if (_source.IsCancellationRequested)
        {
            _registration.Dispose();
            _source.Dispose();
            _source = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
            _caller = default;
        }

        if (caller != _caller)
        {
            _registration.Dispose();
            _registration = caller.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), _source);
            _caller = caller;
        }

        _started = time.GetTimestamp();
        _source.CancelAfter(Patience());
        return _source.Token;
    }

    /// <param name="received">Bytes that the read brought.</param>
    public void Stop(int received)
    {
        _source.CancelAfter(Timeout.InfiniteTimeSpan);
        _waited += time.GetElapsedTime(_started);
        _received += received;
    }

    /// <summary>For another connection.</summary>
    public void Restart() => (_waited, _received) = (TimeSpan.Zero, 0);

    public void Dispose()
    {
        _registration.Dispose();
        _source.Dispose();
    }

    private TimeSpan Patience()
    {
        if (limit == Timeout.InfiniteTimeSpan)
        {
            return limit;
        }

        var left = (2 * limit) + TimeSpan.FromSeconds(_received / SlowestPace) - _waited;
        return left > limit ? limit
            : left > TimeSpan.Zero ? left
            : TimeSpan.Zero;
    }
}
