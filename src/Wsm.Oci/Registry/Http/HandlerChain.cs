namespace Wsm.Oci.Registry.Http;

/// <summary>Puts the handlers in their order: retry, redirects, authentication, log, time limit, sockets.</summary>
internal static class HandlerChain
{
    public static HttpMessageInvoker Create(
        HttpMessageHandler transport,
        RegistryOptions options,
        Func<HttpMessageHandler, HttpMessageHandler>? authentication = null
    ) => new(Chain(transport, options, authentication), disposeHandler: false);

    /// <summary>For other servers than registries: the caller brings its own credentials, and failures come as <see cref="RegistryException"/>.</summary>
    public static HttpClient CreateClient(HttpMessageHandler transport, RegistryOptions options)
    {
        var client = new HttpClient(new ExplainHandler(Chain(transport, options, null)), disposeHandler: false)
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
        client.DefaultRequestHeaders.TryAddWithoutValidation("User-Agent", options.UserAgent);
        return client;
    }

    private static RetryHandler Chain(
        HttpMessageHandler transport,
        RegistryOptions options,
        Func<HttpMessageHandler, HttpMessageHandler>? authentication
    )
    {
        HttpMessageHandler chain = new TimeoutHandler(transport, options);
        if (options.Log is { } log)
            chain = new LogHandler(chain, log, options.Time);
        if (authentication is not null)
            chain = authentication(chain);
        chain = new RedirectHandler(chain, options.Tls.Insecure);
        return new RetryHandler(chain, options.Retry, options.Time);
    }
}
