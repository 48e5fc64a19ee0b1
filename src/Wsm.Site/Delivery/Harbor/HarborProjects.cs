using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Wsm.Oci.References;
using Wsm.Oci.Registry;
using Wsm.Product.Failures;

namespace Wsm.Site.Delivery.Harbor;

/// <summary>
/// Makes the projects that a push needs: in Harbor the first part of a repository's path, which must exist before anything is pushed below
/// it.
/// </summary>
/// <remarks>https://github.com/goharbor/harbor/blob/main/api/v2.0/swagger.yaml, /projects</remarks>
internal sealed class HarborProjects(RegistryClient client) : IDisposable
{
    private const string Promise = "--create-projects uses Harbor's API";
    private readonly HttpClient _http = client.CreateHttpClient();

    /// <summary>The projects of all targets, each once.</summary>
    public static IReadOnlyList<(string Registry, string Project)> Of(IEnumerable<ImageReference> targets) =>
        [
            .. targets
                .Where(target => target.Repository.Contains('/'))
                .Select(target => (target.Registry, target.Repository.Split('/')[0]))
                .Distinct(),
        ];

    /// <exception cref="UserError">A registry is no Harbor, or does not let this user make a project.</exception>
    public async Task CreateAsync(IEnumerable<(string Registry, string Project)> projects, CancellationToken cancellationToken)
    {
        foreach (var (registry, project) in projects)
        {
            await CreateAsync(registry, project, cancellationToken);
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task CreateAsync(string registry, string project, CancellationToken cancellationToken)
    {
        var endpoint = await client.FindEndpointAsync(registry, cancellationToken);
        var projects = new Uri(endpoint, "/api/v2.0/projects");
        using var question = await SendAsync(
            HttpMethod.Head,
            new Uri($"{projects}?project_name={Uri.EscapeDataString(project)}"),
            null,
            cancellationToken
        );
        if (question.StatusCode == HttpStatusCode.OK)
        {
            return;
        }

        using var answer = await SendAsync(HttpMethod.Post, projects, Body(project), cancellationToken);
        switch (answer.StatusCode)
        {
            // Made by someone else in the meantime is as good.
            case HttpStatusCode.Created or HttpStatusCode.Conflict:
                return;

            // It may well be there: who may push to a project may perhaps neither look for it nor make one.
            case HttpStatusCode.Forbidden when question.StatusCode == HttpStatusCode.Forbidden:
                return;
            case HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed:
                throw new UserError(
                    $"{Promise}, which {registry} does not: it answered {(int)answer.StatusCode} to {projects.AbsolutePath}",
                    "Omit the option, and create the projects with the registry's own tools if it needs any."
                );
            case HttpStatusCode.Unauthorized:
                throw new UserError(
                    $"{registry} does not create the project '{project}' without a login",
                    $"Give it a user who may make projects: 'wsm login {registry}'."
                );
            case HttpStatusCode.Forbidden:
                throw new UserError(
                    $"{registry} does not let this user create the project '{project}'",
                    "Ask an administrator of that Harbor for the project, or for the right to make it."
                );
            default:
                throw new UserError(
                    $"{registry} did not create the project '{project}': it answered {(int)answer.StatusCode} {answer.ReasonPhrase}",
                    await ReasonAsync(answer, cancellationToken)
                );
        }
    }

    /// <summary>
    /// Harbor's API challenges nobody: an anonymous request is refused, or private projects do not exist for it, and is then made again by
    /// name.
    /// </summary>
    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, Uri address, byte[]? body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, address) { Content = body is null ? null : new ByteArrayContent(body) };
        if (request.Content is not null)
        {
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }

        return await _http.SendAsync(request, cancellationToken);
    }

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
        catch (Exception wrong) when (wrong is JsonException or InvalidOperationException)
        {
            // No JSON of that form, no reason: the status has been told.
            return null;
        }
    }
}
