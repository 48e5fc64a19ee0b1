using System.Net;
using Wsm.Oci.References;
using Wsm.Oci.Registry;

namespace Wsm.ChartStores;

/// <summary>Finds out what <c>--charts</c> means: a registry, a folder, or one of the servers that take charts over HTTP.</summary>
public sealed class ChartStoreFinder(RegistryClient client, HttpClient http, TimeProvider time)
{
    private readonly ChartHttp _http = new(http);

    /// <exception cref="UserError">The address is malformed, or the server's kind cannot be told.</exception>
    /// <exception cref="IOException">The server cannot be reached.</exception>
    public async Task<IChartStore> OpenAsync(string address, ChartStoreKind kind, CancellationToken cancellationToken)
    {
        if (kind == ChartStoreKind.Auto && address.StartsWith("oci://", StringComparison.OrdinalIgnoreCase))
            kind = ChartStoreKind.Oci;
        if (kind == ChartStoreKind.Oci)
            return OpenRegistry(address);
        if (!IsHttp(address))
        {
            if (kind is not (ChartStoreKind.Auto or ChartStoreKind.Folder))
                throw UserError.Usage($"--charts '{address}' is not an http(s):// address, which a store of kind {kind} must have.");
            return new FolderChartStore(new ChartFolder(Path.GetFullPath(address), time));
        }

        if (!Uri.TryCreate(address.TrimEnd('/') + "/", UriKind.Absolute, out var repository))
            throw UserError.Usage($"--charts '{address}' is not an address.");
        return kind switch
        {
            ChartStoreKind.Folder => throw UserError.Usage($"--charts '{address}' is an address, not a folder."),
            ChartStoreKind.Nexus or ChartStoreKind.Artifactory => new PutChartStore(_http, repository, kind == ChartStoreKind.Artifactory),
            _ => await AskAsync(repository, kind, cancellationToken),
        };
    }

    private OciChartStore OpenRegistry(string address)
    {
        var bare = (address.StartsWith("oci://", StringComparison.OrdinalIgnoreCase) ? address[6..] : address).TrimEnd('/');
        if (!ImageReference.TryParse(bare + "/x", out var probe, out var problem))
            throw UserError.Usage($"--charts '{address}' is not a registry address: {problem}", "Write oci://HOST[:PORT][/path].");
        if (!bare.StartsWith(probe.Registry, StringComparison.Ordinal))
            throw UserError.Usage($"--charts '{address}' does not begin with a registry's host.", "Write oci://HOST[:PORT][/path].");
        return new OciChartStore(client, probe.Registry, probe.Repository.Length == 1 ? "" : probe.Repository[..^2]);
    }

    private async Task<IChartStore> AskAsync(Uri repository, ChartStoreKind kind, CancellationToken cancellationToken)
    {
        foreach (var api in ChartMuseumAddresses(repository))
        {
            using var answer = await _http.SendAsync(new HttpRequestMessage(HttpMethod.Get, api), cancellationToken);
            if (IsPutServer(repository, answer) && kind == ChartStoreKind.Auto)
                return new PutChartStore(_http, repository, IsArtifactory(repository, answer));
            var isApi = answer.StatusCode == HttpStatusCode.OK && answer.Content.Headers.ContentType?.MediaType == "application/json";
            if (isApi || (answer.StatusCode == HttpStatusCode.Unauthorized && kind == ChartStoreKind.ChartMuseum))
                return new ChartMuseumStore(_http, repository, api);
            if (answer.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
                ChartHttp.ThrowIfRefused(answer, "read");
        }
        throw new UserError(
            $"What takes charts at {repository} cannot be told: it is neither ChartMuseum's API nor a Nexus or Artifactory repository.",
            "Name it with --charts-kind, or give an oci:// address or a folder."
        );
    }

    /// <summary>The API stands before a tenant's path (<c>/api/org/repo/charts</c>), or below the address itself.</summary>
    private static IEnumerable<Uri> ChartMuseumAddresses(Uri repository)
    {
        yield return new Uri(repository, $"/api{repository.AbsolutePath}charts");
        if (repository.AbsolutePath != "/")
            yield return new Uri(repository, "api/charts");
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
