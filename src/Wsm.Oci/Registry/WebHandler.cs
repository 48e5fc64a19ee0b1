using Wsm.Oci.Registry.Http;

namespace Wsm.Oci.Registry;

/// <summary>
/// For an <see cref="HttpClient"/> that speaks to the plain servers beside registries (chart repositories, release channels): certificates,
/// proxies, retries, redirects and the log are those of registries, and so are credentials, as basic authentication where a server asks for it.
/// </summary>
public sealed class WebHandler : HttpMessageHandler
{
    private readonly TransportHandler _transport;
    private readonly HttpMessageInvoker _chain;

    /// <exception cref="RegistryException">A proxy variable cannot be used.</exception>
    public WebHandler(RegistryOptions options)
    {
        _transport = new TransportHandler(options);
        _chain = HandlerChain.Create(_transport, options, inner => new BasicAuthHandler(inner, options));
    }

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        _chain.SendAsync(request, cancellationToken);

    protected override void Dispose(bool disposing)
    {
        _chain.Dispose();
        _transport.Dispose();
        base.Dispose(disposing);
    }
}
