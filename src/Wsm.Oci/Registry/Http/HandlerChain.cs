namespace Wsm.Oci.Registry.Http;

/// <summary>Puts the handlers in their order: retry, redirects, authentication, log, time limit, sockets.</summary>
internal static class HandlerChain
{
    public static HttpMessageInvoker Create(HttpMessageHandler transport, RegistryOptions options, Func<HttpMessageHandler, HttpMessageHandler>? authentication = null)
    {
        HttpMessageHandler chain = new TimeoutHandler(transport, options);
        if (options.Log is { } log) chain = new LogHandler(chain, log, options.Time);
        if (authentication is not null) chain = authentication(chain);
        chain = new RedirectHandler(chain, options.Tls.Insecure);
        chain = new RetryHandler(chain, options.Retry, options.Time);
        return new HttpMessageInvoker(chain, disposeHandler: false);
    }
}
