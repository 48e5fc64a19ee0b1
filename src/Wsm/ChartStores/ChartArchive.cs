using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;

namespace Wsm.ChartStores;

/// <summary>A packaged chart, byte for byte, and what its <c>Chart.yaml</c> says of it.</summary>
public sealed class ChartArchive
{
    private const int LargestMetadata = 1024 * 1024;
    private const long LargestUnpacked = 100L * 1024 * 1024;

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
        var (yaml, made) = ReadMetadata(bytes);
        return new ChartArchive(bytes, ChartMetadata.Parse(yaml), made);
    }

    private static (byte[] Yaml, DateTimeOffset? Made) ReadMetadata(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            using var unpacked = new GZipStream(new MemoryStream(bytes.ToArray(), writable: false), CompressionMode.Decompress);
            using var tar = new TarReader(unpacked);
            for (long seen = 0; tar.GetNextEntry() is { } entry;)
            {
                seen += entry.Length;
                if (seen > LargestUnpacked || (IsRootMetadata(entry) && entry.Length > LargestMetadata)) break;
                if (!IsRootMetadata(entry)) continue;
                var yaml = new byte[entry.Length];
                entry.DataStream!.ReadExactly(yaml);
                return (yaml, entry.ModificationTime > DateTimeOffset.UnixEpoch ? entry.ModificationTime : null);
            }
        }
        catch (Exception e) when (e is EndOfStreamException or FormatException or InvalidDataException)
        {
            throw new InvalidDataException("the chart archive is cut off or is not a gzipped tar", e);
        }
        throw new InvalidDataException("the chart archive holds no Chart.yaml of sensible size in its top folder");
    }

    private static bool IsRootMetadata(TarEntry entry)
    {
        var name = entry.Name.StartsWith("./", StringComparison.Ordinal) ? entry.Name[2..] : entry.Name;
        return entry.DataStream is not null && name.EndsWith("/Chart.yaml", StringComparison.Ordinal) && name.Count(c => c == '/') == 1;
    }
}
