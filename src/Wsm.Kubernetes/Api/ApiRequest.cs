using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Wsm.Kubernetes.Failures;
using Wsm.Kubernetes.Objects;
using Wsm.Kubernetes.Transport;

namespace Wsm.Kubernetes.Api;

/// <summary>One request, and its answer as JSON.</summary>
internal sealed record ApiRequest(HttpMethod Method, string Path)
{
    public const string PlainJson = "application/json";

    /// <summary>Lists are read in pages; nothing else comes near.</summary>
    private const int LargestAnswer = 256 * 1024 * 1024;

    public IReadOnlyList<KeyValuePair<string, string?>> Query { get; init; } = [];

    public JsonNode? Body { get; init; }

    public string BodyType { get; init; } = PlainJson;

    public string Accept { get; init; } = PlainJson;

    /// <summary>The answer's head, which says that all went well.</summary>
    /// <exception cref="ApiException">It says otherwise, or there is none.</exception>
    public async Task<HttpResponseMessage> OpenAsync(ApiTransport transport, CancellationToken cancellationToken)
    {
        var address = AddressAt(transport.Access.Server);
        var response = await transport.SendAsync(() => Make(address), cancellationToken).ConfigureAwait(false);
        if (response.IsSuccessStatusCode)
        {
            return response;
        }

        using (response)
        {
            throw await RefusalAsync(response, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <exception cref="ApiException">The server refused, or did not answer.</exception>
    public async Task<JsonObject> RunAsync(ApiTransport transport, CancellationToken cancellationToken)
    {
        using var response = await OpenAsync(transport, cancellationToken).ConfigureAwait(false);
        try
        {
            await response.Content.LoadIntoBufferAsync(LargestAnswer, cancellationToken).ConfigureAwait(false);
            var body = await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
            return KubeJson.ParseObject(body);
        }
        catch (Exception error) when (error is JsonException or HttpRequestException or IOException)
        {
            throw new ApiException($"the answer to {Method} {Path} cannot be read: {error.Message}", error)
            {
                Method = Method.Method,
                Path = Path,
                StatusCode = response.StatusCode,
            };
        }
    }

    /// <summary>A server may live below a path of a proxy: https://rancher/k8s/clusters/c-1.</summary>
    public Uri AddressAt(Uri server)
    {
        var query = string.Join(
            '&',
            Query.Where(pair => pair.Value is not null).Select(pair => $"{pair.Key}={Uri.EscapeDataString(pair.Value!)}")
        );
        return new Uri($"{server.GetLeftPart(UriPartial.Path).TrimEnd('/')}{Path}{(query.Length == 0 ? "" : "?" + query)}");
    }

    private HttpRequestMessage Make(Uri address)
    {
        var request = new HttpRequestMessage(Method, address);
        request.Headers.TryAddWithoutValidation("Accept", Accept);
        if (Body is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(Body.ToJsonString()));
            request.Content.Headers.ContentType = new MediaTypeHeaderValue(BodyType);
        }

        return request;
    }

    private async Task<ApiException> RefusalAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var text = await ReadShortAsync(response, cancellationToken).ConfigureAwait(false);
        var status = StatusDocument.TryParse(text);
        var words = status?.Message ?? (text.Length > 0 ? text.ReplaceLineEndings(" ").Trim() : response.ReasonPhrase);
        return new ApiException($"{Method} {Path}: {(int)response.StatusCode} {words}")
        {
            Method = Method.Method,
            Path = Path,
            StatusCode = response.StatusCode,
            Reason = status?.Reason,
            ServerMessage = status?.Message,
            Causes = status?.Causes ?? [],
        };
    }

    private static async Task<string> ReadShortAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        const int most = 64 * 1024;
        try
        {
            var stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
            await using (stream.ConfigureAwait(false))
            {
                var buffer = new byte[most];
                var read = await stream.ReadAtLeastAsync(buffer, most, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
                return Encoding.UTF8.GetString(buffer, 0, read);
            }
        }
        catch (Exception error) when (error is IOException or HttpRequestException)
        {
            return "";
        }
    }
}
