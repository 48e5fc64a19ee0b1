using System.Net;
using System.Security.Cryptography;

namespace Wsm.ChartStores;

/// <summary>A server with ChartMuseum's API.</summary>
/// <param name="address">The repository as Helm knows it.</param>
/// <param name="api">The address of its <c>…/charts</c>.</param>
/// <remarks>https://github.com/helm/chartmuseum#api</remarks>
internal sealed class ChartMuseumStore(ChartHttp http, Uri address, Uri api) : IChartStore
{
    public string LocationOf(ChartMetadata chart) => new Uri(address, $"charts/{chart.Name}-{chart.Version}.tgz").ToString();

    /// <summary>By the archive itself: the API's own digest is that of an index which may lag behind.</summary>
    public async Task<string?> FindAsync(ChartMetadata chart, CancellationToken cancellationToken) =>
        await http.GetAsync(new Uri(LocationOf(chart)), cancellationToken) is { } bytes ? Convert.ToHexStringLower(SHA256.HashData(bytes)) : null;

    public async Task<ChartOutcome> PutAsync(ChartArchive chart, bool force, CancellationToken cancellationToken)
    {
        var held = await FindAsync(chart.Metadata, cancellationToken);
        if (held == chart.Sha256) return ChartOutcome.Present;
        if (held is not null && !force) return ChartOutcome.Differs;

        var body = new ReadOnlyMemoryContent(chart.Bytes);
        body.Headers.ContentType = new("application/octet-stream");
        using var request = new HttpRequestMessage(HttpMethod.Post, force ? new Uri(api + "?force") : api) { Content = body };
        using var answer = await http.SendAsync(request, cancellationToken);
        // The index may not show yet what is there.
        if (answer.StatusCode == HttpStatusCode.Conflict) return ChartOutcome.Differs;
        ChartHttp.ThrowIfRefused(answer, "written");
        return ChartOutcome.Pushed;
    }

    /// <summary>An empty body is no chart: it is refused, but only after the right to send one was looked at.</summary>
    public async Task<bool> TryWriteRightAsync(ChartMetadata chart, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, api) { Content = new ByteArrayContent([]) };
        using var answer = await http.SendAsync(request, cancellationToken);
        if (answer.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden or HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed) ChartHttp.ThrowIfRefused(answer, "written");
        return true;
    }
}
