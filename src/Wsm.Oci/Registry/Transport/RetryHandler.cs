using System.Collections.Concurrent;
using Polly;
using Wsm.Oci.Registry.Options;

namespace Wsm.Oci.Registry.Transport;

/// <summary>Sends a request again when its failure may pass. Bodies come from factories, so that they can be sent twice.</summary>
internal sealed class RetryHandler : DelegatingHandler
{
    private readonly ResiliencePipeline<HttpResponseMessage> _pipeline;
    private readonly ConcurrentDictionary<string, bool> _answered = [];
    private readonly RateGate _gate;

    public RetryHandler(HttpMessageHandler inner, RetryOptions options, TimeProvider time)
        : base(inner)
    {
        _gate = new RateGate(options, time);
        _pipeline = RetryPipeline.Create<HttpResponseMessage>(
            options,
            time,
            outcome => outcome.Exception is { } exception ? RetryPipeline.Judge(exception) : RetryPipeline.Judge(outcome.Result!, time),
            _answered.ContainsKey
        );
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.Options.TryGetValue(RequestKeys.SingleTry, out var single) && single)
        {
            return await SendOnceAsync(request, cancellationToken).ConfigureAwait(false);
        }

        var response = await _pipeline
            .RunAsync(request.RequestUri!.Authority, token => SendOnceAsync(request, token), cancellationToken)
            .ConfigureAwait(false);
        _gate.Note(request, response, isFinal: true);
        return response;
    }

    private async Task<HttpResponseMessage> SendOnceAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var host = request.RequestUri!.Authority;
        await _gate.PassAsync(request, cancellationToken).ConfigureAwait(false);
        var response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        _gate.Note(request, response, isFinal: false);
        _answered.TryAdd(host, true);
        if (!response.IsSuccessStatusCode || !request.Options.TryGetValue(RequestKeys.LargestBody, out var most))
        {
            return response;
        }

        try
        {
            await CappedBody.TakeAsync(response, most, cancellationToken).ConfigureAwait(false);
            return response;
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }
}
