using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using Wsm.Site.ChartStores;

namespace Wsm.Tests.ChartStores;

/// <summary>Small charts, packaged in memory; the same input gives the same bytes.</summary>
internal static class SampleCharts
{
    private static readonly DateTimeOffset Made = new(2024, 5, 6, 7, 8, 9, TimeSpan.Zero);

    public static ChartArchive Archive(string name = "sample", string version = "1.2.3", string more = "") =>
        ChartArchive.Parse(Bytes(name, version, more));

    public static byte[] Bytes(string name, string version, string more = "") =>
        Pack(
            ($"{name}/Chart.yaml", $"apiVersion: v2\nname: {name}\nversion: {version}\n{more}"),
            ($"{name}/values.yaml", "replicas: 1\n"),
            ($"{name}/templates/config.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {{ .Release.Name }}\n")
        );

    public static byte[] Pack(params (string Name, string Text)[] files)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        using (var tar = new TarWriter(gzip))
        {
            foreach (var (name, text) in files)
            {
                tar.WriteEntry(
                    new UstarTarEntry(TarEntryType.RegularFile, name)
                    {
                        ModificationTime = Made,
                        DataStream = new MemoryStream(Encoding.UTF8.GetBytes(text)),
                    }
                );
            }
        }

        return packed.ToArray();
    }
}
