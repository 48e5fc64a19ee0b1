using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Wsm.Oci.Models;
using Wsm.Oci.Registry;
using Wsm.Oci.Registry.Options;
using Wsm.Product.Failures;

namespace Wsm.Site.Delivery.Repositories;

/// <summary>
/// Makes repositories in a Quay by its API, for accounts that may not make them by pushing. The API takes no login, but an OAuth token:
/// that of <c>$QUAY_TOKEN</c>, or of a login as <c>$oauthtoken</c>.
/// </summary>
/// <remarks>https://docs.projectquay.io/api_quay.html, createRepo</remarks>
internal sealed class QuayRepositories(RegistryClient client, RegistryOptions options)
{
    /// <summary>The user name under which Quay takes such a token as a password.</summary>
    private const string TokenUser = "$oauthtoken";

    public async Task CreateAsync(string registry, IReadOnlyList<string> repositories, CancellationToken cancellationToken)
    {
        var api = new Uri(await client.FindEndpointAsync(registry, cancellationToken), "/api/v1/repository");
        if (repositories.FirstOrDefault(repository => !repository.Contains('/')) is { } bare)
        {
            throw new UserError(
                $"{registry} has no place for the repository '{bare}': in Quay each belongs to an organization or a user.",
                $"Push below one: --registry {registry}/ORGANIZATION."
            );
        }

        if (await TokenAsync(registry, cancellationToken) is not { } token)
        {
            throw new UserError(
                $"There is no OAuth token for Quay's API to make repositories in {registry}.",
                "Make one for an application of the organization, with the right to create repositories, and set QUAY_TOKEN; or type:\n"
                    + string.Join('\n', repositories.Select(repository => CommandFor(api, repository)))
            );
        }

        using var http = client.CreateHttpClient(api, token);
        foreach (var repository in repositories)
        {
            await CreateAsync(http, api, registry, repository, cancellationToken);
        }
    }

    private async Task<string?> TokenAsync(string registry, CancellationToken cancellationToken) =>
        options.Environment["QUAY_TOKEN"]
        ?? (
            await options.Credentials.FindAsync(registry, null, cancellationToken) is { Username: TokenUser } login ? login.Password : null
        );

    private static async Task CreateAsync(HttpClient http, Uri api, string registry, string repository, CancellationToken cancellationToken)
    {
        using var content = new ByteArrayContent(Body(repository));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var answer = await http.PostAsync(api, content, cancellationToken);
        if (answer.IsSuccessStatusCode)
        {
            return;
        }

        var words = await AnswerWords.OfAsync(answer, cancellationToken);
        if (answer.StatusCode == HttpStatusCode.BadRequest && words.Contains("already exists", StringComparison.OrdinalIgnoreCase))
        {
            return;
        }

        throw new UserError(
            $"{registry} does not make the repository {repository}: it answered {(int)answer.StatusCode} {words}".TrimEnd(),
            words.Contains("Invalid repository name", StringComparison.OrdinalIgnoreCase)
                ? "This Quay takes ORGANIZATION/NAME alone: --path-style max-depth=2."
                : $"The organization '{repository.Split('/')[0]}' must be there, and the token have the right to create repositories in it."
        );
    }

    private static byte[] Body(string repository) =>
        ManifestText.Of(json =>
        {
            var slash = repository.IndexOf('/', StringComparison.Ordinal);
            json.WriteStartObject();
            json.WriteString("namespace", repository[..slash]);
            json.WriteString("repository", repository[(slash + 1)..]);
            json.WriteString("visibility", "private");
            json.WriteString("description", "");
            json.WriteString("repo_kind", "image");
            json.WriteEndObject();
        });

    private static string CommandFor(Uri api, string repository) =>
        $"curl -X POST {api} -H \"Authorization: Bearer $QUAY_TOKEN\" -H 'Content-Type: application/json' "
        + $"-d '{Encoding.UTF8.GetString(Body(repository))}'";
}
