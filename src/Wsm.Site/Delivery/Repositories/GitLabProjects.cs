using System.Net;
using System.Text.Json;
using Wsm.Oci.Registry;
using Wsm.Oci.Registry.Options;
using Wsm.Product.Failures;

namespace Wsm.Site.Delivery.Repositories;

/// <summary>
/// GitLab makes repositories by itself, below projects that are there: looks for the project of each, with <c>$GITLAB_TOKEN</c>. Without a
/// token only public projects can be seen, and what is not seen may well be there.
/// </summary>
/// <remarks>https://docs.gitlab.com/api/projects/#get-a-single-project</remarks>
internal sealed class GitLabProjects(RegistryClient client, RegistryOptions options)
{
    /// <summary>Bytes; a project's description takes some kilobytes.</summary>
    private const int LargestBody = 1 << 20;

    /// <param name="server">The registry's token server, which is the GitLab itself.</param>
    /// <exception cref="UserError">A project is missing, or has no registry.</exception>
    public async Task CheckAsync(string registry, Uri server, IReadOnlyList<string> repositories, CancellationToken cancellationToken)
    {
        var token = options.Environment["GITLAB_TOKEN"];
        using var http = token is null ? client.CreateHttpClient() : client.CreateHttpClient(server, token);
        var known = new Dictionary<string, bool>(StringComparer.Ordinal);
        var missing = new List<string>();
        foreach (var repository in repositories)
        {
            if (!await HasProjectAsync(http, server, registry, repository, known, cancellationToken))
            {
                missing.Add(repository);
            }
        }

        if (missing.Count > 0 && token is not null)
        {
            var projects = missing.Select(ProjectOf).Distinct().ToList();
            throw new UserError(
                $"{registry} takes images below projects that are there, and {server.Authority} shows none for {string.Join(", ", missing)}.",
                $"Make them: {string.Join(" && ", projects.Select(project => $"glab repo create {project} --private"))}; or push below one "
                    + $"that is there, with --registry {registry}/GROUP/PROJECT."
            );
        }
    }

    private static async Task<bool> HasProjectAsync(
        HttpClient http,
        Uri server,
        string registry,
        string repository,
        Dictionary<string, bool> known,
        CancellationToken cancellationToken
    )
    {
        var parts = repository.Split('/');
        for (var count = 2; count <= parts.Length; count++)
        {
            var project = string.Join('/', parts[..count]);
            if (!known.TryGetValue(project, out var isThere))
            {
                known[project] = isThere = await IsThereAsync(http, server, registry, project, cancellationToken);
            }

            if (isThere)
            {
                return true;
            }
        }

        return false;
    }

    private static async Task<bool> IsThereAsync(
        HttpClient http,
        Uri server,
        string registry,
        string project,
        CancellationToken cancellationToken
    )
    {
        using var answer = await http.GetAsync(
            new Uri(server, $"/api/v4/projects/{Uri.EscapeDataString(project)}"),
            HttpCompletionOption.ResponseHeadersRead,
            cancellationToken
        );
        if (answer.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
        {
            throw new UserError(
                $"{server.Authority} does not let its projects be looked at: it answered {(int)answer.StatusCode} "
                    + await AnswerWords.OfAsync(answer, cancellationToken),
                "GITLAB_TOKEN needs the scope read_api."
            );
        }

        if (!answer.IsSuccessStatusCode)
        {
            return false;
        }

        if (await HasRegistryAsync(answer, cancellationToken))
        {
            return true;
        }

        throw new UserError(
            $"The project {project} is in {server.Authority}, and its container registry is switched off.",
            $"Switch it on: glab api --method PUT projects/{Uri.EscapeDataString(project)} -f container_registry_access_level=enabled; or "
                + $"push below another one, with --registry {registry}/GROUP/PROJECT."
        );
    }

    private static async Task<bool> HasRegistryAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        try
        {
            await answer.Content.LoadIntoBufferAsync(LargestBody, cancellationToken);
            using var document = JsonDocument.Parse(await answer.Content.ReadAsByteArrayAsync(cancellationToken));
            return document.RootElement.ValueKind != JsonValueKind.Object
                || !document.RootElement.TryGetProperty("container_registry_access_level", out var level)
                || level.ValueKind != JsonValueKind.String
                || level.GetString() != "disabled";
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException or HttpRequestException)
        {
            // The project is there, whatever else is said of it.
            return true;
        }
    }

    /// <summary>The shortest that may be meant: a group and a project.</summary>
    private static string ProjectOf(string repository) => string.Join('/', repository.Split('/').Take(2));
}
