using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Wsm.Site.ChartStores;
using Wsm.Site.Serving;
using Wsm.Site.Serving.Http;

namespace Wsm.Tests.ChartStores;

/// <summary>A chart store as its public documentation describes it: Nexus, Artifactory, or ChartMuseum with tenants.</summary>
internal sealed class ChartServer : IEndpoint, IAsyncDisposable
{
    private readonly string _kind;
    private readonly string? _password;
    private LocalServer? _server;

    private ChartServer(string kind, string? password)
    {
        _kind = kind;
        _password = password;
    }

    /// <summary>Whether whoever comes may put something here.</summary>
    public bool ReadOnly { get; set; }

    public ConcurrentDictionary<string, byte[]> Files { get; } = new();

    public ConcurrentQueue<string> Requests { get; } = new();

    /// <summary>The repository's address, as a person would write it.</summary>
    public string Address =>
        new Uri(
            _server!.Address,
            _kind switch
            {
                "nexus" => "/repository/helm-hosted",
                "artifactory" => "/artifactory/helm-local",
                _ => "/org/repo",
            }
        ).ToString();

    public string Host => _server!.Host;

    /// <param name="kind"><c>nexus</c>, <c>artifactory</c> or <c>museum</c>.</param>
    /// <param name="password">Asked of <c>user</c>; null for none.</param>
    public static async Task<ChartServer> StartAsync(string kind, string? password = null)
    {
        var server = new ChartServer(kind, password);
        server._server = await LocalServer.StartAsync(
            new LocalServerOptions { Endpoints = [server] },
            TestContext.Current.CancellationToken
        );
        return server;
    }

    public async Task<bool> TryHandleAsync(HttpContext context)
    {
        var path = context.Request.Path.Value!;
        Requests.Enqueue($"{context.Request.Method} {path}");
        if (_kind == "nexus")
        {
            context.Response.Headers.Server = "Nexus/3.68.0-04 (OSS)";
        }

        if (_kind == "artifactory")
        {
            context.Response.Headers["X-Artifactory-Id"] = "abc";
        }

        if (
            _password is not null
            && context.Request.Headers.Authorization != "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes("user:" + _password))
        )
        {
            context.Response.Headers.WWWAuthenticate = "Basic realm=\"charts\"";
            context.Response.StatusCode = 401;
            return true;
        }

        var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        context.Response.StatusCode = context.Request.Method switch
        {
            "PUT" or "POST" when ReadOnly => 403,
            // https://jfrog.com/help/r/jfrog-rest-apis/deploy-artifact-by-checksum
            "PUT" when _kind == "artifactory" && context.Request.Headers["X-Checksum-Deploy"] == "true" => 404,
            "POST" when _kind == "museum" && body.Length == 0 => 500,
            "PUT" when _kind == "nexus" => Put(path, body.ToArray(), 200, redeploy: false),
            "PUT" when _kind == "artifactory" => HasRightChecksum(context, body.ToArray())
                ? Put(path, body.ToArray(), 201, redeploy: true)
                : 409,
            "POST" when _kind == "museum" && path == "/api/org/repo/charts" => Put(
                $"/org/repo/charts/{ChartArchive.Parse(body.ToArray()).FileName}",
                body.ToArray(),
                201,
                context.Request.Query.ContainsKey("force")
            ),
            "GET" when _kind == "museum" && path == "/api/org/repo/charts" => 200,
            "GET" => Files.ContainsKey(path) ? 200 : 404,
            _ => 405,
        };
        if (context.Request.Method != "GET" || context.Response.StatusCode != 200)
        {
            return true;
        }

        if (path.StartsWith("/api/", StringComparison.Ordinal))
        {
            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync("{}");
        }
        else
        {
            await context.Response.Body.WriteAsync(Files[path]);
        }
        return true;
    }

    public ValueTask DisposeAsync() => _server!.DisposeAsync();

    private int Put(string path, byte[] bytes, int done, bool redeploy)
    {
        if (Files.ContainsKey(path) && !redeploy)
        {
            return _kind == "museum" ? 409 : 400;
        }

        Files[path] = bytes;
        return done;
    }

    private static bool HasRightChecksum(HttpContext context, byte[] bytes) =>
        context.Request.Headers["X-Checksum-Sha256"] == Convert.ToHexStringLower(SHA256.HashData(bytes));
}
