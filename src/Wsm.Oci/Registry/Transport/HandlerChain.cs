using Wsm.Oci.Registry.Failures;
using Wsm.Oci.Registry.Options;

namespace Wsm.Oci.Registry.Transport;

/// <summary>Puts the handlers in their order: retry, redirects, authentication, log, time limit, sockets.</summary>
internal static class HandlerChain
{
    public static HttpMessageInvoker Create(
        HttpMessageHandler transport,
        RegistryOptions options,
        Func<HttpMessageHandler, HttpMessageHandler>? authentication = null
    ) => new(Chain(transport, options, authentication), disposeHandler: false);

    /// <summary>For other servers than registries; failures come as <see cref="RegistryException"/>.</summary>
    public static HttpClient CreateClient(
        HttpMessageHandler transport,
        RegistryOptions options,
        Func<HttpMessageHandler, HttpMessageHandler> authentication
    )
    {
        var client = new HttpClient(new ExplainHandler(Chain(transport, options, authentication)), disposeHandler: false)
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
        {
            chain = new LogHandler(chain, log, options.Time);
        }

        chain = new ExpectationHandler(chain);
        if (authentication is not null)
        {
            chain = authentication(chain);
        }

        chain = new RedirectHandler(chain, options.Tls.Insecure);
        return new RetryHandler(chain, options.Retry, options.Time);
    }
}
