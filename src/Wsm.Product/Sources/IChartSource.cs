using Wsm.Product.Failures;

namespace Wsm.Product.Sources;

/// <summary>A place where charts come from.</summary>
public interface IChartSource
{
    /// <exception cref="UserError">There is no such chart, or it is damaged.</exception>
    Task<ResolvedChart> FetchAsync(ChartRequest request, CancellationToken cancellationToken);
}
