using System.Formats.Tar;
using System.IO.Compression;
using System.Runtime.InteropServices;

namespace Wsm.Helm.Charts.Loading;

/// <summary>What a chart's archive holds. Archives are not trusted: no path leaves the chart, no links, bounded sizes.</summary>
/// <param name="Files">In the order of the archive.</param>
/// <param name="Made">When the chart was packed, by its Chart.yaml; null where the archive does not say.</param>
public sealed record PackedChart(IReadOnlyList<ChartFile> Files, DateTimeOffset? Made)
{
    /// <summary>As much as stands around a file in an archive: headers, padding, long names.</summary>
    private const int LargestFrame = 1024 * 1024;

    /// <param name="archive">A tar file inside gzip, as <c>helm package</c> makes it.</param>
    /// <exception cref="ChartException">The archive is none, is broken, or breaks a rule.</exception>
    public static PackedChart Read(ReadOnlyMemory<byte> archive, ChartLimits? limits = null) =>
        Read(archive, limits ?? ChartLimits.Default, new UnpackBudget(limits ?? ChartLimits.Default));

    /// <exception cref="ChartException">The archive is none, is broken, or breaks a rule.</exception>
    internal static PackedChart Read(ReadOnlyMemory<byte> archive, ChartLimits limits, UnpackBudget budget)
    {
        using var stream = MemoryMarshal.TryGetArray(archive, out var segment)
            ? new MemoryStream(segment.Array!, segment.Offset, segment.Count, writable: false)
            : new MemoryStream(archive.ToArray(), writable: false);
        return Read(stream, limits, budget);
    }

    /// <exception cref="ChartException">The archive is none, is broken, or breaks a rule.</exception>
    internal static PackedChart Read(Stream archive, ChartLimits limits, UnpackBudget budget)
    {
        var files = new List<ChartFile>();
        DateTimeOffset? made = null;
        try
        {
            using var unzipped = new GZipStream(archive, CompressionMode.Decompress, leaveOpen: true);
            using var bounded = new BoundedStream(unzipped, LargestFrame, limits.ArchiveSize);
            using var tar = new TarReader(bounded, leaveOpen: true);
            while (tar.GetNextEntry() is { } entry)
            {
                budget.TakeEntry();
                bounded.AllowTo(bounded.Taken + Math.Min(entry.Length, limits.ArchiveSize) + LargestFrame);
                if (budget.Entries < 0)
                {
                    throw new ChartException($"the chart archive has more than {limits.FileCount} files");
                }

                if (entry.EntryType is TarEntryType.Directory or TarEntryType.GlobalExtendedAttributes or TarEntryType.ExtendedAttributes)
                {
                    continue;
                }

                if (entry.EntryType is not (TarEntryType.RegularFile or TarEntryType.V7RegularFile or TarEntryType.ContiguousFile))
                {
                    throw new ChartException($"the chart archive has a link or a device, which no chart may have: {entry.Name}");
                }

                if (entry.Name.EndsWith('/'))
                {
                    continue;
                }

                var name = ArchivePath.WithinChart(entry.Name);
                if (entry.Length > budget.Bytes)
                {
                    throw new ChartException($"decompressed chart is larger than the maximum size {limits.ArchiveSize}");
                }

                if (entry.Length > limits.FileSize)
                {
                    throw new ChartException(
                        $"decompressed chart file \"{entry.Name}\" is larger than the maximum file size {limits.FileSize}"
                    );
                }

                budget.Take(entry.Length);
                files.Add(new ChartFile(name, ByteOrderMark.Trim(Content(entry))));
                if (name == MetadataReader.FileName && entry.ModificationTime > DateTimeOffset.UnixEpoch)
                {
                    made = entry.ModificationTime;
                }
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
                        or OutOfMemoryException
            )
        {
            throw new ChartException(
                $"this is not a chart archive (a tar file inside gzip), or it is cut off: {broken.Message.TrimEnd('.')}",
                broken
            );
        }

        return files.Count > 0 ? new PackedChart(files, made) : throw new ChartException("no files in chart archive");
    }

    private static byte[] Content(TarEntry entry)
    {
        var bytes = new byte[entry.Length];
        entry.DataStream?.ReadExactly(bytes);
        return bytes;
    }
}
