using System.Net;
using Wsm.Helm.Charts;

namespace Wsm.Site.ChartStores;

/// <summary>A server with ChartMuseum's API.</summary>
/// <param name="address">The repository as Helm knows it.</param>
/// <param name="api">The address of its <c>…/charts</c>.</param>
/// <param name="folder">Where it gives archives out, below the repository: <c>charts/</c>, or nothing.</param>
/// <remarks>https://github.com/helm/chartmuseum#api</remarks>
internal sealed class ChartMuseumStore(ChartHttp http, Uri address, Uri api, string folder) : WebChartStore(http)
{
    public override string LocationOf(ChartMetadata chart) => new Uri(address, folder + FileOf(chart)).ToString();

    protected override async Task<ChartOutcome> SendAsync(
        ChartArchive chart,
        bool? replaces,
        bool force,
        CancellationToken cancellationToken
    )
    {
        var body = new ReadOnlyMemoryContent(chart.Bytes);
        body.Headers.ContentType = new("application/octet-stream");
        using var request = new HttpRequestMessage(HttpMethod.Post, force ? new Uri(api + "?force") : api) { Content = body };
        using var answer = await Http.SendAsync(request, cancellationToken);
        // The index may not show yet what is there.
        if (answer.StatusCode == HttpStatusCode.Conflict)
        {
            return ChartOutcome.Differs;
        }

        await Http.ThrowIfRefusedAsync(answer, cancellationToken);
        return ChartOutcome.Pushed;
    }

    protected override async Task<ChartOutcome> SendProvenanceAsync(
        ChartMetadata chart,
        ReadOnlyMemory<byte> provenance,
        bool force,
        CancellationToken cancellationToken
    )
    {
        var target = new Uri(api, "prov");
        using var request = new HttpRequestMessage(HttpMethod.Post, force ? new Uri(target + "?force") : target)
        {
            Content = new ReadOnlyMemoryContent(provenance),
        };
        request.Content.Headers.ContentType = new("application/octet-stream");
        using var answer = await Http.SendAsync(request, cancellationToken);
        if (answer.StatusCode == HttpStatusCode.Conflict)
        {
            return ChartOutcome.Differs;
        }

        await Http.ThrowIfRefusedAsync(answer, cancellationToken);
        return ChartOutcome.Pushed;
    }

    /// <summary>An empty body is no chart: it is refused, but only after the right to send one was looked at.</summary>
    public override async Task<bool> TryWriteRightAsync(ChartMetadata chart, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, api) { Content = new ByteArrayContent([]) };
        using var answer = await Http.SendAsync(request, cancellationToken);
        if (
            answer.StatusCode
            is HttpStatusCode.Unauthorized
                or HttpStatusCode.Forbidden
                or HttpStatusCode.NotFound
                or HttpStatusCode.MethodNotAllowed
        )
        {
            await Http.ThrowIfRefusedAsync(answer, cancellationToken);
        }

        return true;
    }
}
