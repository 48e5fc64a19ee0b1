using System.Formats.Tar;
using System.IO.Compression;
using Wsm.Helm.Charts;

namespace Wsm.Product.Sources;

/// <summary>Packs a chart's files into an archive; the same files always give the same bytes.</summary>
internal static class ChartPackage
{
    /// <summary>The earliest time that every archive format can tell, so that nobody complains about an implausible one.</summary>
    private static readonly DateTimeOffset Written = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <param name="name">The chart's name, which is the folder inside the archive.</param>
    public static byte[] Write(IEnumerable<ChartFile> files, string name)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        using (var tar = new TarWriter(gzip, TarEntryFormat.Pax))
        {
            // Helm's own archives begin with Chart.yaml, and some readers look no further.
            foreach (var file in files.OrderBy(file => file.Name != "Chart.yaml").ThenBy(file => file.Name, StringComparer.Ordinal))
            {
                tar.WriteEntry(Entry(file, name));
            }
        }

        return packed.ToArray();
    }

    private static PaxTarEntry Entry(ChartFile file, string root) =>
        new(TarEntryType.RegularFile, $"{root}/{file.Name}")
        {
            Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead,
            ModificationTime = Written,
            DataStream = new MemoryStream(file.Bytes.ToArray(), writable: false),
        };
}
