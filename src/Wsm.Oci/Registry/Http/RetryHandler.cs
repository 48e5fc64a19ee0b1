using Polly;

namespace Wsm.Oci.Registry.Http;

/// <summary>Sends a request again when its failure may pass. Bodies come from factories, so that they can be sent twice.</summary>
internal sealed class RetryHandler : DelegatingHandler
{
    private readonly ResiliencePipeline<HttpResponseMessage> _pipeline;

    public RetryHandler(HttpMessageHandler inner, RetryOptions options, TimeProvider time)
        : base(inner)
    {
        _pipeline = RetryPipeline.Create<HttpResponseMessage>(options, time, outcome =>
            outcome.Exception is { } exception ? RetryPipeline.Judge(exception) : RetryPipeline.Judge(outcome.Result!, time));
    }

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.Options.TryGetValue(RequestKeys.SingleTry, out var single) && single) return base.SendAsync(request, cancellationToken);
        return _pipeline.RunAsync(request.RequestUri!.Authority, token => base.SendAsync(request, token), cancellationToken);
    }
}
