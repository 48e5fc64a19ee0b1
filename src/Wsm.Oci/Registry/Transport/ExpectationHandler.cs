using System.Collections.Concurrent;
using System.Net;

namespace Wsm.Oci.Registry.Transport;

/// <summary>Sends a body unannounced where a proxy answers 417 to its announcement, and remembers that.</summary>
internal sealed class ExpectationHandler(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    private readonly ConcurrentDictionary<string, bool> _refusing = new(StringComparer.OrdinalIgnoreCase);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var host = request.RequestUri!.Authority;
        if (_refusing.ContainsKey(host))
        {
            request.Headers.ExpectContinue = false;
        }

        var response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        if (response.StatusCode != HttpStatusCode.ExpectationFailed || request.Headers.ExpectContinue != true)
        {
            return response;
        }

        _refusing.TryAdd(host, true);
        response.Dispose();
        request.Headers.ExpectContinue = false;
        return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
    }
}
