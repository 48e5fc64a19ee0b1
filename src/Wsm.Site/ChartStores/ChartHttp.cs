using System.Net;
using Wsm.Oci.Registry;

namespace Wsm.Site.ChartStores;

/// <summary>Requests to a chart store, with refusals said in a sentence.</summary>
internal sealed class ChartHttp(HttpClient http, TimeProvider time)
{
    private const int LargestAnswer = 100 * 1024 * 1024;

    /// <summary>The body, or null where there is none (404).</summary>
    public async Task<byte[]?> GetAsync(Uri address, CancellationToken cancellationToken)
    {
        using var answer = await SendAsync(new HttpRequestMessage(HttpMethod.Get, address), cancellationToken);
        if (answer.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }

        await ThrowIfRefusedAsync(answer, cancellationToken);
        if (answer.Content.Headers.ContentLength > LargestAnswer)
        {
            throw new IOException($"{address} is larger than any chart");
        }

        await answer.Content.LoadIntoBufferAsync(LargestAnswer, cancellationToken);
        return await answer.Content.ReadAsByteArrayAsync(cancellationToken);
    }

    /// <summary>The answer whatever its status; for questions whose answer decides what the store is.</summary>
    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);

    /// <exception cref="Oci.Registry.Failures.RegistryException">The answer is no success.</exception>
    public async Task ThrowIfRefusedAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        if (!answer.IsSuccessStatusCode)
        {
            throw await Answer.ToExceptionAsync(
                answer,
                $"the chart store at {answer.RequestMessage!.RequestUri!.Authority}",
                time,
                cancellationToken
            );
        }
    }
}
