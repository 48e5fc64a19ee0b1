using System.Net.Http.Headers;
using Wsm.Helm.Charts;

namespace Wsm.Site.ChartStores;

/// <summary>The package registry of a GitLab project.</summary>
/// <param name="address">A channel's repository, as Helm knows it: <c>…/projects/ID/packages/helm/CHANNEL/</c>.</param>
/// <param name="upload">Where that channel takes charts.</param>
/// <remarks>https://docs.gitlab.com/user/packages/helm_repository/</remarks>
internal sealed class GitLabChartStore(ChartHttp http, Uri address, Uri upload) : WebChartStore(http)
{
    private const string Packages = "/packages/helm/";
    private const string Uploads = "/packages/helm/api/";

    public static bool IsAt(Uri repository) =>
        repository.AbsolutePath.Contains("/projects/", StringComparison.Ordinal)
        && repository.AbsolutePath.Contains(Packages, StringComparison.Ordinal);

    /// <summary>Both addresses of a channel are taken: that from which charts are installed, and that to which they are sent.</summary>
    public static GitLabChartStore At(ChartHttp http, Uri repository)
    {
        var plain = repository.AbsoluteUri.Replace(Uploads, Packages, StringComparison.Ordinal);
        return new GitLabChartStore(http, new Uri(plain), new Uri($"{plain.Replace(Packages, Uploads, StringComparison.Ordinal)}charts"));
    }

    public override string LocationOf(ChartMetadata chart) => new Uri(address, $"charts/{FileOf(chart)}").ToString();

    protected override async Task<ChartOutcome> SendAsync(
        ChartArchive chart,
        bool? replaces,
        bool force,
        CancellationToken cancellationToken
    )
    {
        var archive = new ReadOnlyMemoryContent(chart.Bytes);
        archive.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        using var body = new MultipartFormDataContent { { archive, "chart", chart.FileName } };
        using var request = new HttpRequestMessage(HttpMethod.Post, upload) { Content = body };
        using var answer = await Http.SendAsync(request, cancellationToken);
        await Http.ThrowIfRefusedAsync(answer, cancellationToken);
        return ChartOutcome.Pushed;
    }

    /// <summary>GitLab keeps none.</summary>
    protected override Task<ChartOutcome> SendProvenanceAsync(
        ChartMetadata chart,
        ReadOnlyMemory<byte> provenance,
        bool force,
        CancellationToken cancellationToken
    ) => Task.FromResult(ChartOutcome.WithoutProvenance);

    /// <summary>GitLab has no such question.</summary>
    public override Task<bool> TryWriteRightAsync(ChartMetadata chart, CancellationToken cancellationToken) => Task.FromResult(false);
}
