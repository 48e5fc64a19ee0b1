using System.Collections.Concurrent;
using System.Net.Security;
using Wsm.Oci.Registry.Options;

namespace Wsm.Oci.Registry.Transport;

/// <summary>The sockets: one pool of connections for all hosts, and one more for each host that has certificates of its own.</summary>
internal sealed class TransportHandler : HttpMessageHandler
{
    private readonly RegistryOptions _options;
    private readonly ProxyVariables _proxy;
    private readonly ConcurrentDictionary<string, Lazy<Pool>> _byAuthority = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<string, bool> _answered = new(StringComparer.OrdinalIgnoreCase);
    private readonly Lazy<Pool> _common;

    public TransportHandler(RegistryOptions options)
    {
        _options = options;
        _proxy = new ProxyVariables(options.Environment);
        _common = new Lazy<Pool>(() => Create([]));
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var address = request.RequestUri!;
        var pool = _byAuthority.GetOrAdd(address.Authority, static (_, state) => state.self.Choose(state.address), (self: this, address));
        try
        {
            var response = await pool.Value.Sockets.SendAsync(request, cancellationToken).ConfigureAwait(false);
            _answered.TryAdd(address.Authority, true);
            return response;
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            if (pool.Value.Identity.Explain(address.IdnHost, e, !_answered.ContainsKey(address.Authority)) is { } failure)
            {
                throw new HttpRequestException(HttpRequestError.SecureConnectionError, failure.Message, failure);
            }

            throw;
        }
    }

    protected override void Dispose(bool disposing)
    {
        foreach (var pool in _byAuthority.Values.Append(_common).Where(pool => pool.IsValueCreated).Distinct())
        {
            pool.Value.Sockets.Dispose();
        }

        base.Dispose(disposing);
    }

    private Lazy<Pool> Choose(Uri address)
    {
        var folders = CertificateFiles.FoldersFor(_options.Tls, address);
        return folders.Count == 0 ? _common : new Lazy<Pool>(() => Create(folders));
    }

    private Pool Create(IReadOnlyList<string> folders)
    {
        var check = new CertificateCheck(CertificateFiles.Authorities(_options.Tls, folders), _options.Tls.Insecure);
        var identity = ClientIdentity.Of(_options.Tls, folders);
        var sockets = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = _proxy.Any,
            Proxy = _proxy,
            ConnectTimeout = _options.ConnectTimeout,
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(90),
            PooledConnectionLifetime = TimeSpan.FromMinutes(10),
            MaxConnectionsPerServer = 64,
            ActivityHeadersPropagator = null,
            SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = check.Validate },
        };
        identity.AddTo(sockets.SslOptions);
        return new Pool(new HttpMessageInvoker(sockets), identity);
    }

    private sealed record Pool(HttpMessageInvoker Sockets, ClientIdentity Identity);
}
