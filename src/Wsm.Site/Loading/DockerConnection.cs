using System.Net.Sockets;
using Docker.DotNet;
using Docker.DotNet.Handler.Abstractions;
using Docker.DotNet.NativeHttp;
using Wsm.Oci.Registry.Transport;

namespace Wsm.Site.Loading;

/// <summary>
/// Connects Docker.DotNet to an engine. Whatever the way, the framework's own HTTP runs over it: the library's handler for sockets takes no
/// long paths, and wraps what goes wrong with a host into an AggregateException.
/// </summary>
internal static class DockerConnection
{
    private static readonly Uri NoHost = new("tcp://docker:80");

    public static DockerClient Open(DockerAddress address)
    {
        var http = new NativeHttpTransportOptions { ConfigureHandler = handler => Configure(handler, address) };
        return new DockerClientBuilder()
            .WithEndpoint(address.Url.Scheme == DockerAddress.Tcp ? address.Url : NoHost)
            .WithAuthProvider(address.Tls is null ? null : OverTls.Instance)
            .WithTransportOptions(http)
            .Build();
    }

    private static void Configure(SocketsHttpHandler handler, DockerAddress address)
    {
        handler.UseProxy = false;
        handler.ActivityHeadersPropagator = null;
        if (address.Tls is { } tls)
        {
            handler.SslOptions = TlsConnections.OptionsFor(tls);
        }

        handler.ConnectCallback = address.Url.Scheme switch
        {
            DockerAddress.Unix => async (_, cancellationToken) => await ConnectAsync(address.Url.LocalPath, cancellationToken),
            DockerAddress.Ssh => (_, _) => ValueTask.FromResult<Stream>(SshStream.Open(address.Url)),
            _ => null,
        };
    }

    private static async Task<Stream> ConnectAsync(string socket, CancellationToken cancellationToken)
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
    }

    /// <summary>Tells the library that the address is one of TLS; how, the handler knows.</summary>
    private sealed class OverTls : IAuthProvider
    {
        public static OverTls Instance { get; } = new();

        public bool TlsEnabled => true;

        public HttpMessageHandler ConfigureHandler(HttpMessageHandler handler) => handler;
    }
}
