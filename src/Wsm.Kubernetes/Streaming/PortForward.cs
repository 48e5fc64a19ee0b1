using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using Wsm.Kubernetes.Api;
using Wsm.Kubernetes.Failures;
using Wsm.Kubernetes.Objects;

namespace Wsm.Kubernetes.Streaming;

/// <summary>
/// Lets a port of a pod be reached at one of this machine, on loopback only. Each connection has a WebSocket of its own, which every
/// server since 1.7 understands.
/// </summary>
/// <remarks>
/// The protocol is <c>v4.channel.k8s.io</c>: each message begins with its channel, 0 for data and 1 for what went wrong, and the first
/// message of each channel is the port. An end in one direction alone cannot be told by it.
/// </remarks>
public sealed class PortForward : IAsyncDisposable
{
    private const string Protocol = "v4.channel.k8s.io";
    private const int DataChannel = 0;
    private const int ErrorChannel = 1;
    private const int BufferSize = 32 * 1024;

    private readonly ApiClient _client;
    private readonly string _space;
    private readonly string _pod;
    private readonly int _port;
    private readonly Action<string> _say;
    private readonly TcpListener _listener;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _accepting;

    private PortForward(ApiClient client, string space, string pod, int port, int localPort, Action<string> say)
    {
        (_client, _space, _pod, _port, _say) = (client, space, pod, port, say);
        _listener = new TcpListener(IPAddress.Loopback, localPort);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>Where the port is now, on 127.0.0.1.</summary>
    public int LocalPort => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <param name="localPort">0 for any that is free.</param>
    /// <param name="say">Told of connections that failed.</param>
    /// <exception cref="SocketException">The local port is taken.</exception>
    public static PortForward Start(ApiClient client, string space, string pod, int port, int localPort, Action<string> say) =>
        new(client, space, pod, port, localPort, say);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        _listener.Stop();
        await _accepting.ConfigureAwait(false);
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        var connections = new List<Task>();
        try
        {
            while (true)
            {
                var connection = await _listener.AcceptTcpClientAsync(_stop.Token).ConfigureAwait(false);
                connections.RemoveAll(task => task.IsCompleted);
                connections.Add(ServeAsync(connection));
            }
        }
        catch (Exception ended) when (ended is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(connections).ConfigureAwait(false);
        }
    }

    private async Task ServeAsync(TcpClient connection)
    {
        using var local = connection;
        try
        {
            using var remote = await OpenAsync(_stop.Token).ConfigureAwait(false);
            using var ended = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
            var up = SendAsync(local.GetStream(), remote, ended.Token);
            var down = ReceiveAsync(remote, local.GetStream(), ended.Token);
            await Task.WhenAny(up, down).ConfigureAwait(false);
            if (up.IsCompletedSuccessfully)
            {
                // The client may only have stopped asking, and still wait for the answer.
                await down.ConfigureAwait(false);
            }

            await ended.CancelAsync().ConfigureAwait(false);
            await Task.WhenAll(up, down).ConfigureAwait(false);
        }
        catch (Exception error) when (error is WebSocketException or IOException or SocketException or HttpRequestException or ApiException)
        {
            _say($"A connection to {_pod}:{_port} failed: {Innermost(error).TrimEnd('.')}");
        }
        catch (OperationCanceledException)
        {
            // The other direction has ended, or everything does.
        }
    }

    private static string Innermost(Exception error)
    {
        while (error.InnerException is { } inner)
        {
            error = inner;
        }

        return error.Message;
    }

    private async Task<ClientWebSocket> OpenAsync(CancellationToken cancellationToken)
    {
        var request = new ApiRequest(HttpMethod.Get, ResourceKind.Pod.PathOf(_space, _pod, "portforward"))
        {
            Query = [new("ports", _port.ToString(CultureInfo.InvariantCulture))],
        };
        using var invoker = await _client.Transport.OpenStreamAsync(cancellationToken).ConfigureAwait(false);
        var address = new UriBuilder(request.AddressAt(_client.Access.Server));
        address.Scheme = address.Scheme == "https" ? "wss" : "ws";
        var socket = new ClientWebSocket();
        try
        {
            socket.Options.AddSubProtocol(Protocol);
            socket.Options.KeepAliveInterval = TimeSpan.FromSeconds(30);
            await socket.ConnectAsync(address.Uri, invoker, cancellationToken).ConfigureAwait(false);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static async Task SendAsync(NetworkStream local, ClientWebSocket remote, CancellationToken cancellationToken)
    {
        var buffer = new byte[BufferSize];
        buffer[0] = DataChannel;
        while (await local.ReadAsync(buffer.AsMemory(1), cancellationToken).ConfigureAwait(false) is > 0 and var read)
        {
            await remote
                .SendAsync(buffer.AsMemory(0, read + 1), WebSocketMessageType.Binary, endOfMessage: true, cancellationToken)
                .ConfigureAwait(false);
        }
    }

    private async Task ReceiveAsync(ClientWebSocket remote, NetworkStream local, CancellationToken cancellationToken)
    {
        var begun = new bool[2];
        var buffer = new byte[BufferSize];
        using var message = new MemoryStream();
        while (true)
        {
            var part = await remote.ReceiveAsync(buffer.AsMemory(), cancellationToken).ConfigureAwait(false);
            if (part.MessageType == WebSocketMessageType.Close)
            {
                return;
            }

            message.Write(buffer, 0, part.Count);
            if (!part.EndOfMessage)
            {
                continue;
            }

            var whole = message.GetBuffer().AsMemory(0, (int)message.Length);
            message.SetLength(0);
            if (whole.Length == 0 || whole.Span[0] > ErrorChannel)
            {
                continue;
            }

            var channel = whole.Span[0];
            var content = whole[1..];
            if (!begun[channel])
            {
                begun[channel] = true;
                if (content.Length == 2 && BinaryPrimitives.ReadUInt16LittleEndian(content.Span) == _port)
                {
                    continue;
                }
            }

            if (channel == ErrorChannel)
            {
                throw new IOException(Encoding.UTF8.GetString(content.Span));
            }

            await local.WriteAsync(content, cancellationToken).ConfigureAwait(false);
        }
    }
}
