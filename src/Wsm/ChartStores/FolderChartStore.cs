using System.Security.Cryptography;

namespace Wsm.ChartStores;

/// <summary>A static chart repository in a folder.</summary>
public sealed class FolderChartStore(ChartFolder folder) : IChartStore
{
    public string LocationOf(ChartMetadata chart) => Path.Combine(folder.FolderPath, $"{chart.Name}-{chart.Version}.tgz");

    public async Task<string?> FindAsync(ChartMetadata chart, CancellationToken cancellationToken)
    {
        var index = await folder.ReadIndexAsync(cancellationToken);
        if (index.DigestOf(chart.Name, chart.Version) is null) return null;
        var bytes = await folder.ReadAsync($"{chart.Name}-{chart.Version}.tgz", cancellationToken);
        return bytes is null ? null : Convert.ToHexStringLower(SHA256.HashData(bytes));
    }

    public Task<ChartOutcome> PutAsync(ChartArchive chart, bool force, CancellationToken cancellationToken) => folder.AddAsync(chart, force, cancellationToken);
}
