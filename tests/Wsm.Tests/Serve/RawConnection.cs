using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Wsm.Tests.Serve;

/// <summary>A connection on which anything can be said, as no decent client would.</summary>
internal sealed class RawConnection : IDisposable
{
    private readonly TcpClient _client = new() { ReceiveBufferSize = 64 * 1024 };

    private RawConnection() { }

    public NetworkStream Stream => _client.GetStream();

    public static async Task<RawConnection> OpenAsync(Uri server)
    {
        var connection = new RawConnection();
        await connection._client.ConnectAsync(IPAddress.Loopback, server.Port, TestContext.Current.CancellationToken);
        return connection;
    }

    /// <summary>The whole answer to a request, as text; the server closes.</summary>
    public static async Task<string> AskAsync(Uri server, string requestLine, string more = "", byte[]? body = null)
    {
        using var connection = await OpenAsync(server);
        await connection.SendAsync($"{requestLine} HTTP/1.1\r\nHost: {server.Authority}\r\nConnection: close\r\n{more}\r\n");
        if (body is not null)
        {
            await connection.Stream.WriteAsync(body, TestContext.Current.CancellationToken);
        }

        return await connection.ReadToEndAsync(TestContext.Current.CancellationToken);
    }

    public async Task SendAsync(string text) =>
        await Stream.WriteAsync(Encoding.Latin1.GetBytes(text), TestContext.Current.CancellationToken);

    public async Task<string> ReadToEndAsync(CancellationToken cancellation)
    {
        using var reader = new StreamReader(Stream, Encoding.Latin1);
        return await reader.ReadToEndAsync(cancellation);
    }

    public void Dispose() => _client.Dispose();
}
