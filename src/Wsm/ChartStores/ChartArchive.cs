using System.Security.Cryptography;
using Wsm.Charts;

namespace Wsm.ChartStores;

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

    public ChartMetadata Metadata { get; }

    /// <summary>Lower-case hexadecimal digest of <see cref="Bytes"/>.</summary>
    public string Sha256 { get; }

    /// <summary>When the chart was packaged, by the archive itself; null where it does not say.</summary>
    public DateTimeOffset? Made { get; }

    public string FileName => $"{Metadata.Name}-{Metadata.Version}.tgz";

    /// <exception cref="InvalidDataException">It is not a packaged chart; the message is a sentence about "the chart archive".</exception>
    public static ChartArchive Parse(ReadOnlyMemory<byte> bytes)
    {
        var file = PackedChartYaml.Read(bytes);
        return new ChartArchive(bytes, ChartMetadata.Parse(file.Bytes), file.Made);
    }
}
