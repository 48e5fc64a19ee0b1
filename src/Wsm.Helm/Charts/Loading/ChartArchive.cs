using System.Formats.Tar;
using System.IO.Compression;

namespace Wsm.Helm.Charts.Loading;

/// <summary>Reads the files of a packed chart. Archives are not trusted: no path leaves the chart, no links, bounded sizes.</summary>
internal static class ChartArchive
{
    /// <exception cref="ChartException">The archive is none, is broken, or breaks a rule.</exception>
    public static IReadOnlyList<ChartFile> Read(Stream archive, ChartLimits limits)
    {
        var files = new List<ChartFile>();
        try
        {
            using var unzipped = new GZipStream(archive, CompressionMode.Decompress, leaveOpen: true);
            using var tar = new TarReader(unzipped, leaveOpen: true);
            var remaining = limits.ArchiveSize;
            while (tar.GetNextEntry() is { } entry)
            {
                if (entry.EntryType is TarEntryType.Directory or TarEntryType.GlobalExtendedAttributes or TarEntryType.ExtendedAttributes)
                    continue;
                if (entry.EntryType is not (TarEntryType.RegularFile or TarEntryType.V7RegularFile or TarEntryType.ContiguousFile))
                    throw new ChartException($"the chart archive has a link or a device, which no chart may have: {entry.Name}");
                if (entry.Name.EndsWith('/'))
                    continue;
                if (files.Count >= limits.FileCount)
                    throw new ChartException($"the chart archive has more than {limits.FileCount} files");

                var name = ArchivePath.WithinChart(entry.Name);
                if (entry.Length > remaining)
                    throw new ChartException($"decompressed chart is larger than the maximum size {limits.ArchiveSize}");
                if (entry.Length > limits.FileSize)
                    throw new ChartException(
                        $"decompressed chart file \"{entry.Name}\" is larger than the maximum file size {limits.FileSize}"
                    );
                remaining -= entry.Length;
                files.Add(new ChartFile(name, ByteOrderMark.Trim(Content(entry))));
            }
        }
        catch (Exception broken)
            when (broken
                    is InvalidDataException
                        or EndOfStreamException
                        or FormatException
                        or ArgumentException
                        or InvalidOperationException
                        or OverflowException
            )
        {
            throw new ChartException($"this is not a chart archive (a tar file inside gzip), or it is cut off: {broken.Message}", broken);
        }

        return files.Count > 0 ? files : throw new ChartException("no files in chart archive");
    }

    private static byte[] Content(TarEntry entry)
    {
        var bytes = new byte[entry.Length];
        entry.DataStream?.ReadExactly(bytes);
        return bytes;
    }
}
