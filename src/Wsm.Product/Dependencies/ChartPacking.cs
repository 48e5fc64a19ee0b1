using System.Formats.Tar;
using System.IO.Compression;
using Wsm.Helm.Charts;
using Wsm.Helm.Charts.Loading;

namespace Wsm.Product.Dependencies;

/// <summary>
/// Packs charts, the same bytes for the same content: nothing is packed any smaller, because packers differ from release to release, and
/// no clock is asked.
/// </summary>
internal static class ChartPacking
{
    private const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    private const int LongestPlainName = 100;

    /// <param name="name">The folder that the archive has its files in.</param>
    public static byte[] Pack(string name, IReadOnlyList<ChartFile> files) =>
        Write(tar =>
        {
            foreach (var file in files)
            {
                tar.WriteEntry(EntryOf($"{name}/{file.Name}", file.Bytes, DateTimeOffset.UnixEpoch));
            }
        });

    /// <summary>The archive with some of its files' content replaced.</summary>
    /// <param name="contents">By the path inside the chart.</param>
    public static byte[] Replace(ReadOnlyMemory<byte> archive, IReadOnlyDictionary<string, byte[]> contents)
    {
        var packed = PackedChart.Read(archive);
        var name = MetadataReader.Read(packed.Files).Name;
        return Write(tar =>
        {
            foreach (var file in packed.Files)
            {
                var content = contents.TryGetValue(file.Name, out var replaced) ? replaced : file.Bytes;
                tar.WriteEntry(EntryOf($"{name}/{file.Name}", content, packed.Made ?? DateTimeOffset.UnixEpoch));
            }
        });
    }

    /// <summary>The plain form as far as it goes; the other for long names alone, without the process's number that PAX would have.</summary>
    private static PosixTarEntry EntryOf(string name, ReadOnlyMemory<byte> content, DateTimeOffset made)
    {
        PosixTarEntry entry =
            name.Length <= LongestPlainName
                ? new UstarTarEntry(TarEntryType.RegularFile, name)
                : new GnuTarEntry(TarEntryType.RegularFile, name) { AccessTime = made, ChangeTime = made };
        entry.Mode = Mode;
        entry.ModificationTime = made;
        entry.DataStream = new MemoryStream(content.ToArray());
        return entry;
    }

    private static byte[] Write(Action<TarWriter> write)
    {
        using var bytes = new MemoryStream();
        using (var gzip = new GZipStream(bytes, CompressionLevel.NoCompression, leaveOpen: true))
        using (var tar = new TarWriter(gzip, TarEntryFormat.Ustar))
        {
            write(tar);
        }

        return bytes.ToArray();
    }
}
