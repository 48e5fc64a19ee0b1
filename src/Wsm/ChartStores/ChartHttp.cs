using System.Net;

namespace Wsm.ChartStores;

/// <summary>Requests to a chart store, with refusals said in a sentence.</summary>
internal sealed class ChartHttp(HttpClient http)
{
    private const int LargestAnswer = 100 * 1024 * 1024;

    /// <summary>The body, or null where there is none (404).</summary>
    public async Task<byte[]?> GetAsync(Uri address, CancellationToken cancellationToken)
    {
        using var answer = await SendAsync(new HttpRequestMessage(HttpMethod.Get, address), cancellationToken);
        if (answer.StatusCode == HttpStatusCode.NotFound)
            return null;
        ThrowIfRefused(answer, "read");
        if (answer.Content.Headers.ContentLength > LargestAnswer)
            throw new IOException($"{address} is larger than any chart");
        await answer.Content.LoadIntoBufferAsync(LargestAnswer, cancellationToken);
        return await answer.Content.ReadAsByteArrayAsync(cancellationToken);
    }

    /// <summary>The answer whatever its status; for questions whose answer decides what the store is.</summary>
    public async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            return await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        }
        catch (HttpRequestException e)
        {
            throw new IOException(
                $"the chart store at {Bare(request.RequestUri!)} could not be reached: {e.InnerException?.Message ?? e.Message}",
                e
            );
        }
    }

    public static void ThrowIfRefused(HttpResponseMessage answer, string verb)
    {
        if (answer.IsSuccessStatusCode)
            return;
        var why = answer.StatusCode switch
        {
            HttpStatusCode.Unauthorized => "it wants a user name and a password that it knows ('wsm login' keeps them)",
            HttpStatusCode.Forbidden => "the user may not do this there",
            HttpStatusCode.MethodNotAllowed => "it is read-only, or of another kind (--charts-kind)",
            HttpStatusCode.RequestEntityTooLarge => "a proxy before it limits the size of request bodies",
            _ => $"it answered {(int)answer.StatusCode} {answer.ReasonPhrase}",
        };
        throw new IOException($"the chart store would not let {Bare(answer.RequestMessage!.RequestUri!)} be {verb}: {why}");
    }

    /// <summary>Without user info and query, which may hold secrets.</summary>
    private static string Bare(Uri address) =>
        address.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped);
}
