using System.Net;
using System.Net.Security;
using Wsm.Kubernetes.Configuration;
using Wsm.Kubernetes.Credentials;
using Wsm.Kubernetes.Failures;

namespace Wsm.Kubernetes.Transport;

/// <summary>Sends requests to one cluster as one user. Thread-safe.</summary>
internal sealed class ApiTransport : IDisposable
{
    private static readonly TimeSpan ConnectLimit = TimeSpan.FromSeconds(20);

    private readonly ApiOptions _options;
    private readonly UserCredentials _credentials;
    private readonly Lock _making = new();
    private readonly RepeatedHeaders _repeated = new();
    private readonly List<HttpMessageInvoker> _retired = [];
    private HttpMessageInvoker? _invoker;
    private ClientCertificate? _certificate;

    public ApiTransport(ClusterAccess access, ApiOptions options)
    {
        Access = access;
        _options = options;
        _credentials = new UserCredentials(
            access,
            new PluginWorld(options.Environment, options.InputIsTerminal, options.Say),
            options.Time
        );
    }

    public ClusterAccess Access { get; }

    public TimeProvider Time => _options.Time;

    /// <summary>
    /// The answer's head; the body is for the caller to read. Whatever its status, but what a retry or another login mends.
    /// </summary>
    /// <param name="make">Makes the request, as often as it must be sent.</param>
    /// <exception cref="ApiException">There was no answer.</exception>
    public async Task<HttpResponseMessage> SendAsync(Func<HttpRequestMessage> make, CancellationToken cancellationToken)
    {
        ApiCredential? refused = null;
        for (var attempt = 0; ; attempt++)
        {
            var (invoker, credential) = await OpenAsync(refused, cancellationToken).ConfigureAwait(false);
            using var request = make();
            Prepare(request, credential);
            HttpResponseMessage response;
            try
            {
                response = await SendOnceAsync(invoker, request, cancellationToken).ConfigureAwait(false);
            }
            catch (ApiException lost)
                when (request.Method == HttpMethod.Get && attempt < Math.Min(2, _options.Retries) && Pause.IsLost(lost))
            {
                await Task.Delay(Pause.Of(attempt), _options.Time, cancellationToken).ConfigureAwait(false);
                continue;
            }

            if (response.StatusCode == HttpStatusCode.Unauthorized && refused is null && _credentials.CanRenew)
            {
                response.Dispose();
                refused = credential;
                continue;
            }

            if (attempt < _options.Retries && Pause.Asked(response, attempt, _options.Time) is { } pause)
            {
                response.Dispose();
                _options.Log?.Invoke($"The server asks to wait; again in {pause.TotalSeconds:0.#} s");
                await Task.Delay(pause, _options.Time, cancellationToken).ConfigureAwait(false);
                continue;
            }

            return response;
        }
    }

    /// <summary>For what speaks HTTP by itself, as a WebSocket does: the connections, with the headers of this user.</summary>
    public async Task<HttpMessageInvoker> OpenStreamAsync(CancellationToken cancellationToken)
    {
        var (invoker, credential) = await OpenAsync(null, cancellationToken).ConfigureAwait(false);
        return new HttpMessageInvoker(new HeaderHandler(invoker, request => Prepare(request, credential)));
    }

    public void Dispose()
    {
        _invoker?.Dispose();
        foreach (var invoker in _retired)
        {
            invoker.Dispose();
        }

        _credentials.Dispose();
    }

    private async Task<HttpResponseMessage> SendOnceAsync(
        HttpMessageInvoker invoker,
        HttpRequestMessage request,
        CancellationToken cancellationToken
    )
    {
        var started = _options.Time.GetTimestamp();
        using var limit = new CancellationTokenSource(_options.Patience, _options.Time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            // Only the head is waited for here, so that a watch goes on as long as it likes.
            var response = await invoker.SendAsync(request, both.Token).ConfigureAwait(false);
            _options.Log?.Invoke(
                $"{request.Method} {request.RequestUri} {(int)response.StatusCode} in "
                    + $"{_options.Time.GetElapsedTime(started).TotalMilliseconds:0} ms"
            );
            return response;
        }
        catch (HttpRequestException error)
        {
            throw Unanswered(request, Innermost(error), error);
        }
        catch (OperationCanceledException error) when (!cancellationToken.IsCancellationRequested)
        {
            throw Unanswered(request, $"no answer within {_options.Patience.TotalSeconds:0} s", error);
        }
    }

    private ApiException Unanswered(HttpRequestMessage request, string why, Exception cause) =>
        new($"the API server {Access.Server} did not answer {request.Method} {request.RequestUri!.AbsolutePath}: {why}", cause)
        {
            Method = request.Method.Method,
            Path = request.RequestUri.AbsolutePath,
        };

    private static string Innermost(Exception error)
    {
        while (error.InnerException is { } inner)
        {
            error = inner;
        }

        return error.Message.TrimEnd('.');
    }

    private async Task<(HttpMessageInvoker Invoker, ApiCredential Credential)> OpenAsync(
        ApiCredential? refused,
        CancellationToken cancellationToken
    )
    {
        var credential = await _credentials.GetAsync(refused, cancellationToken).ConfigureAwait(false);
        lock (_making)
        {
            if (_invoker is null || !ReferenceEquals(_certificate, credential.Certificate))
            {
                // What still runs over the old one is not cut off.
                if (_invoker is not null)
                {
                    _retired.Add(_invoker);
                }

                (_invoker, _certificate) = (new HttpMessageInvoker(MakeHandler(credential.Certificate)), credential.Certificate);
            }

            return (_invoker, credential);
        }
    }

    private SocketsHttpHandler MakeHandler(ClientCertificate? certificate)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.GZip,
            ConnectTimeout = ConnectLimit,
            PooledConnectionLifetime = TimeSpan.FromMinutes(10),
            UseCookies = false,
            Proxy = Access.Proxy is { } proxy ? ProxyOf(proxy) : _options.Proxy,
            UseProxy = Access.Proxy is not null || _options.Proxy is not null,
            PlaintextStreamFilter = (context, _) => ValueTask.FromResult(_repeated.Wrap(context.PlaintextStream)),
        };
        if (certificate is not null)
        {
            handler.SslOptions.ClientCertificateContext = SslStreamCertificateContext.Create(
                certificate.Leaf,
                certificate.Intermediates,
                offline: true
            );
        }

        if (Access.Insecure || Access.AuthorityPem is not null)
        {
            handler.SslOptions.RemoteCertificateValidationCallback = new ApiServerCertificate(
                Access.AuthorityPem is { } pem ? Certificates.Read(pem) : [],
                Access.Insecure
            ).Accepts;
        }

        return handler;
    }

    private static WebProxy ProxyOf(Uri address)
    {
        var proxy = new WebProxy(address);
        if (address.UserInfo.Split(':', 2) is [{ Length: > 0 } user, .. var rest])
        {
            proxy.Credentials = new NetworkCredential(Uri.UnescapeDataString(user), Uri.UnescapeDataString(rest.FirstOrDefault() ?? ""));
        }

        return proxy;
    }

    private void Prepare(HttpRequestMessage request, ApiCredential credential)
    {
        request.Version = HttpVersion.Version11;
        foreach (var (name, value) in HeadersOf(credential))
        {
            // One that cannot be sent must not be left out: without it a request may be made with more rights.
            if (!request.Headers.TryAddWithoutValidation(name, value))
            {
                throw KubeConfigException.Credential($"what the kubeconfig has for the header {name} cannot be sent in one");
            }
        }
    }

    private IEnumerable<KeyValuePair<string, string>> HeadersOf(ApiCredential credential)
    {
        if (_options.UserAgent.Length > 0)
        {
            yield return new("User-Agent", _options.UserAgent);
        }

        // The name for TLS goes by this header with .NET; API servers do not look at it.
        if (Access.TlsServerName is { } name)
        {
            yield return new("Host", name);
        }

        if (credential.Authorization is { } authorization)
        {
            yield return new("Authorization", authorization);
        }

        if (Access.User.Impersonation is not { } other)
        {
            yield break;
        }

        yield return new("Impersonate-User", other.User);
        if (other.Uid is { } uid)
        {
            yield return new("Impersonate-Uid", uid);
        }

        if (other.Groups.Count > 0)
        {
            yield return _repeated.Join("Impersonate-Group", other.Groups);
        }

        foreach (var (key, values) in other.Extra.Where(pair => pair.Value.Count > 0))
        {
            yield return _repeated.Join($"Impersonate-Extra-{Uri.EscapeDataString(key.ToLowerInvariant())}", values);
        }
    }

    /// <summary>So that a WebSocket is opened with the same headers as every other request.</summary>
    private sealed class HeaderHandler(HttpMessageInvoker inner, Action<HttpRequestMessage> prepare) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            prepare(request);
            return inner.SendAsync(request, cancellationToken);
        }
    }
}
