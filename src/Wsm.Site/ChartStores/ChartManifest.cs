using System.Text;
using Wsm.Helm.Charts;
using Wsm.Oci.Models;
using Wsm.Oci.References;
using Wsm.Product.Sources;

namespace Wsm.Site.ChartStores;

/// <summary>A chart as an OCI artifact, in the shape that <c>helm push</c> gives it. The same archive gives the same bytes.</summary>
/// <remarks>https://helm.sh/docs/topics/registries/#helm-chart-manifest</remarks>
internal sealed class ChartManifest
{
    private const string Prefix = "org.opencontainers.image.";

    private ChartManifest(RawManifest manifest, IReadOnlyList<(Descriptor Blob, ReadOnlyMemory<byte> Content)> blobs)
    {
        Manifest = manifest;
        Blobs = blobs;
    }

    public RawManifest Manifest { get; }

    /// <summary>Everything that the manifest names.</summary>
    public IReadOnlyList<(Descriptor Blob, ReadOnlyMemory<byte> Content)> Blobs { get; }

    /// <summary>As a registry published it, or else as helm would push it.</summary>
    /// <exception cref="InvalidDataException">The manifest that was published is not this chart's.</exception>
    public static ChartManifest Of(ChartArchive chart) => chart.Artifact is { } artifact ? Published(chart, artifact) : Made(chart);

    private static ChartManifest Published(ChartArchive chart, ChartArtifact artifact)
    {
        var manifest = RawManifest.Create(artifact.Manifest, artifact.MediaType);
        var contents = artifact.Blobs.Append(chart.Bytes).ToList();
        return new ChartManifest(
            manifest,
            [
                .. manifest
                    .AsImage()
                    .Blobs.DistinctBy(blob => blob.Digest)
                    .Select(blob =>
                        (blob, contents.FirstOrDefault(content => Digest.Of(content.Span, blob.Digest.Algorithm) == blob.Digest, default))
                    )
                    .Select(pair =>
                        pair.Item2.Length == pair.blob.Size
                            ? pair
                            : throw new InvalidDataException($"its manifest names {pair.blob.Digest}, which did not come along")
                    ),
            ]
        );
    }

    private static ChartManifest Made(ChartArchive chart)
    {
        var configBytes = Encoding.UTF8.GetBytes(MetadataJson.Write(chart.Metadata));
        var config = Descriptor.Of(MediaTypes.HelmConfig, configBytes);
        var layer = new Descriptor
        {
            MediaType = MediaTypes.HelmChart,
            Digest = Digest.Parse("sha256:" + chart.Sha256),
            Size = chart.Bytes.Length,
        };
        var blobs = new List<(Descriptor Blob, ReadOnlyMemory<byte> Content)> { (config, configBytes), (layer, chart.Bytes) };
        if (chart.Provenance is { } provenance)
        {
            blobs.Add((ProvenanceOf(provenance), provenance));
        }

        var manifest = new ImageManifest
        {
            Config = config,
            Layers = [.. blobs.Skip(1).Select(pair => pair.Blob)],
            Annotations = AnnotationsOf(chart),
        };
        return new ChartManifest(manifest.ToRaw(), blobs);
    }

    private static Descriptor ProvenanceOf(ReadOnlyMemory<byte> provenance) => Descriptor.Of(MediaTypes.HelmProvenance, provenance.Span);

    /// <summary>Whether what a registry holds of the chart is all that is to be there, whoever pushed it.</summary>
    public bool IsKeptBy(RawManifest held, ChartArchive chart) =>
        held.Digest == Manifest.Digest
        || (
            chart.Artifact is null
            && (
                chart.Provenance is not { } provenance
                || held.AsImage().Layers.Any(layer => layer.Digest == ProvenanceOf(provenance).Digest)
            )
        );

    /// <summary>The digest of the archive in a manifest that Helm, or this, has made; null when it is no chart.</summary>
    public static string? ArchiveOf(RawManifest manifest) =>
        manifest.IsIndex
            ? null
            : manifest
                .AsImage()
                .Layers.FirstOrDefault(layer => layer.MediaType is MediaTypes.HelmChart or MediaTypes.HelmChartOlder)
                ?.Digest.Hex;

    private static SortedDictionary<string, string> AnnotationsOf(ChartArchive chart)
    {
        var metadata = chart.Metadata;
        var made = new SortedDictionary<string, string>(StringComparer.Ordinal);
        void Add(string key, string? value)
        {
            if (!string.IsNullOrWhiteSpace(value))
            {
                made[Prefix + key] = value;
            }
        }

        Add("description", metadata.Description);
        Add("url", metadata.Home);
        // Helm takes the file's time; the time inside the archive does not change when the file is copied.
        Add("created", chart.Made?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'"));
        Add("source", metadata.Sources is [var first, ..] ? first : null);
        Add("authors", AuthorsOf(metadata));
        foreach (var (key, value) in metadata.Annotations ?? new Dictionary<string, string>())
        {
            made[key] = value;
        }
        // A chart's own annotations may say anything but these two.
        Add("title", metadata.Name);
        Add("version", metadata.Version);
        return made;
    }

    private static string AuthorsOf(ChartMetadata metadata) =>
        string.Join(
            ", ",
            metadata.Maintainers.Select(maintainer => maintainer!.Name + (maintainer.Email.Length > 0 ? $" ({maintainer.Email})" : ""))
        );
}
