using Wsm.Bundles.Reading;
using Wsm.Product.Failures;
using Wsm.Site.Serving.Charts;
using Wsm.Site.Serving.Http;
using Wsm.Site.Serving.Page;
using Wsm.Site.Serving.Registry;
using Wsm.Site.Serving.Security;
using Wsm.Site.Serving.Storage;

namespace Wsm.Site.Serving;

/// <summary>A bundle as a running registry, chart repository and page.</summary>
public sealed class BundleServer : IAsyncDisposable
{
    private readonly Bundle _bundle;
    private readonly BasicAuthentication? _authentication;
    private PushFolder? _pushed;
    private LocalServer? _server;

    private BundleServer(Bundle bundle, Htpasswd? users)
    {
        _bundle = bundle;
        _authentication = users is null ? null : new BasicAuthentication(users);
    }

    public Uri Address => _server!.Address;

    public string Title => _bundle.Lock.Title;

    public int Images => _bundle.Images.Count;

    public int Charts => _bundle.Lock.Charts.Count;

    /// <summary>What of the bundle is not served.</summary>
    public IReadOnlyList<string> Problems { get; private set; } = [];

    /// <exception cref="UserError">The bundle or the folder for pushes cannot be used, or the address cannot be listened on.</exception>
    public static async Task<BundleServer> StartAsync(
        ServeRequest request,
        TimeProvider time,
        Action<ServedRequest> log,
        CancellationToken cancellationToken
    )
    {
        var server = new BundleServer(Bundle.Open(request.Bundle, request.Gate, request.Bases), request.Users);
        try
        {
            await server.StartCoreAsync(request, time, log, cancellationToken);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Answers what has been asked, takes no more, and lets go of the files.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        _pushed?.Dispose();
        _authentication?.Dispose();
        _bundle.Dispose();
    }

    private async Task StartCoreAsync(
        ServeRequest request,
        TimeProvider time,
        Action<ServedRequest> log,
        CancellationToken cancellationToken
    )
    {
        var charts = BundleCharts.Read(_bundle);
        var held = BundleContent.Open(_bundle, charts);
        Problems = held.Problems;
        if (request.PushFolder is { } folder)
        {
            _pushed = PushFolder.Open(folder, time);
        }

        var metrics = new ServeMetrics(Images, Charts);
        IRegistryContent content = _pushed is null ? held : new LayeredContent(_pushed.Images, held);
        var options = new LocalServerOptions
        {
            Listen = request.Listen,
            Certificate = request.Certificate,
            Authentication = _authentication,
            Endpoints =
            [
                new RegistryEndpoint(content, _pushed?.Images),
                new ChartEndpoint(new BundleCharts(charts, _pushed?.Charts), _pushed?.Charts),
                new StatusEndpoint(metrics),
                new PageEndpoint(_bundle, charts, held.Problems),
            ],
            OnRequest = served =>
            {
                metrics.Count(served);
                log(served);
            },
        };
        try
        {
            _server = await LocalServer.StartAsync(options, cancellationToken);
        }
        catch (IOException e)
        {
            throw new UserError(
                $"Cannot listen on {request.Listen}: {e.InnerException?.Message ?? e.Message}",
                "Choose another address or port with --listen.",
                cause: e
            );
        }
    }
}
