using Wsm.Bundles.Locks;
using Wsm.Bundles.Reading;
using Wsm.Product.Failures;
using Wsm.Product.Sources;

namespace Wsm.Site.ChartStores;

/// <summary>Reads a bundle's charts with what belongs to them.</summary>
internal static class BundledChart
{
    /// <exception cref="UserError">A file is missing or damaged.</exception>
    /// <exception cref="InvalidDataException">It is not a chart that helm would take.</exception>
    public static ChartArchive Read(Bundle bundle, LockedChart chart)
    {
        return ChartArchive.Parse(
            Content(new LockedFile(chart.File, chart.Digest, chart.Size)),
            chart.Provenance is { } provenance ? Content(provenance) : (ReadOnlyMemory<byte>?)null,
            chart.Artifact is { } artifact
                ? new ChartArtifact(artifact.MediaType, Content(artifact.Manifest), [.. artifact.Blobs.Select(Content)])
                : null
        );

        ReadOnlyMemory<byte> Content(LockedFile file) => bundle.ReadFile(file.File, file.Digest);
    }
}
