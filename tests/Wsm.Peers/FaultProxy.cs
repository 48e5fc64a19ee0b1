using System.Net;

namespace Wsm.Peers;

/// <summary>Stands in front of a real registry and spoils its answers as a test wants.</summary>
public sealed class FaultProxy : IAsyncDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false });
    private readonly string _registry;
    private readonly FaultServer _server;
    private long _blobBytes;

    /// <param name="registry">HOST:PORT, plain HTTP.</param>
    /// <param name="spoil">Gets the request and the registry's own answer.</param>
    public FaultProxy(string registry, Func<FaultRequest, Reply, Reply> spoil)
        : this(registry, (request, forward) => spoil(request, forward(request))) { }

    /// <param name="registry">HOST:PORT, plain HTTP.</param>
    /// <param name="answer">Gets the request, and the way to ask the registry, with this request or another.</param>
    public FaultProxy(string registry, Func<FaultRequest, Func<FaultRequest, Reply>, Reply> answer)
    {
        _registry = registry;
        _server = new FaultServer(request => Count(request, answer(request, Forward)));
    }

    public string Host => _server.Host;

    /// <summary>Bytes of blobs that were handed out at most; a reset or a stall ends earlier what was begun.</summary>
    public long BlobBytes => Interlocked.Read(ref _blobBytes);

    public IReadOnlyList<FaultRequest> Requests => _server.Requests;

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync().ConfigureAwait(false);
        _http.Dispose();
    }

    private Reply Count(FaultRequest request, Reply reply)
    {
        if (request.Path.Contains("/blobs/", StringComparison.Ordinal))
        {
            Interlocked.Add(ref _blobBytes, reply.ResetAfter ?? reply.StallAfter ?? reply.Body.Length);
        }

        return reply;
    }

    private Reply Forward(FaultRequest request)
    {
        using var message = new HttpRequestMessage(
            new HttpMethod(request.Method),
            $"http://{_registry}{request.Path}{(request.Query.Length > 0 ? "?" + request.Query : "")}"
        );
        // The registry shall name this proxy where it says how to go on.
        message.Headers.Host = request["Host"];
        if (request.Method is "POST" or "PUT" or "PATCH")
        {
            message.Content = new ByteArrayContent(request.Body);
        }

        foreach (var header in new[] { "Accept", "Range", "Authorization", "Content-Type", "Content-Range" })
        {
            if (request[header] is { } value && !message.Headers.TryAddWithoutValidation(header, value))
            {
                message.Content?.Headers.TryAddWithoutValidation(header, value);
            }
        }

        using var answer = _http.Send(message);
        using var body = new MemoryStream();
        answer.Content.ReadAsStream().CopyTo(body);
        var headers = answer
            .Headers.Concat(answer.Content.Headers)
            .Where(header =>
                header.Key is not ("Transfer-Encoding" or "Connection") && (header.Key != "Content-Length" || request.Method == "HEAD")
            )
            .Select(header => (header.Key, string.Join(", ", header.Value)));
        return new Reply
        {
            Status = (int)answer.StatusCode,
            Body = answer.StatusCode == HttpStatusCode.NoContent ? [] : body.ToArray(),
            Headers = [.. headers],
        };
    }
}
