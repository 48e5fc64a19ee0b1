using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using Wsm.Oci.References;
using Wsm.Oci.Registry.Auth;
using Wsm.Oci.Registry.Failures;
using Wsm.Oci.Registry.Hosts;
using Wsm.Oci.Registry.Options;
using Wsm.Oci.Registry.Transport;

namespace Wsm.Oci.Registry;

/// <summary>The way to any number of registries. Thread-safe; make one and share it.</summary>
public sealed class RegistryClient : IDisposable
{
    private readonly RegistryOptions _options;
    private readonly TransportHandler _transport;
    private readonly TokenClient _tokens;
    private readonly ConcurrentDictionary<string, RegistryHost> _hosts = new();

    /// <exception cref="RegistryException">A proxy variable cannot be used.</exception>
    public RegistryClient(RegistryOptions options)
    {
        _options = options;
        _transport = new TransportHandler(options);
        _tokens = new TokenClient(HandlerChain.Create(_transport, options), options);
    }

    /// <param name="registry">Host and optional port, as in <see cref="ImageReference.Registry"/>.</param>
    /// <param name="repository">The path on it.</param>
    /// <exception cref="FormatException">One of them breaks the grammar.</exception>
    public Repository GetRepository(string registry, string repository) => GetRepository(ImageReference.Create(registry, repository));

    public Repository GetRepository(ImageReference reference) => new(Host(reference.Registry), reference.Repository);

    /// <summary>
    /// Where an image is fetched from: where rules say that it is mirrored and it is there, else where its name says. What is fetched is
    /// the
    /// same: a digest decides, wherever the bytes come from.
    /// </summary>
    public async Task<Repository> FindOriginAsync(ImageReference reference, CancellationToken cancellationToken)
    {
        foreach (var rule in _options.Origins)
        {
            if (rule.Apply(reference) is not { } place)
            {
                continue;
            }

            var repository = GetRepository(place);
            if (!rule.GoesOn || await HasAsync(repository, place, cancellationToken).ConfigureAwait(false))
            {
                _options.Log?.Invoke($"{reference.Canonical} is fetched from {place.Name}");
                return repository;
            }
        }

        return GetRepository(reference);
    }

    /// <summary>
    /// Every place where rules say that an image may be, in the order in which they are asked: what the first cannot give, another may.
    /// </summary>
    public IReadOnlyList<Repository> OriginsOf(ImageReference reference)
    {
        var places = new List<Repository>();
        foreach (var rule in _options.Origins)
        {
            if (rule.Apply(reference) is { } place)
            {
                places.Add(GetRepository(place));
                if (!rule.GoesOn)
                {
                    return places;
                }
            }
        }

        return [.. places, GetRepository(reference)];
    }

    /// <summary>A mirror that cannot be asked is as good as one that has nothing.</summary>
    private async Task<bool> HasAsync(Repository mirror, ImageReference place, CancellationToken cancellationToken)
    {
        try
        {
            return await mirror.FindManifestAsync(place.TagOrDigest, cancellationToken).ConfigureAwait(false) is not null;
        }
        catch (Content.ContentException failed)
        {
            _options.Log?.Invoke($"the mirror {place.Name} does not help: {failed.Message}");
            return false;
        }
    }

    /// <summary>Checks that the registry is there, speaks the protocol and takes the credentials (<c>GET /v2/</c>).</summary>
    /// <returns>What time it is there; null when it does not say.</returns>
    /// <exception cref="RegistryException">It is not, does not, or does not.</exception>
    public async Task<DateTimeOffset?> PingAsync(string registry, CancellationToken cancellationToken)
    {
        var host = Host(registry);
        using var request = new HttpRequestMessage(
            HttpMethod.Get,
            RegistryUris.Base(await host.EndpointAsync(cancellationToken).ConfigureAwait(false))
        );
        using var response = await host.ExpectAsync(request, Scope.None, cancellationToken, HttpStatusCode.NotFound).ConfigureAwait(false);
        if (response.StatusCode == HttpStatusCode.OK && !WebPage.Is(response))
        {
            return response.Headers.Date;
        }

        throw new RegistryException($"{registry} answers, but not as a container registry ({(int)response.StatusCode} to GET /v2/)")
        {
            Problem = RegistryProblem.NotARegistry,
            Registry = registry,
            Method = request.Method.Method,
            Uri = Redacted.Address(request.RequestUri!),
            Status = response.StatusCode,
        };
    }

    /// <summary>Scheme, host and port under which the registry answers.</summary>
    /// <exception cref="RegistryException">It does not.</exception>
    public async Task<Uri> FindEndpointAsync(string registry, CancellationToken cancellationToken) =>
        await Host(registry).EndpointAsync(cancellationToken).ConfigureAwait(false);

    /// <summary>
    /// The token server that the registry names to strangers; null where it names none, or one that is not to see the registry's
    /// credentials.
    /// </summary>
    /// <exception cref="RegistryException">The registry does not answer, or names no sound address.</exception>
    public async Task<Uri?> FindTokenServerAsync(string registry, CancellationToken cancellationToken)
    {
        var endpoint = await FindEndpointAsync(registry, cancellationToken).ConfigureAwait(false);
        using var http = HandlerChain.CreateClient(_transport, _options, inner => inner);
        using var response = await http.GetAsync(RegistryUris.Base(endpoint), cancellationToken).ConfigureAwait(false);
        var named = Challenge
            .Parse(response.Headers.NonValidated.TryGetValues("WWW-Authenticate", out var values) ? values : [])
            .Select(challenge => challenge["realm"])
            .FirstOrDefault(realm => realm is not null);
        return
            named is not null
            && new Authenticator(registry, _options, _tokens, () => endpoint).Realm(named) is var realm
            && RealmTrust.IsOwn(endpoint, realm, _options.TrustedRealms)
            ? realm
            : null;
    }

    /// <summary>What the registry last said of its pull limit; null when it said nothing.</summary>
    public RateLimit? RateLimitOf(string registry) => _hosts.TryGetValue(registry, out var host) ? host.RateLimit : null;

    /// <summary>
    /// A client for the servers beside registries (chart stores, the API of Harbor), with the same certificates, proxy, retries,
    /// redirects and log, and with the credentials kept for a host as basic authentication where the host asks. What gets no answer throws
    /// <see cref="RegistryException"/>; statuses are the
    /// caller's to judge. Bodies must be ones that can be sent twice. Valid as long as this object.
    /// </summary>
    public HttpClient CreateHttpClient() => HandlerChain.CreateClient(_transport, _options, inner => new BasicAuthHandler(inner, _options));

    /// <summary>The same, with a token that goes to this origin from the start, and to no other.</summary>
    public HttpClient CreateHttpClient(Uri origin, string token) =>
        HandlerChain.CreateClient(_transport, _options, inner => new BasicAuthHandler(
            inner,
            _options,
            (origin, new AuthenticationHeaderValue("Bearer", token))
        ));

    public void Dispose()
    {
        foreach (var host in _hosts.Values)
        {
            host.Dispose();
        }

        _transport.Dispose();
    }

    private RegistryHost Host(string registry) =>
        _hosts.GetOrAdd(registry, static (name, self) => new RegistryHost(name, self._options, self._transport, self._tokens), this);
}
