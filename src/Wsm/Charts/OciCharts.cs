using Wsm.Caching;
using Wsm.Catalogs;
using Wsm.Oci.References;
using Wsm.Oci.Registry;

namespace Wsm.Charts;

/// <summary>Charts in OCI registries.</summary>
/// <remarks>https://helm.sh/docs/topics/registries/</remarks>
public sealed class OciCharts(RegistryClient registries, ContentCache cache, bool offline) : IChartSource
{
    private const string ChartLayer = "application/vnd.cncf.helm.chart.content.v1.tar+gzip";

    public async Task<ResolvedChart> FetchAsync(ChartRequest request, CancellationToken cancellationToken)
    {
        var chart = (OciChart)request;
        var reference = ImageReference.Parse(chart.Repository);
        var name = reference.Repository[(reference.Repository.LastIndexOf('/') + 1)..];
        var cacheName = $"oci {chart.Repository} {chart.Version}";
        var known = chart.Sha256 is { } pinned ? cache.Find(pinned) : null;
        if (known is null && offline)
        {
            known = cache.FindNamed(cacheName)
                ?? throw new UserError($"The chart {chart} is not in the cache.", "Run once without --offline.");
        }

        if (known is not null)
        {
            return FetchedChart.Check(known, $"oci://{chart.Repository}", chart.Sha256, name);
        }

        var repository = registries.GetRepository(reference);
        var tag = await FindTagAsync(repository, chart, cancellationToken).ConfigureAwait(false);
        var source = Digest.TryParse(tag, out _) ? $"oci://{chart.Repository}@{tag}" : $"oci://{chart.Repository}:{tag}";
        var archive = await ReadAsync(repository, tag, source, cancellationToken).ConfigureAwait(false);
        var resolved = FetchedChart.Check(archive, source, chart.Sha256, name);
        cache.StoreNamed(cacheName, archive);
        return resolved;
    }

    /// <summary>Tags cannot hold a plus, so Helm writes an underscore.</summary>
    private static async Task<string> FindTagAsync(Repository repository, OciChart chart, CancellationToken cancellationToken)
    {
        if (Digest.TryParse(chart.Version, out _) || Versions.Parse(chart.Version) is not null)
        {
            return chart.Version.Replace('+', '_');
        }

        var tags = await repository.ListTagsAsync(cancellationToken).ToListAsync(cancellationToken).ConfigureAwait(false);
        return Versions.Highest(tags, tag => tag.Replace('_', '+'), VersionRange.Parse(chart.Version))
            ?? throw new UserError(
                $"oci://{chart.Repository} has no version in '{chart.Version}'.",
                "Pre-releases are taken only when the range names one."
            );
    }

    private static async Task<byte[]> ReadAsync(Repository repository, string tag, string source, CancellationToken cancellationToken)
    {
        var manifest = await repository.GetManifestAsync(tag, cancellationToken).ConfigureAwait(false);
        var layer = manifest.IsIndex ? null : manifest.AsImage().Layers.FirstOrDefault(layer => layer.MediaType == ChartLayer);
        if (layer is null)
        {
            throw new UserError($"{source} is no Helm chart: it has no layer of type {ChartLayer}.");
        }

        if (layer.Size > FetchedChart.LargestArchive)
        {
            throw new UserError($"{source} is {layer.Size} bytes, more than a chart can have.");
        }

        var archive = new byte[layer.Size];
        var blob = await repository.OpenBlobAsync(layer, 0, cancellationToken).ConfigureAwait(false);
        await using (blob.ConfigureAwait(false))
        {
            await blob.ReadExactlyAsync(archive, cancellationToken).ConfigureAwait(false);
            // The end of the stream is where its digest has been checked.
            await blob.CopyToAsync(Stream.Null, cancellationToken).ConfigureAwait(false);
        }

        return archive;
    }
}
