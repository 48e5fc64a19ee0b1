using Wsm.Catalogs;

namespace Wsm.Charts;

/// <summary>Fetches each chart from the kind of place that its request names.</summary>
public sealed class ChartSources(IChartSource repositories, IChartSource registries, IChartSource folders) : IChartSource
{
    public Task<ResolvedChart> FetchAsync(ChartRequest request, CancellationToken cancellationToken) => request switch
    {
        RepositoryChart => repositories.FetchAsync(request, cancellationToken),
        OciChart => registries.FetchAsync(request, cancellationToken),
        LocalChart => folders.FetchAsync(request, cancellationToken),
        _ => throw new ArgumentException($"No source for a {request.GetType().Name}.", nameof(request)),
    };
}
