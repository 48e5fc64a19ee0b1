using System.Net;
using Wsm.Oci.Registry;
using Wsm.Product.Failures;

namespace Wsm.Site.ChartStores;

/// <summary>Finds out what <c>--charts</c> means: a registry, a folder, or one of the servers that take charts over HTTP.</summary>
public sealed class ChartStoreFinder(RegistryClient client, HttpClient http, TimeProvider time)
{
    private readonly ChartHttp _http = new(http, time);

    /// <summary>For reading alone, where any web server will do that shows a repository with its index.</summary>
    /// <exception cref="UserError">The address is malformed, or the server's kind cannot be told.</exception>
    /// <exception cref="IOException">The server cannot be reached.</exception>
    public async Task<IChartStore> OpenForReadingAsync(string address, ChartStoreKind kind, CancellationToken cancellationToken)
    {
        if (kind is not (ChartStoreKind.Auto or ChartStoreKind.Folder) || !IsHttp(address))
        {
            return await OpenAsync(address, kind, cancellationToken);
        }

        var repository = RepositoryAt(address);
        return await IndexedChartStore.FindAsync(_http, repository, cancellationToken) is { } store
            ? store
            : await OpenAsync(address, kind, cancellationToken);
    }

    /// <exception cref="UserError">The address is malformed, or the server's kind cannot be told.</exception>
    /// <exception cref="IOException">The server cannot be reached.</exception>
    public async Task<IChartStore> OpenAsync(string address, ChartStoreKind kind, CancellationToken cancellationToken)
    {
        if (kind == ChartStoreKind.Auto && address.StartsWith("oci://", StringComparison.OrdinalIgnoreCase))
        {
            kind = ChartStoreKind.Oci;
        }

        if (kind == ChartStoreKind.Oci)
        {
            return OpenRegistry(address);
        }

        if (!IsHttp(address))
        {
            if (kind is not (ChartStoreKind.Auto or ChartStoreKind.Folder))
            {
                throw UserError.Usage($"--charts '{address}' is not an http(s):// address, which a store of kind {kind} must have.");
            }

            return new FolderChartStore(new ChartStoreFolder(Path.GetFullPath(address), time));
        }

        var repository = RepositoryAt(address);
        if (kind == ChartStoreKind.Auto)
        {
            kind = KindOf(repository);
        }

        return kind switch
        {
            ChartStoreKind.Gitea or ChartStoreKind.Forgejo => new ChartMuseumStore(
                _http,
                repository,
                new Uri(repository, "api/charts"),
                ""
            ),
            ChartStoreKind.GitLab => GitLabChartStore.At(_http, repository),
            ChartStoreKind.Folder => throw UserError.Usage($"--charts '{address}' is an address, not a folder."),
            ChartStoreKind.Nexus or ChartStoreKind.Artifactory => new PutChartStore(_http, repository, kind == ChartStoreKind.Artifactory),
            _ => await AskAsync(repository, kind, cancellationToken),
        };
    }

    private static Uri RepositoryAt(string address) =>
        Uri.TryCreate(address.TrimEnd('/') + "/", UriKind.Absolute, out var repository)
            ? repository
            : throw UserError.Usage($"--charts '{address}' is not an address.");

    /// <summary>Package registries have addresses of their own form; whatever else it is, asking tells.</summary>
    private static ChartStoreKind KindOf(Uri repository) =>
        repository.AbsolutePath.Contains("/api/packages/", StringComparison.Ordinal)
        && repository.AbsolutePath.EndsWith("/helm/", StringComparison.Ordinal)
            ? ChartStoreKind.Gitea
        : GitLabChartStore.IsAt(repository) ? ChartStoreKind.GitLab
        : ChartStoreKind.Auto;

    private OciChartStore OpenRegistry(string address)
    {
        var (registry, path) = OciChartStore.Split(address);
        return new OciChartStore(client, registry, path);
    }

    private async Task<IChartStore> AskAsync(Uri repository, ChartStoreKind kind, CancellationToken cancellationToken)
    {
        foreach (var api in ChartMuseumAddresses(repository))
        {
            using var answer = await _http.SendAsync(new HttpRequestMessage(HttpMethod.Get, api), cancellationToken);
            if (IsPutServer(repository, answer) && kind == ChartStoreKind.Auto)
            {
                return new PutChartStore(_http, repository, IsArtifactory(repository, answer));
            }

            var isApi = answer.StatusCode == HttpStatusCode.OK && answer.Content.Headers.ContentType?.MediaType == "application/json";
            if (isApi || (IsRefusal(answer) && kind == ChartStoreKind.ChartMuseum))
            {
                return new ChartMuseumStore(_http, repository, api, "charts/");
            }

            if (IsRefusal(answer))
            {
                await _http.ThrowIfRefusedAsync(answer, cancellationToken);
            }
        }
        throw new UserError(
            $"Cannot identify the chart store at {repository}: it is neither ChartMuseum's API nor a repository of Nexus, "
                + "Artifactory, Gitea, Forgejo or GitLab.",
            "Name it with --charts-kind, or give an oci:// address or a folder."
        );
    }

    private static bool IsRefusal(HttpResponseMessage answer) =>
        answer.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden;

    /// <summary>The API stands before a tenant's path (<c>/api/org/repo/charts</c>), or below the address itself.</summary>
    private static IEnumerable<Uri> ChartMuseumAddresses(Uri repository)
    {
        yield return new Uri(repository, $"/api{repository.AbsolutePath}charts");
        if (repository.AbsolutePath != "/")
        {
            yield return new Uri(repository, "api/charts");
        }
    }

    private static bool IsPutServer(Uri repository, HttpResponseMessage answer) =>
        answer.Headers.Server.ToString().Contains("Nexus", StringComparison.OrdinalIgnoreCase) || IsArtifactory(repository, answer);

    private static bool IsArtifactory(Uri repository, HttpResponseMessage answer) =>
        answer.Headers.Server.ToString().Contains("Artifactory", StringComparison.OrdinalIgnoreCase)
        || answer.Headers.Contains("X-Artifactory-Id")
        || answer.Headers.Contains("X-JFrog-Version")
        || repository.AbsolutePath.Contains("/artifactory/", StringComparison.Ordinal);

    private static bool IsHttp(string address) =>
        address.StartsWith("http://", StringComparison.OrdinalIgnoreCase)
        || address.StartsWith("https://", StringComparison.OrdinalIgnoreCase);
}
