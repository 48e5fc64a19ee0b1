using System.Net;
using Polly;
using Wsm.Oci.Registry.Auth;
using Wsm.Oci.Registry.Failures;
using Wsm.Oci.Registry.Options;
using Wsm.Oci.Registry.Transport;

namespace Wsm.Oci.Registry.Hosts;

/// <summary>One registry: where it is, how it is spoken to, and what was learned of it.</summary>
internal sealed class RegistryHost : IDisposable
{
    private readonly RegistryOptions _options;
    private readonly HttpMessageInvoker _http;
    private readonly EndpointFinder _finder;
    private readonly ResiliencePipeline<bool> _operations;
    private volatile RateLimit? _rateLimit;
    private long _largestBody = long.MaxValue;
    private volatile int _takesWholeBlobs;

    public RegistryHost(string name, RegistryOptions options, HttpMessageHandler transport, TokenClient tokens)
    {
        Name = name;
        _options = options;
        _finder = new EndpointFinder(name, options, transport);
        var authenticator = new Authenticator(name, options, tokens, () => _finder.Found);
        _http = HandlerChain.Create(transport, options, inner => new AuthHandler(inner, authenticator));
        _operations = RetryPipeline.Create<bool>(options.Retry, options.Time, outcome =>
            outcome.Exception is RegistryException exception ? RetryPipeline.JudgeConversation(exception) : null
        );
    }

    public string Name { get; }

    public RegistryOptions Options => _options;

    public RateLimit? RateLimit => _rateLimit;

    /// <summary>The request body, in bytes, that larger ones are cut down to, once one was refused with 413.</summary>
    public long LargestBody
    {
        get => Interlocked.Read(ref _largestBody);
        set => Interlocked.Exchange(ref _largestBody, value);
    }

    /// <summary>Whether blobs may come with the request that closes an upload; null while that is not known.</summary>
    public bool? TakesWholeBlobs
    {
        get =>
            _takesWholeBlobs switch
            {
                0 => null,
                var known => known > 0,
            };
        set =>
            _takesWholeBlobs = value switch
            {
                null => 0,
                true => 1,
                false => -1,
            };
    }

    /// <summary>Scheme, host and port of the API.</summary>
    public ValueTask<Uri> EndpointAsync(CancellationToken cancellationToken) => _finder.FindAsync(cancellationToken);

    /// <summary>The answer, whatever its status; the caller disposes of it.</summary>
    /// <exception cref="RegistryException">There was none.</exception>
    public async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request,
        IReadOnlyList<string> scopes,
        CancellationToken cancellationToken
    )
    {
        request.Options.Set(RequestKeys.Registry, Name);
        request.Options.Set(RequestKeys.Scopes, scopes);
        request.Headers.TryAddWithoutValidation("User-Agent", _options.UserAgent);
        try
        {
            var response = await _http.SendAsync(request, cancellationToken).ConfigureAwait(false);
            _rateLimit = RateLimitHeaders.Read(response) ?? _rateLimit;
            return response;
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            throw RequestFailure.FromException(request, Name, _finder.Found, e);
        }
    }

    /// <summary>
    /// As <see cref="SendAsync"/>, but any status that is neither a success nor one of <paramref name="accepted"/> throws.
    /// </summary>
    public async Task<HttpResponseMessage> ExpectAsync(
        HttpRequestMessage request,
        IReadOnlyList<string> scopes,
        CancellationToken cancellationToken,
        params HttpStatusCode[] accepted
    )
    {
        var response = await SendAsync(request, scopes, cancellationToken).ConfigureAwait(false);
        if (response.IsSuccessStatusCode || accepted.Contains(response.StatusCode))
        {
            return response;
        }

        using (response)
        {
            throw await FailAsync(request, response, cancellationToken).ConfigureAwait(false);
        }
    }

    public Task<RegistryException> FailAsync(
        HttpRequestMessage request,
        HttpResponseMessage response,
        CancellationToken cancellationToken
    ) => RequestFailure.FromResponseAsync(request, Name, _finder.Found, response, _options.Time, cancellationToken);

    /// <summary>Tries a conversation of several requests again as a whole when it fails in passing.</summary>
    public Task RetryAsync(Func<CancellationToken, Task> conversation, CancellationToken cancellationToken) =>
        _operations.RunAsync(
            Name,
            async token =>
            {
                await conversation(token).ConfigureAwait(false);
                return true;
            },
            cancellationToken
        );

    public void Dispose() => _finder.Dispose();
}
