using System.Security.Cryptography;
using Wsm.Helm.Charts;

namespace Wsm.Site.ChartStores;

/// <summary>A static chart repository in a folder.</summary>
internal sealed class FolderChartStore(ChartStoreFolder folder) : IChartStore
{
    public string LocationOf(ChartMetadata chart) => Path.Combine(folder.FolderPath, ChartArchive.FileNameOf(chart));

    public async Task<string?> FindAsync(ChartMetadata chart, CancellationToken cancellationToken)
    {
        var index = await folder.ReadIndexAsync(cancellationToken);
        if (index.DigestOf(chart.Name, chart.Version) is null)
        {
            return null;
        }

        var bytes = await folder.ReadAsync(ChartArchive.FileNameOf(chart), cancellationToken);
        return bytes is null ? null : Convert.ToHexStringLower(SHA256.HashData(bytes));
    }

    public Task<ChartOutcome> PutAsync(ChartArchive chart, bool force, CancellationToken cancellationToken) =>
        folder.AddAsync(chart, force, cancellationToken);

    public Task<bool> TryWriteRightAsync(ChartMetadata chart, CancellationToken cancellationToken)
    {
        // The nearest folder that is there: the rest would be made.
        var place = Path.GetFullPath(folder.FolderPath);
        while (!Directory.Exists(place) && Path.GetDirectoryName(place) is { } parent)
        {
            place = parent;
        }

        var probe = Path.Combine(place, $".wsm-{Path.GetRandomFileName()}");
        using (new FileStream(probe, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose))
        {
            return Task.FromResult(true);
        }
    }
}
