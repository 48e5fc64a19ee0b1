using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Logging;

namespace Wsm.Peers.Kubernetes;

/// <summary>
/// As much of a Kubernetes API server as faults are shown on: it keeps objects, lists them in pages, tells their changes, and does what a
/// test says instead wherever that says something. What a real one does is asked of a real one.
/// </summary>
public sealed class FakeCluster : IAsyncDisposable
{
    private readonly WebApplication _host;
    private readonly FakeObjects _objects;

    private FakeCluster(WebApplication host, FakeObjects objects) => (_host, _objects) = (host, objects);

    public string Url { get; private set; } = "";

    public FakeObjects Objects => _objects;

    /// <summary>Every request, as <c>GET /api/v1/pods?limit=500</c>.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    /// <summary>Asked about each request first; true where it has answered.</summary>
    public Func<HttpContext, Task<bool>>? Instead { get; set; }

    /// <param name="certificate">The server's, for TLS; null for plain HTTP.</param>
    /// <param name="asksForCertificates">Whether clients are asked for theirs.</param>
    public static async Task<FakeCluster> StartAsync(X509Certificate2? certificate = null, bool asksForCertificates = false)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
            {
                if (certificate is not null)
                {
                    listen.UseHttps(
                        new HttpsConnectionAdapterOptions
                        {
                            ServerCertificate = certificate,
                            ClientCertificateMode = asksForCertificates
                                ? ClientCertificateMode.RequireCertificate
                                : ClientCertificateMode.NoCertificate,
                            ClientCertificateValidation = (_, _, _) => true,
                        }
                    );
                }
            }));
        builder.WebHost.UseKestrelHttpsConfiguration();
        var host = builder.Build();
        var cluster = new FakeCluster(host, new FakeObjects());
        host.UseWebSockets();
        host.Run(cluster.AnswerAsync);
        await host.StartAsync().ConfigureAwait(false);
        cluster.Url = host.Urls.Single().Replace("127.0.0.1", "localhost", StringComparison.Ordinal);
        return cluster;
    }

    /// <summary>A kubeconfig whose current context is this server.</summary>
    public string KubeConfig(string user = "{}", string cluster = "", string space = "default") =>
        $"""
            apiVersion: v1
            kind: Config
            current-context: test
            contexts: [{"{"}name: test, context: {"{"}cluster: test, user: test, namespace: {space}{"}"}{"}"}]
            clusters: [{"{"}name: test, cluster: {"{"}server: "{Url}"{(cluster.Length == 0 ? "" : ", " + cluster)}{"}"}{"}"}]
            users: [{"{"}name: test, user: {user}{"}"}]
            """;

    public static Task ReplyAsync(HttpContext context, int status, JsonNode body)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(body.ToJsonString());
    }

    public static Task RefuseAsync(HttpContext context, int status, string reason, string message = "refused for the test") =>
        ReplyAsync(
            context,
            status,
            new JsonObject
            {
                ["kind"] = "Status",
                ["apiVersion"] = "v1",
                ["status"] = "Failure",
                ["reason"] = reason,
                ["message"] = message,
                ["code"] = status,
            }
        );

    public async ValueTask DisposeAsync()
    {
        _objects.Close();
        await _host.StopAsync(new CancellationToken(true)).ConfigureAwait(false);
        await _host.DisposeAsync().ConfigureAwait(false);
    }

    private async Task AnswerAsync(HttpContext context)
    {
        Requests.Enqueue($"{context.Request.Method} {context.Request.Path}{context.Request.QueryString}");
        if (Instead is not null && await Instead(context).ConfigureAwait(false))
        {
            return;
        }

        await new FakeAnswer(_objects, context).WriteAsync().ConfigureAwait(false);
    }
}
