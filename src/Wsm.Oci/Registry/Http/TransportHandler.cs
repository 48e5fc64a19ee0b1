using System.Collections.Concurrent;
using System.Net.Security;

namespace Wsm.Oci.Registry.Http;

/// <summary>The sockets: one pool of connections for all hosts, and one more for each host that has certificates of its own.</summary>
internal sealed class TransportHandler : HttpMessageHandler
{
    private readonly RegistryOptions _options;
    private readonly ProxyVariables _proxy;
    private readonly ConcurrentDictionary<string, Lazy<HttpMessageInvoker>> _byAuthority = new(StringComparer.OrdinalIgnoreCase);
    private readonly Lazy<HttpMessageInvoker> _common;

    public TransportHandler(RegistryOptions options)
    {
        _options = options;
        _proxy = new ProxyVariables(options.Environment);
        _common = new Lazy<HttpMessageInvoker>(() => Create([]));
    }

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var sockets = _byAuthority.GetOrAdd(request.RequestUri!.Authority, Choose);
        return sockets.Value.SendAsync(request, cancellationToken);
    }

    protected override void Dispose(bool disposing)
    {
        foreach (var sockets in _byAuthority.Values.Append(_common).Where(sockets => sockets.IsValueCreated).Distinct())
            sockets.Value.Dispose();
        base.Dispose(disposing);
    }

    private Lazy<HttpMessageInvoker> Choose(string authority)
    {
        var folders = CertificateFiles.FoldersFor(_options.Tls, authority);
        return folders.Count == 0 ? _common : new Lazy<HttpMessageInvoker>(() => Create(folders));
    }

    private HttpMessageInvoker Create(IReadOnlyList<string> folders)
    {
        var check = new CertificateCheck(CertificateFiles.Authorities(_options.Tls, folders), _options.Tls.Insecure);
        var certificates = CertificateFiles.ClientCertificates(_options.Tls, folders);
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
        if (certificates.Count > 0)
            sockets.SslOptions.ClientCertificates = certificates;
        return new HttpMessageInvoker(sockets);
    }
}
