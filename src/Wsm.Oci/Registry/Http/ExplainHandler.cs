namespace Wsm.Oci.Registry.Http;

/// <summary>Turns what goes wrong below into one sentence and a hint.</summary>
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
            throw Failure.FromException(request, request.RequestUri!.Authority, e);
        }
    }
}
