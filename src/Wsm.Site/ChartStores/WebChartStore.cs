using System.Security.Cryptography;
using Wsm.Helm.Charts;
using Wsm.Oci.Registry.Failures;
using Wsm.Product.Sources;

namespace Wsm.Site.ChartStores;

/// <summary>A server that gives out each chart's archive at an address of its own.</summary>
internal abstract class WebChartStore(ChartHttp http) : IChartStore
{
    protected ChartHttp Http => http;

    /// <summary>The archive's name in an address. A version's plus stays: servers take it as it is.</summary>
    protected static string FileOf(ChartMetadata chart) =>
        Uri.EscapeDataString(ChartArchive.FileNameOf(chart)).Replace("%2B", "+", StringComparison.Ordinal);

    public abstract string LocationOf(ChartMetadata chart);

    /// <summary>By the archive itself: an index, or a digest that the server tells, may lag behind.</summary>
    public async Task<string?> FindAsync(ChartMetadata chart, CancellationToken cancellationToken) =>
        await http.GetAsync(new Uri(LocationOf(chart)), cancellationToken) is { } bytes
            ? Convert.ToHexStringLower(SHA256.HashData(bytes))
            : null;

    public async Task<ChartOutcome> PutAsync(ChartArchive chart, bool force, CancellationToken cancellationToken)
    {
        var (held, isTold) = await this.AskAsync(chart.Metadata, cancellationToken);
        var outcome =
            held == chart.Sha256 ? ChartOutcome.Present
            : held is not null && !force ? ChartOutcome.Differs
            : await SendAsync(chart, isTold ? held is not null : null, force, cancellationToken);
        return
            outcome != ChartOutcome.Differs
            && chart.Provenance is { } provenance
            && !await HoldsAsync(chart.Metadata, provenance, cancellationToken)
            ? await SendProvenanceAsync(chart.Metadata, provenance, force, cancellationToken)
            : outcome;
    }

    /// <summary>Helm looks for it beside the archive.</summary>
    private async Task<bool> HoldsAsync(ChartMetadata chart, ReadOnlyMemory<byte> provenance, CancellationToken cancellationToken)
    {
        try
        {
            return await http.GetAsync(ProvenanceOf(chart), cancellationToken) is { } held && held.AsSpan().SequenceEqual(provenance.Span);
        }
        catch (RegistryException refused) when (refused.LeavesOpen)
        {
            return false;
        }
    }

    protected Uri ProvenanceOf(ChartMetadata chart) => new(LocationOf(chart) + ChartProvenance.Suffix);

    public abstract Task<bool> TryWriteRightAsync(ChartMetadata chart, CancellationToken cancellationToken);

    /// <param name="replaces">The server holds other bytes under this name and version; null where it does not tell.</param>
    /// <param name="force">It shall take these all the same.</param>
    protected abstract Task<ChartOutcome> SendAsync(ChartArchive chart, bool? replaces, bool force, CancellationToken cancellationToken);

    protected abstract Task<ChartOutcome> SendProvenanceAsync(
        ChartMetadata chart,
        ReadOnlyMemory<byte> provenance,
        bool force,
        CancellationToken cancellationToken
    );
}
