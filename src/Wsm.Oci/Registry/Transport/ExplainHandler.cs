using Wsm.Oci.Registry.Failures;

namespace Wsm.Oci.Registry.Transport;

/// <summary>Turns what goes wrong below into one sentence and its kind.</summary>
internal sealed class ExplainHandler(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested && e is not RegistryException)
        {
            throw RequestFailure.FromException(request, request.RequestUri!.Authority, request.RequestUri, e);
        }
    }
}
