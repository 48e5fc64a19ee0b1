using System.Formats.Tar;
using System.IO.Compression;

namespace Wsm.Charts;

/// <summary>The <c>Chart.yaml</c> inside a packed chart. The archive is not trusted: what is unpacked to find it is bounded.</summary>
/// <param name="Bytes">The file's content.</param>
/// <param name="Made">When the chart was packaged, by the archive itself; null where it does not say.</param>
internal sealed record PackedChartYaml(byte[] Bytes, DateTimeOffset? Made)
{
    private const int LargestFile = 1024 * 1024;
    private const long LargestArchive = 100L * 1024 * 1024;

    /// <exception cref="InvalidDataException">It is not a packaged chart; the message is a sentence about "the chart archive".</exception>
    public static PackedChartYaml Read(ReadOnlyMemory<byte> archive)
    {
        try
        {
            using var compressed = new MemoryStream(archive.ToArray(), writable: false);
            using var gzip = new GZipStream(compressed, CompressionMode.Decompress);
            using var bounded = new BoundedStream(gzip, LargestArchive);
            using var tar = new TarReader(bounded);
            while (tar.GetNextEntry() is { } entry)
            {
                if (!IsTopMetadata(entry))
                    continue;
                if (entry.Length > LargestFile)
                    break;
                var yaml = new byte[entry.Length];
                entry.DataStream!.ReadExactly(yaml);
                return new PackedChartYaml(yaml, entry.ModificationTime > DateTimeOffset.UnixEpoch ? entry.ModificationTime : null);
            }
        }
        // The framework's tar reader answers broken headers with any of these.
        catch (Exception e)
            when (e
                    is EndOfStreamException
                        or FormatException
                        or InvalidDataException
                        or ArgumentException
                        or InvalidOperationException
                        or OverflowException
            )
        {
            throw new InvalidDataException("the chart archive is cut off or is not a gzipped tar", e);
        }

        throw new InvalidDataException("the chart archive holds no Chart.yaml of sensible size in its top folder");
    }

    private static bool IsTopMetadata(TarEntry entry) =>
        entry.DataStream is not null
        && entry.Name.Split('/', StringSplitOptions.RemoveEmptyEntries) is var parts
        && parts.SkipWhile(part => part == ".").ToArray() is [not "..", "Chart.yaml"];
}
