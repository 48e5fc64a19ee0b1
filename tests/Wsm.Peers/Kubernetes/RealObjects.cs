using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;

namespace Wsm.Peers.Kubernetes;

/// <summary>The objects of a real cluster, read and written as JSON by plain HTTP.</summary>
public sealed class RealObjects : IDisposable
{
    private readonly HttpClient _http;
    private readonly ConcurrentDictionary<string, Task<JsonObject>> _surface = new();

    internal RealObjects(string url, string user, TestAuthority authority)
    {
        var root = X509Certificate2.CreateFromPem(authority.CertificatePem);
        var handler = new SocketsHttpHandler
        {
            UseProxy = false,
            SslOptions = new()
            {
                CertificateChainPolicy = new X509ChainPolicy
                {
                    TrustMode = X509ChainTrustMode.CustomRootTrust,
                    CustomTrustStore = { root },
                    RevocationMode = X509RevocationMode.NoCheck,
                },
            },
        };
        _http = new HttpClient(handler) { BaseAddress = new Uri(url) };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", $"token-of-{user}");
        _http.DefaultRequestHeaders.UserAgent.ParseAdd("test");
    }

    /// <summary>A new namespace; its name ends in letters that no other test has.</summary>
    public async Task<string> NewNamespaceAsync(string name = "test")
    {
        var unique = $"{name}-{Guid.NewGuid().ToString("N")[..8]}";
        await CreateAsync($$"""{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"{{unique}}"} }""").ConfigureAwait(false);
        return unique;
    }

    /// <summary>Makes an object; one with a <c>status</c> gets that too.</summary>
    public Task<JsonObject> CreateAsync(string json) => CreateAsync((JsonObject)JsonNode.Parse(json)!);

    /// <inheritdoc cref="CreateAsync(string)"/>
    public async Task<JsonObject> CreateAsync(JsonObject item)
    {
        var path = await PathOfAsync(item).ConfigureAwait(false);
        var made = await SendAsync(HttpMethod.Post, path[..path.LastIndexOf('/')], item).ConfigureAwait(false);
        return item["status"] is JsonObject status
            ? await PatchStatusAsync(made, (JsonObject)status.DeepClone()).ConfigureAwait(false)
            : made;
    }

    /// <summary>Server-side apply, taking over what others own.</summary>
    public async Task<JsonObject> ApplyAsync(string json, string manager = "test")
    {
        var item = (JsonObject)JsonNode.Parse(json)!;
        return await SendAsync(
                HttpMethod.Patch,
                await PathOfAsync(item).ConfigureAwait(false) + $"?fieldManager={manager}&force=true",
                item,
                "application/apply-patch+yaml"
            )
            .ConfigureAwait(false);
    }

    /// <summary>Merges into an object (RFC 7386).</summary>
    public Task<JsonObject> PatchAsync(string path, string patch) =>
        SendAsync(HttpMethod.Patch, path, JsonNode.Parse(patch)!, "application/merge-patch+json");

    /// <summary>Merges into an object's status, as what watches over it does.</summary>
    public async Task<JsonObject> PatchStatusAsync(JsonObject item, JsonObject status) =>
        await SendAsync(
                HttpMethod.Patch,
                await PathOfAsync(item).ConfigureAwait(false) + "/status",
                new JsonObject { ["status"] = status },
                "application/merge-patch+json"
            )
            .ConfigureAwait(false);

    /// <summary>As <see cref="PatchStatusAsync"/>, unless somebody has deleted the object meanwhile.</summary>
    public async Task PatchStatusIfThereAsync(JsonObject item, JsonObject status)
    {
        var path = await PathOfAsync(item).ConfigureAwait(false);
        try
        {
            await PatchStatusAsync(item, status).ConfigureAwait(false);
        }
        catch (InvalidOperationException)
        {
            // Gone: a controller has nothing to do there any more.
            if (await FindAsync(path).ConfigureAwait(false) is not null)
            {
                throw;
            }
        }
    }

    /// <summary>What is at a path: an object or a list; null where there is nothing.</summary>
    public async Task<JsonObject?> FindAsync(string path)
    {
        using var response = await _http.GetAsync(new Uri(path, UriKind.Relative)).ConfigureAwait(false);
        return response.StatusCode == HttpStatusCode.NotFound ? null : await ReadAsync(response).ConfigureAwait(false);
    }

    public async Task<JsonObject> GetAsync(string path) =>
        await FindAsync(path).ConfigureAwait(false) ?? throw new InvalidOperationException($"there is no {path}");

    /// <param name="path"><c>/apis/apps/v1/namespaces/n/deployments</c>.</param>
    public async Task<IReadOnlyList<JsonObject>> ListAsync(string path) =>
        [.. (await GetAsync(path).ConfigureAwait(false))["items"]!.AsArray().OfType<JsonObject>()];

    public async Task DeleteAsync(string path)
    {
        using var response = await _http.DeleteAsync(new Uri(path, UriKind.Relative)).ConfigureAwait(false);
        await ReadAsync(response).ConfigureAwait(false);
    }

    /// <summary>The address of an object, by the kinds that the server has.</summary>
    public async Task<string> PathOfAsync(JsonObject item)
    {
        var version = (string)item["apiVersion"]!;
        var kind = (string)item["kind"]!;
        var root = version.Contains('/', StringComparison.Ordinal) ? $"/apis/{version}" : $"/api/{version}";
        var resource = await FindKindAsync(root, kind).ConfigureAwait(false)
            ?? throw new InvalidOperationException($"the server has no {version} {kind}");
        var space = (bool)resource["namespaced"]! ? $"/namespaces/{item["metadata"]!["namespace"] ?? "default"}" : "";
        return $"{root}{space}/{resource["name"]}/{item["metadata"]!["name"]}";
    }

    public void Dispose() => _http.Dispose();

    /// <summary>Why the server cannot be used yet; null when it can.</summary>
    internal async Task<string?> ProblemAsync()
    {
        try
        {
            using var response = await _http.GetAsync(new Uri("/readyz?verbose", UriKind.Relative)).ConfigureAwait(false);
            return !response.IsSuccessStatusCode ? await response.Content.ReadAsStringAsync().ConfigureAwait(false)
                : await FindAsync("/api/v1/namespaces/default").ConfigureAwait(false) is null ? "there is no default namespace"
                : null;
        }
        catch (HttpRequestException error)
        {
            // It listens before it can answer.
            return error.ToString();
        }
    }

    private async Task<JsonObject?> FindKindAsync(string root, string kind)
    {
        var known = Search(await _surface.GetOrAdd(root, GetAsync).ConfigureAwait(false));
        if (known is null)
        {
            // A custom resource may have come since.
            _surface[root] = GetAsync(root);
            known = Search(await _surface[root].ConfigureAwait(false));
        }

        return known;

        JsonObject? Search(JsonObject list) =>
            list["resources"]!
                .AsArray()
                .OfType<JsonObject>()
                .FirstOrDefault(item => (string?)item["kind"] == kind && !((string)item["name"]!).Contains('/', StringComparison.Ordinal));
    }

    private async Task<JsonObject> SendAsync(HttpMethod method, string path, JsonNode body, string type = "application/json")
    {
        using var request = new HttpRequestMessage(method, path) { Content = new StringContent(body.ToJsonString()) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(type);
        using var response = await _http.SendAsync(request).ConfigureAwait(false);
        return await ReadAsync(response).ConfigureAwait(false);
    }

    private static async Task<JsonObject> ReadAsync(HttpResponseMessage response)
    {
        var text = await response.Content.ReadAsStringAsync().ConfigureAwait(false);
        return response.IsSuccessStatusCode
            ? (JsonObject)JsonNode.Parse(text)!
            : throw new InvalidOperationException(
                $"{response.RequestMessage!.Method} {response.RequestMessage.RequestUri!.PathAndQuery}: {(int)response.StatusCode} {text}"
            );
    }
}
