using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Wsm.Oci.References;
using Wsm.Oci.Registry;

namespace Wsm.Delivery.Harbor;

/// <summary>Makes the projects that a push needs: in Harbor the first part of a repository's path, which must exist before anything is pushed below it.</summary>
/// <remarks>https://github.com/goharbor/harbor/blob/main/api/v2.0/swagger.yaml, /projects</remarks>
internal sealed class HarborProjects(RegistryClient client, RegistryOptions options) : IDisposable
{
    private const string Promise = "--create-projects speaks Harbor's API";
    private readonly HttpClient _http = client.CreateHttpClient();

    /// <summary>The projects of all targets, each once.</summary>
    /// <param name="charts">The chart store's address; counts where it is <c>oci://HOST/PROJECT</c>.</param>
    public static IReadOnlyList<(string Registry, string Project)> Of(IEnumerable<ImageReference> targets, string? charts)
    {
        const string Oci = "oci://";
        var places = targets.Select(target => (target.Registry, target.Repository)).ToList();
        if (
            charts?.StartsWith(Oci, StringComparison.OrdinalIgnoreCase) == true
            && ImageReference.TryParse($"{charts[Oci.Length..].TrimEnd('/')}/x", out var probe, out _)
        )
            places.Add((probe.Registry, probe.Repository));
        return
        [
            .. places
                .Where(place => place.Repository.Contains('/'))
                .Select(place => (place.Registry, place.Repository.Split('/')[0]))
                .Distinct(),
        ];
    }

    /// <exception cref="UserError">A registry is no Harbor, or does not let this user make a project.</exception>
    public async Task CreateAsync(IEnumerable<(string Registry, string Project)> projects, CancellationToken cancellationToken)
    {
        foreach (var (registry, project) in projects)
            await CreateAsync(registry, project, cancellationToken);
    }

    public void Dispose() => _http.Dispose();

    private async Task CreateAsync(string registry, string project, CancellationToken cancellationToken)
    {
        var endpoint = await client.FindEndpointAsync(registry, cancellationToken);
        var projects = new Uri(endpoint, "/api/v2.0/projects");
        using var question = await SendAsync(
            registry,
            HttpMethod.Head,
            new Uri($"{projects}?project_name={Uri.EscapeDataString(project)}"),
            null,
            cancellationToken
        );
        if (question.StatusCode == HttpStatusCode.OK)
            return;

        using var answer = await SendAsync(registry, HttpMethod.Post, projects, Body(project), cancellationToken);
        switch (answer.StatusCode)
        {
            // Made by someone else in the meantime is as good.
            case HttpStatusCode.Created or HttpStatusCode.Conflict:
                return;
            case HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed:
                throw new UserError(
                    $"{Promise}, which {registry} does not: it answered {(int)answer.StatusCode} to {projects.AbsolutePath}",
                    "Leave the option out; make the projects by the registry's own means where it needs any."
                );
            case HttpStatusCode.Unauthorized:
                throw new UserError(
                    $"{registry} makes the project '{project}' for nobody it does not know",
                    $"Give it a user who may make projects: 'wsm login {registry}'."
                );
            case HttpStatusCode.Forbidden:
                throw new UserError(
                    $"{registry} does not let this user make the project '{project}'",
                    "Ask an administrator of that Harbor for the project, or for the right to make it."
                );
            default:
                throw new UserError(
                    $"{registry} did not make the project '{project}': it answered {(int)answer.StatusCode} {answer.ReasonPhrase}",
                    await ReasonAsync(answer, cancellationToken)
                );
        }
    }

    private async Task<HttpResponseMessage> SendAsync(
        string registry,
        HttpMethod method,
        Uri address,
        byte[]? body,
        CancellationToken cancellationToken
    )
    {
        using var request = new HttpRequestMessage(method, address) { Content = body is null ? null : new ByteArrayContent(body) };
        if (request.Content is not null)
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        // Harbor's API challenges nobody: a request without credentials is an anonymous one, for which private projects do not exist.
        if (
            MayKnow(address) && await options.Credentials.FindAsync(registry, null, cancellationToken) is { IdentityToken: null } credential
        )
            request.Headers.Authorization = new AuthenticationHeaderValue(
                "Basic",
                Convert.ToBase64String(Encoding.UTF8.GetBytes($"{credential.Username}:{credential.Password}"))
            );
        return await _http.SendAsync(request, cancellationToken);
    }

    /// <summary>A password never goes over a plain connection to another machine unless the person said so.</summary>
    private bool MayKnow(Uri address) => address.Scheme == Uri.UriSchemeHttps || address.IsLoopback || options.Tls.Insecure;

    private static byte[] Body(string project)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("project_name", project);
            json.WriteStartObject("metadata");
            json.WriteString("public", "false");
            json.WriteEndObject();
            json.WriteEndObject();
        }
        return buffer.ToArray();
    }

    /// <summary>The first message of <c>{"errors":[{"code","message"}]}</c>.</summary>
    private static async Task<string?> ReasonAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        try
        {
            using var document = await JsonDocument.ParseAsync(
                await answer.Content.ReadAsStreamAsync(cancellationToken),
                cancellationToken: cancellationToken
            );
            return
                document.RootElement.TryGetProperty("errors", out var errors)
                && errors.ValueKind == JsonValueKind.Array
                && errors.GetArrayLength() > 0
                && errors[0].TryGetProperty("message", out var message)
                ? $"It says: {message.GetString()}."
                : null;
        }
        catch (JsonException)
        {
            // No JSON, no reason: the status has been told.
            return null;
        }
    }
}
