using System.Security.Cryptography;

namespace Wsm.ChartStores;

/// <summary>A server that gives out each chart's archive at an address of its own.</summary>
internal abstract class WebChartStore(ChartHttp http) : IChartStore
{
    protected ChartHttp Http => http;

    public abstract string LocationOf(ChartMetadata chart);

    /// <summary>By the archive itself: an index, or a digest that the server tells, may lag behind.</summary>
    public async Task<string?> FindAsync(ChartMetadata chart, CancellationToken cancellationToken) =>
        await http.GetAsync(new Uri(LocationOf(chart)), cancellationToken) is { } bytes
            ? Convert.ToHexStringLower(SHA256.HashData(bytes))
            : null;

    public async Task<ChartOutcome> PutAsync(ChartArchive chart, bool force, CancellationToken cancellationToken)
    {
        var held = await FindAsync(chart.Metadata, cancellationToken);
        if (held == chart.Sha256)
            return ChartOutcome.Present;
        return held is not null && !force ? ChartOutcome.Differs : await SendAsync(chart, held is not null, force, cancellationToken);
    }

    public abstract Task<bool> TryWriteRightAsync(ChartMetadata chart, CancellationToken cancellationToken);

    /// <param name="replaces">The server holds other bytes under this name and version.</param>
    /// <param name="force">It shall take these all the same.</param>
    protected abstract Task<ChartOutcome> SendAsync(ChartArchive chart, bool replaces, bool force, CancellationToken cancellationToken);
}
