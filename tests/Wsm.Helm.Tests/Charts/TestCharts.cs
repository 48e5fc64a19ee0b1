using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using Wsm.Helm.Charts;
using Wsm.Helm.Charts.Loading;
using Wsm.Helm.Rendering;
using Wsm.Helm.Values;

namespace Wsm.Helm.Tests.Charts;

/// <summary>Charts made in memory, one line a file.</summary>
internal static class TestCharts
{
    public const string Minimal = "apiVersion: v2\nname: app\nversion: 1.0.0\n";

    public static ChartFile File(string name, string text) => new(name, Encoding.UTF8.GetBytes(text));

    public static Chart Load(params (string Name, string Text)[] files) =>
        new ChartLoader().LoadFiles([.. files.Select(static file => File(file.Name, file.Text))]);

    /// <summary>A chart named app with one template.</summary>
    public static Chart WithTemplate(string template, string values = "") =>
        Load(("Chart.yaml", Minimal), ("values.yaml", values), ("templates/t.yaml", template));

    public static string Render(Chart chart, params string[] set) =>
        TemplateOutput.Write(
            Renderer.Render(
                chart,
                new RenderRequest { Values = new UserValues { Set = set }.Build() },
                TestContext.Current.CancellationToken
            ),
            new TemplateOutputOptions()
        );

    public static MemoryStream Archive(params TarEntry[] entries)
    {
        var archive = new MemoryStream();
        using (var gzip = new GZipStream(archive, CompressionLevel.Fastest, leaveOpen: true))
        using (var tar = new TarWriter(gzip))
        {
            foreach (var entry in entries)
            {
                tar.WriteEntry(entry);
            }
        }

        archive.Position = 0;
        return archive;
    }

    public static PaxTarEntry Entry(string name, byte[] content) =>
        new(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(content) };

    public static PaxTarEntry Entry(string name, string content) => Entry(name, Encoding.UTF8.GetBytes(content));
}
