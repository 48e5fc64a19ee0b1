using Wsm.Helm.Versions;
using Wsm.Oci.Models;
using Wsm.Oci.References;
using Wsm.Oci.Registry;
using Wsm.Product.Caching;
using Wsm.Product.Failures;

namespace Wsm.Product.Sources;

/// <summary>Charts in OCI registries.</summary>
/// <param name="whole">Whether the manifest is kept, with all that it names.</param>
/// <param name="warn">Told of tags that might have been meant and were not taken.</param>
/// <remarks>https://helm.sh/docs/topics/registries/</remarks>
public sealed class OciCharts(RegistryClient registries, ContentCache cache, bool offline, bool whole, Action<string> warn) : IChartSource
{
    /// <summary>Of everything beside the archive together.</summary>
    private const int LargestCompany = 16 * 1024 * 1024;

    public async Task<ResolvedChart> FetchAsync(ChartRequest request, CancellationToken cancellationToken)
    {
        var chart = (OciChart)request;
        var reference = ImageReference.Parse(chart.Repository);
        var cacheName = $"oci {chart.Repository} {chart.Version}";
        var known = !whole && chart.Sha256 is { } pinned ? cache.Find(pinned) : null;
        if (known is null && offline)
        {
            known = (chart.Sha256 is { } wanted ? cache.Find(wanted) : null)
                ?? cache.FindNamed(cacheName)
                ?? throw new UserError($"The chart {chart} is not in the cache.", "Run once without --offline.");
        }

        if (known is not null)
        {
            var kept = FetchedChart.Check(known, $"oci://{chart.Repository}", chart.Sha256);
            return whole ? WithArtifact(kept, FindArtifact(cacheName, kept.Sha256)) : kept;
        }

        var repository = await registries.FindOriginAsync(reference, cancellationToken).ConfigureAwait(false);
        var tag = await FindTagAsync(repository, chart, cancellationToken).ConfigureAwait(false);
        var source = Digest.TryParse(tag, out _) ? $"oci://{chart.Repository}@{tag}" : $"oci://{chart.Repository}:{tag}";
        var manifest = await repository.GetManifestAsync(tag, cancellationToken).ConfigureAwait(false);
        var layer = ArchiveOf(manifest, source);
        var archive = cache.Find(layer.Digest.Hex) ?? await ReadAsync(repository, layer, cancellationToken).ConfigureAwait(false);
        var resolved = FetchedChart.Check(archive, source, chart.Sha256);
        cache.StoreNamed(cacheName, archive);
        return whole
            ? WithArtifact(
                resolved,
                await ReadArtifactAsync(repository, manifest, layer, cacheName, source, cancellationToken).ConfigureAwait(false)
            )
            : resolved;
    }

    private static ResolvedChart WithArtifact(ResolvedChart chart, ChartArtifact? artifact) =>
        artifact is null ? chart : chart.With(ProvenanceIn(artifact), artifact);

    private static ReadOnlyMemory<byte>? ProvenanceIn(ChartArtifact artifact)
    {
        var layer = RawManifest
            .Create(artifact.Manifest, artifact.MediaType)
            .AsImage()
            .Layers.FirstOrDefault(layer => layer.MediaType == MediaTypes.HelmProvenance);
        return layer is null
            ? null
            : artifact
                .Blobs.Where(blob => Digest.Of(blob.Span, layer.Digest.Algorithm) == layer.Digest)
                .Select(ChartProvenance.Of)
                .FirstOrDefault();
    }

    /// <summary>As an earlier run kept it; null where it did not.</summary>
    private ChartArtifact? FindArtifact(string cacheName, string archiveSha256)
    {
        if (cache.FindNamed($"{cacheName} manifest {archiveSha256}") is not { } bytes)
        {
            return null;
        }

        var manifest = RawManifest.Create(bytes);
        var blobs = Company(manifest, layer => layer.Digest.Hex == archiveSha256)
            .Select(blob => cache.FindNamed($"blob {blob.Digest}"))
            .ToList();
        return blobs.Contains(null)
            ? null
            : new ChartArtifact(manifest.MediaType, bytes, [.. blobs.Select(blob => (ReadOnlyMemory<byte>)blob!)]);
    }

    private async Task<ChartArtifact?> ReadArtifactAsync(
        Repository repository,
        RawManifest manifest,
        Descriptor archive,
        string cacheName,
        string source,
        CancellationToken cancellationToken
    )
    {
        var company = Company(manifest, layer => layer.Digest == archive.Digest);
        if (archive.Digest.Algorithm != "sha256" || company.Sum(blob => blob.Size) > LargestCompany)
        {
            warn($"{source} holds more beside the archive than a chart does; its manifest is not kept, and its digest will be another");
            return null;
        }

        var blobs = new List<ReadOnlyMemory<byte>>();
        foreach (var blob in company)
        {
            var bytes = await ReadAsync(repository, blob, cancellationToken).ConfigureAwait(false);
            cache.StoreNamed($"blob {blob.Digest}", bytes);
            blobs.Add(bytes);
        }

        cache.StoreNamed($"{cacheName} manifest {archive.Digest.Hex}", manifest.Bytes);
        return new ChartArtifact(manifest.MediaType, manifest.Bytes, blobs);
    }

    private static List<Descriptor> Company(RawManifest manifest, Func<Descriptor, bool> isArchive) =>
        [.. manifest.AsImage().Blobs.Where(blob => !isArchive(blob)).DistinctBy(blob => blob.Digest)];

    /// <summary>What is a version, be it 1.2 or 7, is a tag itself; only what is none is looked for among the tags.</summary>
    private async Task<string> FindTagAsync(Repository repository, OciChart chart, CancellationToken cancellationToken)
    {
        if (Digest.TryParse(chart.Version, out _) || SemanticVersion.TryParse(chart.Version, out _))
        {
            return chart.Version.Replace('+', '_');
        }

        var tags = await repository.ListTagsAsync(cancellationToken).ToListAsync(cancellationToken).ConfigureAwait(false);
        var choice = TagChoice.OfChart(tags, VersionConstraint.Parse(chart.Version));
        if (choice.Warning($"oci://{chart.Repository}") is { } warning)
        {
            warn(warning);
        }

        return choice.Tag
            ?? throw new UserError(
                $"oci://{chart.Repository} has no version in '{chart.Version}'.",
                "Pre-releases are taken only when the range names one."
            );
    }

    private static Descriptor ArchiveOf(RawManifest manifest, string source)
    {
        var layers = manifest.IsIndex ? [] : manifest.AsImage().Layers;
        var layer = layers.FirstOrDefault(layer => layer.MediaType == MediaTypes.HelmChart)
            ?? layers.FirstOrDefault(layer => layer.MediaType == MediaTypes.HelmChartOlder)
            ?? throw new UserError($"{source} is not a Helm chart: it has no layer of type {MediaTypes.HelmChart}.");
        return layer.Size <= FetchedChart.LargestArchive
            ? layer
            : throw new UserError($"{source} is {layer.Size} bytes, more than a chart can have.");
    }

    private static async Task<byte[]> ReadAsync(Repository repository, Descriptor blob, CancellationToken cancellationToken)
    {
        var bytes = new byte[blob.Size];
        var stream = await repository.OpenBlobAsync(blob, 0, cancellationToken).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            await stream.ReadExactlyAsync(bytes, cancellationToken).ConfigureAwait(false);
            // The end of the stream is where its digest has been checked.
            await stream.CopyToAsync(Stream.Null, cancellationToken).ConfigureAwait(false);
        }

        return bytes;
    }
}
