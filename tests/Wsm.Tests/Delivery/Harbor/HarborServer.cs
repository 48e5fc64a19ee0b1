using System.Collections.Concurrent;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Wsm.Peers;
using Wsm.Site.Serving;
using Wsm.Site.Serving.Http;
using Wsm.Site.Serving.Registry;
using Wsm.Site.Serving.Storage;

namespace Wsm.Tests.Delivery.Harbor;

/// <summary>
/// A registry with Harbor's projects, as its public API describes them: nothing can be pushed below a project that is not there, the API
/// challenges nobody, and only <c>admin</c> may make projects.
/// </summary>
internal sealed class HarborServer : IEndpoint, IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private LayoutStore _store = null!;
    private LocalServer _server = null!;

    public ConcurrentDictionary<string, bool> Projects { get; } = new();

    public ConcurrentQueue<string> Made { get; } = new();

    public string Host => _server.Host;

    public static async Task<HarborServer> StartAsync(params string[] projects)
    {
        var harbor = new HarborServer();
        foreach (var project in projects)
        {
            harbor.Projects[project] = true;
        }

        harbor._store = LayoutStore.Open(harbor._folder["registry"], durable: false, TimeProvider.System);
        harbor._server = await LocalServer.StartAsync(
            new LocalServerOptions { Endpoints = [harbor, new RegistryEndpoint(harbor._store, harbor._store)] },
            TestContext.Current.CancellationToken
        );
        return harbor;
    }

    public async Task<bool> TryHandleAsync(HttpContext context)
    {
        var path = context.Request.Path.Value!;
        if (path == "/api/v2.0/projects")
        {
            return await HandleProjectsAsync(context);
        }

        if (!path.StartsWith("/v2/", StringComparison.Ordinal) || path == "/v2/" || Projects.ContainsKey(path.Split('/')[2]))
        {
            return false;
        }

        await RefuseAsync(context, 404, "NOT_FOUND", $"project {path.Split('/')[2]} not found");
        return true;
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _store.Dispose();
        _folder.Dispose();
    }

    private async Task<bool> HandleProjectsAsync(HttpContext context)
    {
        var user = UserOf(context);
        if (context.Request.Method == "HEAD")
        {
            context.Response.StatusCode = user is not null && Projects.ContainsKey(context.Request.Query["project_name"]!) ? 200 : 404;
            return true;
        }

        if (user is null)
        {
            await RefuseAsync(context, 401, "UNAUTHORIZED", "unauthorized");
            return true;
        }

        var wanted = await JsonNode.ParseAsync(context.Request.Body);
        var name = (string)wanted!["project_name"]!;
        if (user != "admin")
        {
            await RefuseAsync(context, 403, "FORBIDDEN", "forbidden");
        }
        else if (name.Length < 2)
        {
            await RefuseAsync(context, 400, "BAD_REQUEST", "project name is illegal");
        }
        else if (!Projects.TryAdd(name, (string?)wanted["metadata"]?["public"] == "true"))
        {
            await RefuseAsync(context, 409, "CONFLICT", "The project already exists");
        }
        else
        {
            Made.Enqueue(name);
            context.Response.StatusCode = 201;
        }
        return true;
    }

    private static string? UserOf(HttpContext context)
    {
        const string Scheme = "Basic ";
        var header = context.Request.Headers.Authorization.ToString();
        var words = header.StartsWith(Scheme, StringComparison.Ordinal)
            ? Encoding.UTF8.GetString(Convert.FromBase64String(header[Scheme.Length..])).Split(':', 2)
            : [];
        return words is [var user, "secret"] ? user : null;
    }

    private static Task RefuseAsync(HttpContext context, int status, string code, string message)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync($$"""{"errors":[{"code":"{{code}}","message":"{{message}}"}]}""");
    }
}
