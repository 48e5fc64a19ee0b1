using System.Formats.Tar;
using System.IO.Compression;

namespace Wsm.Tests.Finding.Inside;

/// <summary>Layers with files of any content.</summary>
internal static class Layers
{
    public static byte[] Gzip(params IReadOnlyList<(string Path, byte[] Content, bool IsExecutable)> files) => Gzip(Tar(files));

    public static byte[] Gzip(byte[] tar)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write(tar);
        }

        return packed.ToArray();
    }

    public static byte[] Tar(params IReadOnlyList<(string Path, byte[] Content, bool IsExecutable)> files)
    {
        using var tar = new MemoryStream();
        using (var writer = new TarWriter(tar, leaveOpen: true))
        {
            foreach (var (path, content, isExecutable) in files)
            {
                writer.WriteEntry(
                    new PaxTarEntry(TarEntryType.RegularFile, path)
                    {
                        Mode = isExecutable ? (UnixFileMode)0x1ED : (UnixFileMode)0x1A4,
                        DataStream = new MemoryStream(content),
                    }
                );
            }
        }

        return tar.ToArray();
    }
}
