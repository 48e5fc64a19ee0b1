namespace Wsm.Peers;

/// <summary>A real nginx with one server on a loopback port.</summary>
public sealed class Nginx : IAsyncDisposable
{
    private readonly ServerProcess _server;

    private Nginx(ServerProcess server) => _server = server;

    public string Host => $"127.0.0.1:{_server.Port}";

    public string Output => _server.Output;

    /// <param name="folder">Where its files go.</param>
    /// <param name="directives">What stands in the <c>server</c> block beside <c>listen</c>.</param>
    /// <param name="listenOptions">After the address: <c>ssl</c>.</param>
    public static async Task<Nginx> StartAsync(TemporaryFolder folder, string directives, string listenOptions = "")
    {
        var server = await ServerProcess
            .StartAsync("nginx", port => [
                    "-e",
                    "stderr",
                    "-p",
                    folder.Path,
                    "-c",
                    folder.Write(
                        "nginx.conf",
                        $$"""
                        daemon off; master_process off; pid {{folder["nginx.pid"]}}; error_log stderr;
                        events { worker_connections 256; }
                        http {
                          access_log off; client_body_temp_path {{folder["body"]}}; proxy_temp_path {{folder["proxy"]}};
                          fastcgi_temp_path {{folder["f"]}}; uwsgi_temp_path {{folder["u"]}}; scgi_temp_path {{folder["s"]}};
                          server { listen 127.0.0.1:{{port}} {{listenOptions}}; {{directives}} }
                        }
                        """
                    ),
                ])
            .ConfigureAwait(false);
        return new Nginx(server);
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();
}
