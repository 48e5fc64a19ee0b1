using System.Net.Http.Headers;
using Wsm.Oci.Credentials;
using Wsm.Oci.Registry.Auth;
using Wsm.Oci.Registry.Failures;
using Wsm.Oci.Registry.Options;
using Wsm.Oci.Registry.Transport;

namespace Wsm.Oci.Registry;

/// <summary>
/// Reads plain documents (chart indexes and archives, release channels) by the rules that hold for registries: certificates, proxies,
/// retries, time limits, redirects, and a log without secrets. Thread-safe; make one and share it.
/// </summary>
public sealed class DocumentClient : IDisposable
{
    private readonly RegistryOptions _options;
    private readonly TransportHandler _transport;

    public DocumentClient(RegistryOptions options)
    {
        _options = options;
        _transport = new TransportHandler(options);
    }

    /// <param name="credential">
    /// Sent to the address's own origin from the start, never where a redirect leads elsewhere; null for those that are kept for a host,
    /// which are sent when the host asks.
    /// </param>
    /// <param name="most">The largest body that is read, in bytes.</param>
    /// <exception cref="RegistryException">There was no answer, it was no success, or too large.</exception>
    public Task<byte[]> GetAsync(Uri address, Credential? credential, int most, CancellationToken cancellationToken) =>
        SendAsync(new HttpRequestMessage(HttpMethod.Get, address), credential, most, cancellationToken);

    /// <summary>As <see cref="GetAsync"/>, for interfaces that want the request to say it is about JSON.</summary>
    public Task<byte[]> GetJsonAsync(Uri address, Credential? credential, int most, CancellationToken cancellationToken)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, address) { Content = new ByteArrayContent([]) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        return SendAsync(request, credential, most, cancellationToken);
    }

    public void Dispose() => _transport.Dispose();

    private async Task<byte[]> SendAsync(HttpRequestMessage request, Credential? credential, int most, CancellationToken cancellationToken)
    {
        var address = request.RequestUri!;
        var chain = HandlerChain.Create(_transport, _options, inner => new BasicAuthHandler(
            inner,
            _options,
            credential is null ? null : (address, credential.ToBasic())
        ));
        request.Headers.TryAddWithoutValidation("User-Agent", _options.UserAgent);
        request.Options.Set(RequestKeys.LargestBody, most);
        try
        {
            using var response = await chain.SendAsync(request, cancellationToken).ConfigureAwait(false);
            if (!response.IsSuccessStatusCode)
            {
                throw await RequestFailure
                    .FromResponseAsync(request, address.Authority, address, response, _options.Time, cancellationToken)
                    .ConfigureAwait(false);
            }

            return await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not RegistryException && !cancellationToken.IsCancellationRequested)
        {
            throw RequestFailure.FromException(request, address.Authority, address, e);
        }
    }
}
