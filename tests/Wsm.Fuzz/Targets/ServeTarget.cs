using System.Net;
using System.Net.Sockets;
using System.Text;
using Wsm.Site.ChartStores;
using Wsm.Site.Serving;
using Wsm.Site.Serving.Charts;
using Wsm.Site.Serving.Registry;
using Wsm.Site.Serving.Storage;

namespace Wsm.Fuzz.Targets;

/// <summary>Requests to a server that takes pushes, byte by byte as they come from the network; after each it must still answer.</summary>
internal sealed class ServeTarget : IFuzzTarget
{
    private readonly string _folder = Directory.CreateTempSubdirectory("wsm-fuzz-").FullName;
    private readonly LayoutStore _store;
    private readonly ChartStoreFolder _charts;
    private readonly Lazy<LocalServer> _server;
    private readonly HttpClient _http = new();

    public ServeTarget()
    {
        _store = LayoutStore.Open(Path.Combine(_folder, "registry"), durable: false, TimeProvider.System);
        _charts = new ChartStoreFolder(Path.Combine(_folder, "charts"), TimeProvider.System);
        var endpoints = new LocalServerOptions { Endpoints = [new RegistryEndpoint(_store, _store), new ChartEndpoint(_charts, _charts)] };
        _server = new(() => LocalServer.StartAsync(endpoints, CancellationToken.None).GetAwaiter().GetResult());
    }

    public string Name => "serve";

    public IReadOnlyList<byte[]> Seeds { get; } =
    [
        Request("GET", "/v2/"),
        Request("GET", "/v2/_catalog?n=5&last=a"),
        Request("GET", "/v2/a/b/tags/list"),
        Request("GET", "/v2/a/b/manifests/1.0"),
        Request("GET", "/v2/a/b/referrers/sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"),
        Request("POST", "/v2/a/b/blobs/uploads/"),
        Request("POST", "/v2/a/b/blobs/uploads/?digest=sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", "abc"),
        Request("PATCH", "/v2/a/b/blobs/uploads/x", "abc", "Content-Range: 0-2\r\n"),
        Request(
            "PUT",
            "/v2/a/b/manifests/1.0",
            "{\"schemaVersion\":2,\"config\":{}}",
            "Content-Type: application/vnd.oci.image.manifest.v1+json\r\n"
        ),
        Request("GET", "/v2/a/b/blobs/sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", "", "Range: bytes=0-1\r\n"),
        Request("GET", "/index.yaml"),
        Request("GET", "/charts/x-1.0.0.tgz"),
        Request("POST", "/api/charts", "not a chart"),
        Request(
            "POST",
            "/api/charts",
            "--b\r\nContent-Disposition: form-data; name=\"chart\"\r\n\r\nx\r\n--b--\r\n",
            "Content-Type: multipart/form-data; boundary=b\r\n"
        ),
    ];

    public IReadOnlyList<string> Words { get; } =
    [
        "%2e%2e/",
        "%00",
        "?digest=",
        "?mount=",
        "&from=",
        "Range: bytes=9-1\r\n",
        "Content-Range: 9-1\r\n",
        "Transfer-Encoding: chunked\r\n",
        "Content-Length: 99999999999\r\n",
        "Host: evil\r\n",
        "Origin: http://evil\r\n",
        "blobs/uploads/",
        "manifests/",
        "\r\n\r\n",
        "HTTP/1.0",
        "CONNECT ",
    ];

    public void Run(byte[] input)
    {
        var server = _server.Value;
        using (var client = new TcpClient())
        {
            client.Connect(IPAddress.Loopback, server.Address.Port);
            client.ReceiveTimeout = 20;
            using var stream = client.GetStream();
            try
            {
                stream.Write(input);
                client.Client.Shutdown(SocketShutdown.Send);
                var buffer = new byte[4096];
                while (stream.Read(buffer) > 0) { }
            }
            catch (IOException)
            {
                // It hung up, or waits for the rest of a request that will not come.
            }
        }

        using var alive = _http.GetAsync(new Uri(server.Address, "/v2/")).GetAwaiter().GetResult();
        if (alive.StatusCode != HttpStatusCode.OK)
        {
            throw new InvalidOperationException($"the server answers {alive.StatusCode}");
        }
    }

    public void Dispose()
    {
        if (_server.IsValueCreated)
        {
            _server.Value.DisposeAsync().AsTask().GetAwaiter().GetResult();
        }

        _http.Dispose();
        _store.Dispose();
        _charts.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static byte[] Request(string method, string path, string body = "", string headers = "") =>
        Encoding.UTF8.GetBytes($"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{headers}Content-Length: {body.Length}\r\n\r\n{body}");
}
