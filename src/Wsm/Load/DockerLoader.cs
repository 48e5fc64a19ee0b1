using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Wsm.Bundles;

namespace Wsm.Load;

/// <summary>Hands archives to a Docker engine over its socket, as <c>docker load</c> does.</summary>
/// <remarks>https://docs.docker.com/reference/api/engine/version/v1.41/#tag/Image/operation/ImageLoad</remarks>
internal sealed class DockerLoader : IImageLoader
{
    private readonly HttpClient _http;
    private readonly string _socket;

    public DockerLoader(string socket)
    {
        _socket = socket;
        _http = new HttpClient(
            new SocketsHttpHandler
            {
                UseProxy = false,
                ConnectCallback = async (_, cancellationToken) =>
                {
                    var connection = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                    try
                    {
                        await connection.ConnectAsync(new UnixDomainSocketEndPoint(socket), cancellationToken);
                        return new NetworkStream(connection, ownsSocket: true);
                    }
                    catch
                    {
                        connection.Dispose();
                        throw;
                    }
                },
            }
        )
        {
            BaseAddress = new Uri("http://docker"),
            // The engine answers when it has unpacked the image.
            Timeout = Timeout.InfiniteTimeSpan,
        };
    }

    public async Task PingAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await _http.GetAsync("/_ping", cancellationToken);
            if (!answer.IsSuccessStatusCode)
                throw new UserError($"What listens at {_socket} is not a Docker engine: it answered {(int)answer.StatusCode} to a ping.");
        }
        catch (HttpRequestException e)
        {
            throw new UserError(
                $"There is no Docker engine at {_socket}: {e.InnerException?.Message ?? e.Message}.",
                "Start it, or name its socket: --docker-host unix:///path. The user must be allowed to use it.",
                cause: e
            );
        }
    }

    public async Task LoadAsync(BundleImage image, Stream archive, CancellationToken cancellationToken)
    {
        using var content = new StreamContent(archive, 256 * 1024);
        content.Headers.ContentType = new("application/x-tar");
        using var answer = await _http.PostAsync("/images/load?quiet=1", content, cancellationToken);
        var text = await answer.Content.ReadAsStringAsync(cancellationToken);
        if (answer.StatusCode != HttpStatusCode.OK)
            throw new IOException($"the Docker engine refused it: {Message(text, "message") ?? text.Trim()}");
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            if (Message(line, "error") is { } error)
                throw new IOException($"the Docker engine could not load it: {error}");
    }

    public void Dispose() => _http.Dispose();

    private static string? Message(string json, string property)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return document.RootElement.TryGetProperty(property, out var value) ? value.GetString() : null;
        }
        catch (JsonException)
        {
            // Not every line of an answer is JSON; the caller shows it as it is.
            return null;
        }
    }
}
