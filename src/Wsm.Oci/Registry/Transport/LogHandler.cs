using Wsm.Oci.References;
using Wsm.Oci.Registry.Failures;

namespace Wsm.Oci.Registry.Transport;

/// <summary>Writes one line for each request. Headers and bodies are never written, so no secret is.</summary>
internal sealed class LogHandler(HttpMessageHandler inner, Action<string> log, TimeProvider time) : DelegatingHandler(inner)
{
    private const int LongestWords = 300;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        var line =
            $"{request.Method} "
            + $"{Redacted.Address(request.RequestUri!)}{(request.Headers.Authorization is { } auth ? $" ({auth.Scheme} authorization)" : "")}";
        try
        {
            var response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
            log($"{line} → {(int)response.StatusCode} in {Elapsed(start)} ms");
            return response;
        }
        catch (Exception e)
        {
            log($"{line} → {e.GetType().Name}: {Quoted.Plain(e.Message, LongestWords)} in {Elapsed(start)} ms");
            throw;
        }
    }

    private long Elapsed(long start) => (long)time.GetElapsedTime(start).TotalMilliseconds;
}
