using System.Security.Cryptography;
using System.Text;
using Wsm.Helm.Charts;

namespace Wsm.Site.ChartStores;

/// <summary>Any web server that shows a repository with its <c>index.yaml</c>. Charts are only read from it.</summary>
internal sealed class IndexedChartStore(ChartHttp http, Uri repository, ChartIndex index) : IChartStore
{
    /// <summary>Null where there is no index.</summary>
    /// <exception cref="IOException">The server cannot be reached, or refuses.</exception>
    public static async Task<IndexedChartStore?> FindAsync(ChartHttp http, Uri repository, CancellationToken cancellationToken)
    {
        if (await http.GetAsync(new Uri(repository, "index.yaml"), cancellationToken) is not { } bytes)
        {
            return null;
        }

        try
        {
            return new IndexedChartStore(http, repository, ChartIndex.Parse(Encoding.UTF8.GetString(bytes)));
        }
        catch (InvalidDataException)
        {
            // Some servers answer every question with a page of theirs.
            return null;
        }
    }

    public string LocationOf(ChartMetadata chart) =>
        new Uri(
            repository,
            index.All().FirstOrDefault(entry => entry.Name == chart.Name && entry.Version == chart.Version).Url
                ?? ChartArchive.FileNameOf(chart)
        ).ToString();

    public async Task<string?> FindAsync(ChartMetadata chart, CancellationToken cancellationToken) =>
        index.DigestOf(chart.Name, chart.Version) is not null
        && await http.GetAsync(new Uri(LocationOf(chart)), cancellationToken) is { } bytes
            ? Convert.ToHexStringLower(SHA256.HashData(bytes))
            : null;

    public Task<ChartOutcome> PutAsync(ChartArchive chart, bool force, CancellationToken cancellationToken) => throw OnlyShows();

    public Task<bool> TryWriteRightAsync(ChartMetadata chart, CancellationToken cancellationToken) => throw OnlyShows();

    private IOException OnlyShows() => new($"{repository} shows charts and takes none");
}
