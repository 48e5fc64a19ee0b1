using System.Formats.Tar;
using Wsm.Peers;
using static Wsm.Tests.Import.ForeignArchives;

namespace Wsm.Tests.Import;

/// <summary>Archives that are damaged, or made to do harm: each is refused with a sentence, and no bundle comes of it.</summary>
public sealed class HostileArchiveTests : IDisposable
{
    private readonly ForeignArchives _archives = new();

    public void Dispose() => _archives.Dispose();

    [Fact]
    public async Task Names_links_and_kinds_that_no_archive_of_images_has_are_refused()
    {
        await RefusedAsync(_archives.Tar("up.tar", Entry("blobs/../../etc/passwd", "x")), "leads out of it");
        await RefusedAsync(_archives.Tar("root.tar", Entry("/etc/passwd", "x")), "leads out of it");
        await RefusedAsync(_archives.Tar("windows.tar", Entry("a\\..\\b", "x")), "leads out of it");
        await RefusedAsync(
            _archives.Tar("link.tar", Link(TarEntryType.SymbolicLink, "a/index.json", "../../etc/passwd")),
            "leads out of it"
        );
        await RefusedAsync(_archives.Tar("hard.tar", Link(TarEntryType.HardLink, "index.json", "/etc/passwd")), "leads out of it");
        await RefusedAsync(_archives.Tar("pipe.tar", new PaxTarEntry(TarEntryType.Fifo, "index.json")), "neither a file nor a folder");
        await RefusedAsync(_archives.Tar("twice.tar", Entry("index.json", "{}"), Entry("./index.json", "{}")), "twice");
        await RefusedAsync(
            _archives.Tar("loop.tar", Link(TarEntryType.SymbolicLink, "a", "b"), Link(TarEntryType.SymbolicLink, "b", "a")),
            "lead to one another"
        );
    }

    [Fact]
    public async Task What_is_no_archive_of_images_is_refused()
    {
        await RefusedAsync(_archives.Tar("other.tar", Entry("readme.txt", "x")), "holds no images");
        await File.WriteAllTextAsync(_archives["text"], "not an archive, and longer than a block of a tar\n", Cancellation);
        await RefusedAsync(_archives["text"], "not an archive that wsm can read");
        await RefusedAsync(_archives.Tar("json.tar", Entry("manifest.json", "[{\"Config\":5}]")), "malformed");
        await RefusedAsync(_archives.Tar("config.tar", Entry("manifest.json", "[{\"Config\":\"c\",\"Layers\":[\"l\"]}]")), "lacks c");
        await RefusedAsync(_archives.Tar("index.tar", Entry("index.json", "{\"manifests\":[{}]}")), "malformed");
    }

    [Theory]
    [InlineData("")]
    [InlineData(".gz")]
    [InlineData(".zst")]
    [InlineData(".xz")]
    [InlineData(".bz2")]
    [InlineData(".zip")]
    public async Task A_file_that_was_cut_off_is_refused_wherever_it_was_cut(string ending)
    {
        var file = await _archives.MakeAsync(TestImages.Busybox("cut"), "oci-archive", "a.tar", "example.com/cut:1");
        var packed = ending.Length == 0 ? file : await ForeignArchives.CompressAsync(file, ending);
        var bytes = await File.ReadAllBytesAsync(packed, Cancellation);
        // The zeros at the end of a tar may go but for one block; the last bytes of a .gz are a sum, and the digests know better.
        var last = ending switch
        {
            "" => bytes.AsSpan().LastIndexOfAnyExcept((byte)0),
            ".gz" => bytes.Length / 2,
            _ => bytes.Length - 3,
        };
        foreach (var length in (int[])[20, bytes.Length / 3, bytes.Length * 9 / 10, last])
        {
            await File.WriteAllBytesAsync(_archives["cut"], bytes[..length], Cancellation);
            await RefusedAsync(_archives["cut"], "cut");
        }
    }

    [Theory]
    [InlineData("oci-archive", ".zst")]
    [InlineData("oci-archive", "")]
    [InlineData("docker-archive", ".xz")]
    public async Task A_byte_that_was_changed_before_packing_is_found_by_the_digests(string transport, string ending)
    {
        var file = await _archives.MakeAsync(TestImages.Busybox("flip"), transport, "a.tar", "example.com/flip:1");
        var bytes = await File.ReadAllBytesAsync(file, Cancellation);
        bytes[bytes.Length / 2] ^= 1;
        await File.WriteAllBytesAsync(file, bytes, Cancellation);
        var packed = ending.Length == 0 ? file : await ForeignArchives.CompressAsync(file, ending);

        var run = await _archives.RunAsync("import", packed);

        Assert.Equal(1, run.ExitCode);
        Assert.Matches("digest does not match|is damaged", run.Error);
        Assert.False(File.Exists(_archives["bundle/bundle.json"]));
    }

    [Theory]
    [InlineData(".gz")]
    [InlineData(".zst")]
    [InlineData(".xz")]
    [InlineData(".bz2")]
    public async Task A_bomb_is_not_unpacked_to_its_end(string ending)
    {
        var tool = ending switch
        {
            ".gz" => "gzip",
            ".zst" => "zstd -q1",
            ".xz" => "xz -0",
            _ => "bzip2 -1",
        };
        await Tool.RunAsync("sh", ["-c", $"head -c 300000000 /dev/zero | {tool} >bomb{ending}"], _archives.Path);

        await RefusedAsync(_archives["bomb" + ending], "expands to more than");
    }

    [Fact]
    public async Task A_member_of_a_zip_leads_nowhere_either()
    {
        await Tool.RunAsync("sh", ["-c", "mkdir d && echo x >x && cd d && zip -q ../up.zip ../x"], _archives.Path);
        await Tool.RunAsync("sh", ["-c", "ln -s /etc/passwd index.json && zip -qy link.zip index.json"], _archives.Path);

        await RefusedAsync(_archives["up.zip"], "leads out of it");
        await RefusedAsync(_archives["link.zip"], "which is a link");
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private async Task RefusedAsync(string file, string words)
    {
        var run = await _archives.RunAsync("import", file);

        Assert.True(run.ExitCode is 1 && run.Error.Contains(words, StringComparison.Ordinal), $"{file}: {run.ExitCode} {run.Error}");
        Assert.DoesNotContain("Unexpected", run.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(_archives["bundle/bundle.json"]));
        Assert.False(Directory.Exists(_archives["bundle/import.partial"]));
    }
}
