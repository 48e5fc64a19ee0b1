using System.Formats.Tar;
using System.IO.Compression;
using Wsm.Helm.Charts;
using Wsm.Helm.Charts.Loading;

namespace Wsm.Fuzz.Targets;

/// <summary>A chart's archive: the tar inside is mutated, and the gzip around it half of the time.</summary>
internal sealed class ChartTarget : IFuzzTarget
{
    public string Name => "chart";

    public IReadOnlyList<byte[]> Seeds { get; } =
    [
        Tar(
            ("x/Chart.yaml", "apiVersion: v2\nname: x\nversion: 1.0.0\n"),
            ("x/values.yaml", "a: 1\n"),
            ("x/templates/x.yaml", "a: {{ .Values.a }}\n")
        ),
        Tar(
            (
                "x/Chart.yaml",
                "apiVersion: v2\nname: x\nversion: 1.0.0\ndependencies:\n- name: b\n  version: 1.0.0\n  repository: file://b\n  import-values: &b [*b]\n"
            ),
            ("x/charts/b/Chart.yaml", "apiVersion: v2\nname: b\nversion: 1.0.0\n")
        ),
    ];

    public IReadOnlyList<string> Words { get; } =
    ["x/Chart.yaml", "ustar\0", "77777777777", "name: ", "version: ", "&a [*a]", "x/charts/b.tgz"];

    public void Run(byte[] input)
    {
        Load(Gzip(input));
        Load(input);
    }

    public void Dispose() { }

    private static void Load(byte[] archive)
    {
        try
        {
            _ = new ChartLoader().LoadArchive(archive);
        }
        catch (ChartException)
        {
            // Refused.
        }
    }

    private static byte[] Tar(params (string Name, string Text)[] files)
    {
        using var bytes = new MemoryStream();
        using (var tar = new TarWriter(bytes, TarEntryFormat.Pax, leaveOpen: true))
        {
            foreach (var (name, text) in files)
            {
                tar.WriteEntry(
                    new PaxTarEntry(TarEntryType.RegularFile, name)
                    {
                        DataStream = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(text)),
                    }
                );
            }
        }

        return bytes.ToArray();
    }

    private static byte[] Gzip(byte[] tar)
    {
        using var bytes = new MemoryStream();
        using (var gzip = new GZipStream(bytes, CompressionLevel.Fastest))
        {
            gzip.Write(tar);
        }

        return bytes.ToArray();
    }
}
