namespace Wsm.Oci.Registry.Http;

/// <summary>Gives each read a token that ends with the caller's, or when the read takes too long. Costs a read no allocation.</summary>
internal sealed class StallClock(TimeSpan limit, TimeProvider time) : IDisposable
{
    private CancellationTokenSource _source = new(Timeout.InfiniteTimeSpan, time);
    private CancellationTokenRegistration _registration;
    private CancellationToken _caller;

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

        _source.CancelAfter(limit);
        return _source.Token;
    }

    public void Stop() => _source.CancelAfter(Timeout.InfiniteTimeSpan);

    public void Dispose()
    {
        _registration.Dispose();
        _source.Dispose();
    }
}
