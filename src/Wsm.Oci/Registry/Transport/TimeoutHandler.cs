using Wsm.Oci.Registry.Options;

namespace Wsm.Oci.Registry.Transport;

/// <summary>Bounds the wait for an answer. While a body is being sent the clock measures the pause between two writes instead.</summary>
internal sealed class TimeoutHandler(HttpMessageHandler inner, RegistryOptions options) : DelegatingHandler(inner)
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var limit = request.Content is null ? options.AnswerTimeout : options.CommitTimeout;
        request.Options.Set(RequestKeys.Stall, (options.StallTimeout, options.Time));
        using var clock = new CancellationTokenSource(limit, options.Time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(clock.Token, cancellationToken);
        if (request.Content is SentContent body)
        {
            body.OnProgress = ended => clock.CancelAfter(ended ? options.CommitTimeout : options.StallTimeout);
        }

        try
        {
            return await base.SendAsync(request, linked.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"{request.RequestUri!.Authority} did not answer in time", e);
        }
    }
}
