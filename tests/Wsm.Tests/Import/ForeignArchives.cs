using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using Wsm.Bundles.Reading;
using Wsm.Oci.References;
using Wsm.Peers;
using Wsm.Tests.Push;

namespace Wsm.Tests.Import;

/// <summary>Archives as other tools make them, and damaged ones, in a folder of their own.</summary>
internal sealed class ForeignArchives : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public string Path => _folder.Path;

    public string this[string name] => _folder[name];

    /// <summary>What <c>skopeo</c> makes of an image: <c>oci-archive</c>, <c>docker-archive</c>, or the folder of <c>oci</c>.</summary>
    /// <param name="name">Behind the path: a reference, or only a tag.</param>
    public async Task<string> MakeAsync(ImageContent image, string transport, string file, string name)
    {
        using var bundle = await SampleBundle.MakeAsync(new Dictionary<string, ImageContent> { ["made/image:1"] = image });
        var archive = Directory.GetFiles(bundle.Folder, "1.tgz", SearchOption.AllDirectories).Single();
        string[] all = transport == "docker-archive" ? [] : ["--all"];
        await Tool.RunAsync(
            "skopeo",
            ["copy", .. all, $"oci-archive:{archive}", $"{transport}:{_folder[file]}{(name.Length > 0 ? ":" + name : "")}"]
        );
        return _folder[file];
    }

    /// <summary>The file, compressed by the tool that people use for it.</summary>
    public static async Task<string> CompressAsync(string file, string ending)
    {
        var packed = file + ending;
        if (ending == ".zip")
        {
            await using var zip = await ZipFile.OpenAsync(packed, ZipArchiveMode.Create);
            await zip.CreateEntryFromFileAsync(file, System.IO.Path.GetFileName(file));
            return packed;
        }

        var (tool, option) = ending switch
        {
            ".gz" => ("gzip", "-k"),
            ".zst" => ("zstd", "-qk"),
            ".xz" => ("xz", "-kT0"),
            _ => ("bzip2", "-k"),
        };
        await Tool.RunAsync(tool, [option, file]);
        return packed;
    }

    /// <summary>A tar with these entries, and whatever else is wrong with it.</summary>
    public string Tar(string name, params IEnumerable<TarEntry> entries)
    {
        using var file = File.Create(_folder[name]);
        using var tar = new TarWriter(file);
        foreach (var entry in entries)
        {
            tar.WriteEntry(entry);
        }

        return _folder[name];
    }

    public static TarEntry Entry(string name, string text) =>
        new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(Encoding.UTF8.GetBytes(text)) };

    public static TarEntry Link(TarEntryType type, string name, string target) => new PaxTarEntry(type, name) { LinkName = target };

    /// <summary>Reference and digest of every image in a bundle that <c>wsm verify</c> has found whole.</summary>
    public async Task<IReadOnlyDictionary<string, string>> HeldAsync(string bundle = "bundle")
    {
        var verified = await RunAsync("verify", "-b", bundle);
        Assert.True(verified.ExitCode == 0, verified.Error + verified.Output);
        using var opened = Bundle.Open(_folder[bundle]);
        return opened.Images.ToDictionary(image => image.Entry.Reference, image => image.Entry.Digest.ToString());
    }

    public Task<RunResult> RunAsync(params string[] arguments) =>
        RunResult.OfAsync(_folder.Path, arguments, TestContext.Current.CancellationToken);

    public async Task<RunResult> WellAsync(params string[] arguments)
    {
        var run = await RunAsync(arguments);
        Assert.True(run.ExitCode == 0, $"wsm {string.Join(' ', arguments)}: {run.ExitCode}\n{run.Error}{run.Output}");
        Assert.False(Directory.Exists(_folder["bundle/import.partial"]));
        return run;
    }

    public void Dispose() => _folder.Dispose();
}
