using System.Security.Cryptography;
using Wsm.Helm.Charts;
using Wsm.Helm.Charts.Loading;
using Wsm.Product.Sources;

namespace Wsm.Site.ChartStores;

/// <summary>A packaged chart, byte for byte, and what its <c>Chart.yaml</c> says of it.</summary>
public sealed class ChartArchive
{
    private ChartArchive(ReadOnlyMemory<byte> bytes, ChartMetadata metadata, DateTimeOffset? made)
    {
        Bytes = bytes;
        Metadata = metadata;
        Made = made;
        Sha256 = Convert.ToHexStringLower(SHA256.HashData(bytes.Span));
    }

    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>The signed message that belongs to it; null where there is none.</summary>
    public ReadOnlyMemory<byte>? Provenance { get; init; }

    /// <summary>How a registry published it; null where it came from elsewhere.</summary>
    public ChartArtifact? Artifact { get; init; }

    /// <summary>The digest of the published archive, in hexadecimal, where this one was made of it; else null.</summary>
    public string? MadeOf { get; init; }

    public ChartMetadata Metadata { get; }

    /// <summary>Lower-case hexadecimal digest of <see cref="Bytes"/>.</summary>
    public string Sha256 { get; }

    /// <summary>When the chart was packaged, by the archive itself; null where it does not say.</summary>
    public DateTimeOffset? Made { get; }

    public string FileName => FileNameOf(Metadata);

    /// <summary>The name that helm gives the archive of a chart.</summary>
    public static string FileNameOf(ChartMetadata chart) => $"{chart.Name}-{chart.Version}.tgz";

    /// <summary>The chart's version as a registry's tag, where no '+' may stand.</summary>
    public static string TagOf(ChartMetadata chart) => TagOf(chart.Version);

    internal static string TagOf(string version) => version.Replace('+', '_');

    /// <summary>A chart that was made of another one: nothing that was signed belongs to it.</summary>
    /// <exception cref="InvalidDataException">It is not a chart that helm would take.</exception>
    internal static ChartArchive Make(ReadOnlyMemory<byte> bytes, string madeOf)
    {
        var made = Parse(bytes);
        return new ChartArchive(bytes, made.Metadata, made.Made) { MadeOf = madeOf };
    }

    /// <param name="provenance">See <see cref="Provenance"/>.</param>
    /// <param name="artifact">See <see cref="Artifact"/>.</param>
    /// <exception cref="InvalidDataException">It is not a chart that helm would take.</exception>
    public static ChartArchive Parse(ReadOnlyMemory<byte> bytes, ReadOnlyMemory<byte>? provenance = null, ChartArtifact? artifact = null)
    {
        try
        {
            var packed = PackedChart.Read(bytes);
            var metadata = MetadataReader.Read(packed.Files);
            return ChartName.IsValid(metadata.Name)
                ? new ChartArchive(bytes, metadata, packed.Made) { Provenance = provenance, Artifact = artifact }
                : throw new InvalidDataException($"the chart's name '{metadata.Name}' holds characters that no file name may have");
        }
        catch (ChartException refused)
        {
            throw new InvalidDataException($"it is not a chart that helm would take: {refused.Message}", refused);
        }
    }
}
