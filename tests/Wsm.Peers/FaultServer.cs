using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Wsm.Peers;

/// <summary>
/// An HTTP server in this process whose every answer is a function of the request, and which can lie, cut off, stall and reset on
/// purpose. Requests are kept for the test to look at.
/// </summary>
public sealed class FaultServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<FaultRequest> _requests = new();
    private readonly ConcurrentDictionary<string, int> _attempts = new();
    private readonly ConcurrentDictionary<Task, bool> _connections = new();
    private readonly Func<FaultRequest, Reply> _answer;
    private readonly X509Certificate2? _certificate;
    private readonly SslProtocols? _mutual;
    private readonly Task _accepting;

    /// <param name="certificate">Speaks TLS with it.</param>
    /// <param name="mutual">Wants a client certificate, whichever, and speaks no other version of TLS.</param>
    public FaultServer(Func<FaultRequest, Reply> answer, X509Certificate2? certificate = null, SslProtocols? mutual = null)
    {
        _answer = answer;
        _certificate = certificate;
        _mutual = mutual;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public string Host => $"127.0.0.1:{Port}";

    public string Url => $"{(_certificate is null ? "http" : "https")}://{Host}";

    public IReadOnlyList<FaultRequest> Requests => [.. _requests];

    /// <summary>All but the look whether this is a registry.</summary>
    public IReadOnlyList<FaultRequest> Questions => [.. _requests.Where(request => request.Path != "/v2/")];

    public IEnumerable<FaultRequest> Asked(string method, string path) =>
        Requests.Where(request => request.Method == method && request.Path == path);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        _listener.Stop();
        await _accepting.ConfigureAwait(false);
        await Task.WhenAll(_connections.Keys).ConfigureAwait(false);
        _stop.Dispose();
        _certificate?.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (!_stop.IsCancellationRequested)
            {
                var client = await _listener.AcceptTcpClientAsync(_stop.Token).ConfigureAwait(false);
                var connection = ServeAsync(client);
                _connections.TryAdd(connection, true);
            }
        }
        catch (Exception e)
            when (_stop.IsCancellationRequested
                && e is OperationCanceledException or SocketException or ObjectDisposedException or InvalidOperationException
            )
        {
            // The server is being stopped.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                await using var stream = await SecureAsync(client.GetStream()).ConfigureAwait(false);
                while (await HttpWire.ReadRequestAsync(stream, _stop.Token).ConfigureAwait(false) is { } received)
                {
                    var attempt = _attempts.AddOrUpdate($"{received.Method} {received.Path}", 1, (_, count) => count + 1);
                    var request = received with { Attempt = attempt };
                    _requests.Enqueue(request);
                    if (!await AnswerAsync(client, stream, request).ConfigureAwait(false))
                    {
                        return;
                    }
                }
            }
            catch (Exception e)
                when (e
                        is IOException
                            or SocketException
                            or OperationCanceledException
                            or ObjectDisposedException
                            or AuthenticationException
                )
            {
                // The client went away, or refused our certificate: what this server is for.
            }
        }
    }

    private async Task<Stream> SecureAsync(Stream stream)
    {
        if (_certificate is null)
        {
            return stream;
        }

        var tls = new SslStream(stream);
        await tls.AuthenticateAsServerAsync(
                new SslServerAuthenticationOptions
                {
                    ServerCertificate = _certificate,
                    EnabledSslProtocols = _mutual ?? SslProtocols.None,
                    ClientCertificateRequired = _mutual is not null,
                    RemoteCertificateValidationCallback = (_, shown, _, _) => _mutual is null || shown is not null,
                },
                _stop.Token
            )
            .ConfigureAwait(false);
        return tls;
    }

    /// <returns>Whether the connection can be used for another request.</returns>
    private async Task<bool> AnswerAsync(TcpClient client, Stream stream, FaultRequest request)
    {
        var reply = _answer(request);
        if (reply.After is { } condition)
        {
            await condition.WaitAsync(_stop.Token).ConfigureAwait(false);
        }

        if (reply.ResetAfter != -1)
        {
            var body = request.Method == "HEAD" ? [] : reply.Body;
            var send = Math.Min(body.Length, reply.ResetAfter ?? reply.StallAfter ?? body.Length);
            await stream.WriteAsync(Encoding.ASCII.GetBytes(HttpWire.Head(reply)), _stop.Token).ConfigureAwait(false);
            await SendAsync(stream, body.AsMemory(0, send), reply.BytesPerSecond).ConfigureAwait(false);
            await stream.FlushAsync(_stop.Token).ConfigureAwait(false);
            if (reply.StallAfter is not null)
            {
                await Task.Delay(Timeout.Infinite, _stop.Token).ConfigureAwait(false);
            }

            if (reply.ResetAfter is null && (reply.DeclaredLength ?? reply.Body.Length) == reply.Body.Length)
            {
                return true;
            }

            // A reset overtakes what lies in the buffers; the client shall read what was sent first.
            client.Client.Shutdown(SocketShutdown.Send);
            return false;
        }

        client.LingerState = new LingerOption(true, 0);
        return false;
    }

    private async Task SendAsync(Stream stream, ReadOnlyMemory<byte> body, int? bytesPerSecond)
    {
        const int SlicesPerSecond = 50;
        var slices = Math.Min(bytesPerSecond ?? 1, SlicesPerSecond);
        while (bytesPerSecond / slices is { } slice && body.Length > slice)
        {
            await stream.WriteAsync(body[..slice], _stop.Token).ConfigureAwait(false);
            await stream.FlushAsync(_stop.Token).ConfigureAwait(false);
            body = body[slice..];
            await Task.Delay(1000 / slices, _stop.Token).ConfigureAwait(false);
        }

        await stream.WriteAsync(body, _stop.Token).ConfigureAwait(false);
    }
}
