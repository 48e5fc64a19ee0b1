using System.Formats.Tar;
using System.IO.Compression;
using System.Text;

namespace Wsm.Demo;

/// <summary>Packs files into a gzipped tar; the same files give the same bytes.</summary>
internal static class TarGz
{
    private static readonly DateTimeOffset Made = new(2025, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static byte[] Pack(params IReadOnlyList<(string Name, string Text)> files) =>
        Compress(Tar([.. files.Select(file => (file.Name, Encoding.UTF8.GetBytes(file.Text), false))]));

    public static byte[] Tar(IReadOnlyList<(string Name, byte[] Content, bool Executable)> files)
    {
        using var buffer = new MemoryStream();
        using (var tar = new TarWriter(buffer, TarEntryFormat.Ustar, leaveOpen: true))
        {
            foreach (var (name, content, executable) in files)
            {
                tar.WriteEntry(
                    new UstarTarEntry(TarEntryType.RegularFile, name)
                    {
                        ModificationTime = Made,
                        Mode =
                            UnixFileMode.UserRead
                            | UnixFileMode.UserWrite
                            | UnixFileMode.GroupRead
                            | UnixFileMode.OtherRead
                            | (executable ? UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute : 0),
                        DataStream = new MemoryStream(content),
                    }
                );
            }
        }

        return buffer.ToArray();
    }

    public static byte[] Compress(byte[] content)
    {
        using var buffer = new MemoryStream();
        using (var gzip = new GZipStream(buffer, CompressionLevel.Optimal, leaveOpen: true))
        {
            gzip.Write(content);
        }

        return buffer.ToArray();
    }
}
