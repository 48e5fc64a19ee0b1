using Wsm.Peers;
using Wsm.Site.ChartStores;
using Wsm.Site.Serving;
using Wsm.Site.Serving.Charts;
using Wsm.Site.Serving.Http;
using Wsm.Site.Serving.Registry;
using Wsm.Site.Serving.Storage;

namespace Wsm.Tests.Serve;

/// <summary>The in-process registry and chart repository over a folder of their own, open to pushes.</summary>
internal sealed class RunningRegistry : IAsyncDisposable
{
    private readonly TemporaryFolder? _own;
    private readonly LayoutStore _store;
    private readonly ChartStoreFolder _charts;
    private readonly LocalServer _server;

    private RunningRegistry(
        TemporaryFolder? own,
        LayoutStore store,
        ChartStoreFolder charts,
        LocalServer server,
        List<ServedRequest> requests
    )
    {
        _own = own;
        _store = store;
        _charts = charts;
        _server = server;
        Requests = requests;
        Http = new HttpClient { BaseAddress = server.Address };
    }

    public string Host => _server.Host;

    public Uri Address => _server.Address;

    public LayoutStore Store => _store;

    public HttpClient Http { get; }

    /// <summary>Everything that was asked, in order; lock it while requests may come.</summary>
    public List<ServedRequest> Requests { get; }

    public static async Task<RunningRegistry> StartAsync(string? folder = null, TimeProvider? time = null, ClientPatience? patience = null)
    {
        var own = folder is null ? new TemporaryFolder() : null;
        folder ??= own!.Path;
        var store = LayoutStore.Open(Path.Combine(folder, "registry"), durable: false, time ?? TimeProvider.System);
        var charts = new ChartStoreFolder(Path.Combine(folder, "charts"), TimeProvider.System);
        var requests = new List<ServedRequest>();
        var server = await LocalServer.StartAsync(
            new LocalServerOptions
            {
                Endpoints = [new RegistryEndpoint(store, store), new ChartEndpoint(charts, charts)],
                Patience = patience ?? new ClientPatience(),
                OnRequest = request =>
                {
                    lock (requests)
                    {
                        requests.Add(request);
                    }
                },
            },
            TestContext.Current.CancellationToken
        );
        return new RunningRegistry(own, store, charts, server, requests);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _server.DisposeAsync();
        _store.Dispose();
        _charts.Dispose();
        _own?.Dispose();
    }
}
