using Wsm.Helm.Charts;
using Wsm.Oci.Registry.Failures;

namespace Wsm.Site.ChartStores;

/// <summary>Asks a store for a chart before one is put there. The question is advisory: who may write may perhaps not read.</summary>
internal static class ChartQuestion
{
    /// <summary>What <see cref="IChartStore.FindAsync"/> answers, and whether the store answered at all.</summary>
    public static async Task<(string? Held, bool IsTold)> AskAsync(
        this IChartStore store,
        ChartMetadata chart,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return (await store.FindAsync(chart, cancellationToken), true);
        }
        catch (RegistryException refused) when (refused.LeavesOpen)
        {
            return (null, false);
        }
    }
}
