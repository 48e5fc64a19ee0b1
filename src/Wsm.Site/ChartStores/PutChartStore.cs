using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using Wsm.Helm.Charts;

namespace Wsm.Site.ChartStores;

/// <summary>A repository that takes an archive with PUT and writes its index itself: Nexus, Artifactory, WebDAV.</summary>
/// <remarks>https://help.sonatype.com/en/helm-repositories.html,
/// https://jfrog.com/help/r/jfrog-artifactory-documentation/helm-charts</remarks>
/// <param name="deploysByChecksum">Artifactory: it can be asked to take content that it has already, by checksum.</param>
internal sealed class PutChartStore(ChartHttp http, Uri address, bool deploysByChecksum) : WebChartStore(http)
{
    public override string LocationOf(ChartMetadata chart) => new Uri(address, FileOf(chart)).ToString();

    protected override async Task<ChartOutcome> SendAsync(
        ChartArchive chart,
        bool? replaces,
        bool force,
        CancellationToken cancellationToken
    )
    {
        var body = new ReadOnlyMemoryContent(chart.Bytes);
        body.Headers.ContentType = new("application/gzip");
        using var request = new HttpRequestMessage(HttpMethod.Put, LocationOf(chart.Metadata)) { Content = body };
        // Artifactory compares it with what arrived; others ignore it.
        request.Headers.Add("X-Checksum-Sha256", chart.Sha256);
        if (replaces is null && !force)
        {
            request.Headers.IfNoneMatch.Add(EntityTagHeaderValue.Any);
        }

        using var answer = await Http.SendAsync(request, cancellationToken);
        if (answer.StatusCode == HttpStatusCode.PreconditionFailed && replaces is null)
        {
            return ChartOutcome.Differs;
        }

        if (answer.StatusCode == HttpStatusCode.BadRequest && replaces == true)
        {
            throw new IOException(
                $"the chart store keeps its {chart.FileName} and takes no other: allow redeployment there, or delete it first"
            );
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
        using var request = new HttpRequestMessage(HttpMethod.Put, ProvenanceOf(chart)) { Content = new ReadOnlyMemoryContent(provenance) };
        request.Content.Headers.ContentType = new("text/plain");
        using var answer = await Http.SendAsync(request, cancellationToken);
        await Http.ThrowIfRefusedAsync(answer, cancellationToken);
        return ChartOutcome.Pushed;
    }

    /// <summary>
    /// A deployment by the checksum of content that nobody has puts nothing there: 404 to those who may, 401 or 403 to others.
    /// </summary>
    public override async Task<bool> TryWriteRightAsync(ChartMetadata chart, CancellationToken cancellationToken)
    {
        if (!deploysByChecksum)
        {
            return false;
        }

        using var request = new HttpRequestMessage(HttpMethod.Put, LocationOf(chart));
        request.Headers.Add("X-Checksum-Deploy", "true");
        request.Headers.Add("X-Checksum-Sha1", Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(20)));
        using var answer = await Http.SendAsync(request, cancellationToken);
        if (answer.StatusCode != HttpStatusCode.NotFound)
        {
            await Http.ThrowIfRefusedAsync(answer, cancellationToken);
        }

        return true;
    }
}
