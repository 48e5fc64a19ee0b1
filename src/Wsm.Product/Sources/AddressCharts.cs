using System.Net;
using Wsm.Oci.Registry;
using Wsm.Oci.Registry.Failures;
using Wsm.Product.Caching;
using Wsm.Product.Failures;

namespace Wsm.Product.Sources;

/// <summary>Charts whose archives are named by their address, as helm takes them.</summary>
/// <param name="provenance">Where the signed message beside an archive is looked for; null where nobody wants it.</param>
public sealed class AddressCharts(DocumentClient web, ContentCache cache, bool offline, PublishedProvenance? provenance) : IChartSource
{
    public async Task<ResolvedChart> FetchAsync(ChartRequest request, CancellationToken cancellationToken)
    {
        var chart = (AddressChart)request;
        var fetched = await FetchAsync(chart, cancellationToken).ConfigureAwait(false);
        return provenance is null
            ? fetched
            : fetched.With(await provenance.FindAsync(chart.Address, null, cancellationToken).ConfigureAwait(false));
    }

    private async Task<ResolvedChart> FetchAsync(AddressChart chart, CancellationToken cancellationToken)
    {
        var name = $"GET {chart.Address}";
        if (offline)
        {
            return Check(cache.FindNamed(name) ?? throw new UserError($"{chart} is not in the cache.", "Run once without --offline."));
        }

        if (chart.Sha256 is { } pinned && cache.Find(pinned) is { } known)
        {
            return Check(known);
        }

        try
        {
            var archive = await web.GetAsync(chart.Address, credential: null, FetchedChart.LargestArchive, cancellationToken)
                .ConfigureAwait(false);
            var resolved = Check(archive);
            cache.StoreNamed(name, archive);
            return resolved;
        }
        catch (RegistryException refused) when (refused.Status == HttpStatusCode.NotFound)
        {
            throw new UserError(
                $"There is no chart at {chart}.",
                "A chart in a repository is NAME@https://REPOSITORY; this form is for the archive's own address.",
                cause: refused
            );
        }

        ResolvedChart Check(byte[] bytes) => FetchedChart.Check(bytes, chart.ToString(), chart.Sha256);
    }
}
