namespace Wsm.Peers.Kubernetes;

/// <summary>
/// One real cluster for all tests of an assembly, started by the first that asks for it. Each test works in namespaces of its own.
/// </summary>
public sealed class SharedCluster : IAsyncDisposable
{
    private readonly Lazy<Task<RealCluster>> _cluster = new(RealCluster.StartAsync);

    public Task<RealCluster> StartedAsync() => _cluster.Value;

    public async ValueTask DisposeAsync()
    {
        if (_cluster.IsValueCreated && _cluster.Value.IsCompletedSuccessfully)
        {
            await (await _cluster.Value.ConfigureAwait(false)).DisposeAsync().ConfigureAwait(false);
        }
    }
}
