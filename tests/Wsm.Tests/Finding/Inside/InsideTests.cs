using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using Wsm.Hosting;
using Wsm.Peers;
using Wsm.Tests.Serve;
using Wsm.Tests.Trust;

namespace Wsm.Tests.Finding.Inside;

/// <summary><c>list --deep</c> and <c>download --deep</c> over images of an operator's kind.</summary>
public sealed class InsideTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private RunningRegistry _registry = null!;

    public async ValueTask InitializeAsync() => _registry = await RunningRegistry.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _registry.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task What_an_operator_starts_is_found_in_its_program_and_told_by_both_commands()
    {
        var program = await Programs.GoAsync(_folder, "amd64", "-ldflags=-s -w");
        await PushAsync("team/operator", Layers.Gzip(("usr/bin/manager", program, true)));

        var downloaded = await RunAsync("download", "--images", "images.txt", "--deep");
        var listed = await RunAsync("list", "--deep", "--why");
        var json = await RunAsync("list", "--deep", "-o", "json");
        var log = await RunAsync("download", "--images", "images.txt", "--deep", "-o", "json");

        foreach (var run in (RunResult[])[downloaded, listed])
        {
            Assert.Equal(ExitCode.Done, run.ExitCode);
            Assert.Contains(
                "Named inside images, and may be started:\n  docker.io/library/busybox:1.36.1\n",
                run.Output,
                StringComparison.Ordinal
            );
            Assert.Contains($"      {_registry.Host}/team/operator:1, /usr/bin/manager\n", run.Output, StringComparison.Ordinal);
            Assert.Contains("Named inside images, and may be anything:\n  postgres:16.4\n", run.Output, StringComparison.Ordinal);
            Assert.Contains("Nothing of this is in the bundle.", run.Error, StringComparison.Ordinal);
        }

        Assert.Equal([], SchemaCheck.Problems(json.Output, "manifests/list.schema.json"));
        var component = JsonNode.Parse(json.Output)!["components"]![0]!;
        Assert.Equal(
            Programs.NamedByGo.Order(StringComparer.Ordinal),
            component["candidates"]!.AsArray().Select(image => (string)image!["reference"]!).Order(StringComparer.Ordinal)
        );
        Assert.All(component["candidates"]!.AsArray(), image => Assert.Equal("inside", (string)image!["degree"]!));
        Assert.Single(component["images"]!.AsArray());
        var told = JsonNode.Parse(log.Output.TrimEnd().Split('\n')[^1])!["inside"]!.AsArray();
        Assert.Equal(Programs.NamedByGo.Length, told.Count);
        Assert.Equal("usr/bin/manager", (string)told[0]!["file"]!);
    }

    [Fact]
    public async Task Every_form_of_the_list_tells_what_is_inside_and_a_registry_can_be_asked()
    {
        await TestImagesPush.PushAsync(_registry.Host, "acme/there", "1.0", TestImages.Busybox());
        await PushAsync(
            "team/operator",
            Layers.Gzip(
                (
                    "etc/a.yaml",
                    Encoding.UTF8.GetBytes($"image: {_registry.Host}/acme/gone:1.0\nsideImage: {_registry.Host}/acme/there:1.0\n"),
                    false
                )
            )
        );
        await WellAsync("download", "--images", "images.txt");

        Assert.Contains("inside (high)", (await WellAsync("list", "--deep", "-o", "table")).Output, StringComparison.Ordinal);
        Assert.Contains(
            "acme/gone:1.0 [inside (high)]",
            (await WellAsync("list", "--deep", "-o", "tree")).Output,
            StringComparison.Ordinal
        );
        Assert.Contains(",inside (high)\r\n", (await WellAsync("list", "--deep", "-o", "csv")).Output, StringComparison.Ordinal);
        Assert.DoesNotContain("acme/", (await WellAsync("list", "--deep", "-o", "refs")).Output, StringComparison.Ordinal);
        var asked = await WellAsync("list", "--deep", "--sizes");
        Assert.Contains("acme/gone:1.0  not in its registry\n", asked.Output, StringComparison.Ordinal);
        Assert.True(
            asked.Output.IndexOf("acme/there:1.0 ", StringComparison.Ordinal)
                < asked.Output.IndexOf("acme/gone:1.0 ", StringComparison.Ordinal)
        );
        Assert.Contains("in 1 image.", asked.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_a_layer_above_replaces_or_removes_names_nothing()
    {
        await PushAsync(
            "team/operator",
            Layers.Gzip(
                ("etc/a.yaml", "image: quay.io/acme/removed:1\n"u8.ToArray(), false),
                ("etc/b.yaml", "image: quay.io/acme/replaced:1\n"u8.ToArray(), false),
                ("etc/d/c.yaml", "image: quay.io/acme/emptied:1\n"u8.ToArray(), false),
                ("etc/e.yaml", "image: quay.io/acme/kept:1\n"u8.ToArray(), false)
            ),
            Layers.Gzip(
                ("etc/.wh.a.yaml", [], false),
                ("etc/d/.wh..wh..opq", [], false),
                ("etc/b.yaml", "image: quay.io/acme/newer:2\n"u8.ToArray(), false)
            )
        );

        Assert.Equal(["quay.io/acme/kept:1", "quay.io/acme/newer:2"], await FoundAsync());
    }

    [Fact]
    public async Task Layers_of_every_packing_are_read()
    {
        var tar = Layers.Tar(("etc/a.yaml", "image: quay.io/acme/zstd:1\n"u8.ToArray(), false));
        await File.WriteAllBytesAsync(_folder["tar"], tar, TestContext.Current.CancellationToken);
        await Tool.RunAsync("zstd", ["-q", _folder["tar"]]);
        await Tool.RunAsync("tar", ["--format=gnu", "-cf", _folder["gnu.tar"], "-C", _folder.Path, LongName()]);
        await PushAsync(
            "team/operator",
            await File.ReadAllBytesAsync(_folder["tar.zst"], TestContext.Current.CancellationToken),
            Layers.Tar(("etc/b.yaml", "image: quay.io/acme/plain:1\n"u8.ToArray(), false)),
            Layers.Gzip(await File.ReadAllBytesAsync(_folder["gnu.tar"], TestContext.Current.CancellationToken)),
            Layers.Gzip((new string('n', 150) + "/" + new string('m', 90) + ".yaml", "image: quay.io/acme/pax:1\n"u8.ToArray(), false))
        );

        Assert.Equal(["quay.io/acme/long:1", "quay.io/acme/pax:1", "quay.io/acme/plain:1", "quay.io/acme/zstd:1"], await FoundAsync());
    }

    [Fact]
    public async Task Layers_that_are_damaged_or_expand_without_end_are_named_and_hold_nothing_up()
    {
        var whole = Layers.Gzip(("etc/a.yaml", "image: quay.io/acme/before:1\n"u8.ToArray(), false), ("b", new byte[100_000], false));
        await PushAsync(
            "team/operator",
            whole[..^200],
            Bomb(),
            "no layer at all"u8.ToArray(),
            Layers.Gzip(("etc/c.yaml", "image: quay.io/acme/after:1\n"u8.ToArray(), false))
        );

        var run = await RunAsync("download", "--images", "images.txt", "--deep");
        var listed = await RunAsync("list", "--deep");

        Assert.Equal((ExitCode.Incomplete, ExitCode.Incomplete), (run.ExitCode, listed.ExitCode));
        foreach (var told in (string[])[run.Error, listed.Error])
        {
            var error = string.Join(' ', told.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries));
            Assert.Equal(3, error.Split("could not be looked into").Length - 1);
            Assert.Contains("expands to more than 100 times its size", error, StringComparison.Ordinal);
        }

        Assert.Contains("quay.io/acme/after:1", listed.Output, StringComparison.Ordinal);
        Assert.Contains("quay.io/acme/before:1", listed.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Deep_goes_with_a_bundle_and_with_nothing_that_says_what_it_might_hold()
    {
        Assert.Contains("--bundle goes with --deep", (await RunAsync("list", "-b", "bundle")).Error, StringComparison.Ordinal);
        Assert.Contains("--images", (await RunAsync("list", "--deep", "--images", "images.txt")).Error, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Usage, (await RunAsync("list", "--deep", "--set", "a=b")).ExitCode);
        Assert.Equal(ExitCode.Usage, (await RunAsync("download", "--deep", "--repair", "need.json")).ExitCode);
    }

    /// <summary>A tar of one file of zeros, two gibibytes long.</summary>
    private static byte[] Bomb()
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            using var tar = new MemoryStream();
            using (var writer = new TarWriter(tar, leaveOpen: true))
            {
                writer.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, "zeros"));
            }

            var header = tar.ToArray()[..512];
            "20000000000\0"u8.CopyTo(header.AsSpan(124));
            "        "u8.CopyTo(header.AsSpan(148));
            var sum = header.Sum(part => (int)part);
            Encoding.ASCII.GetBytes($"{Convert.ToString(sum, 8), 6}\0 ").CopyTo(header, 148);
            gzip.Write(header);
            var zeros = new byte[1 << 20];
            for (var part = 0; part < 2048; part++)
            {
                gzip.Write(zeros);
            }
        }

        return packed.ToArray();
    }

    private string LongName()
    {
        var name = $"{new string('a', 120)}/{new string('b', 120)}.yaml";
        _folder.Write(name, "image: quay.io/acme/long:1\n");
        return name;
    }

    [Fact]
    public async Task A_download_looks_into_what_it_has_written_although_only_signed_bundles_are_used_here()
    {
        await Openssl.MakeKeyAsync(_folder.Path, "a");
        Directory.CreateDirectory(_folder["trust"]);
        File.Move(_folder["a.pub"], _folder["trust", "a.pub"]);
        await PushAsync("team/operator", Layers.Gzip(("etc/a.yaml", "image: quay.io/acme/there:1\n"u8.ToArray(), false)));
        Dictionary<string, string> environment = new() { ["WSM_TRUST"] = _folder["trust"] };

        var download = await RunAsync(environment, "download", "--images", "images.txt", "--deep");
        var list = await RunAsync(environment, "list", "--deep");

        Assert.Equal((ExitCode.Done, ExitCode.Incomplete), (download.ExitCode, list.ExitCode));
        Assert.Contains("quay.io/acme/there:1", download.Output, StringComparison.Ordinal);
        Assert.Contains("is not signed", list.Error, StringComparison.Ordinal);
    }

    private async Task PushAsync(string repository, params byte[][] layers)
    {
        await TestImagesPush.PushAsync(_registry.Host, repository, "1", TestImages.FromLayers(layers));
        _folder.Write("images.txt", $"{_registry.Host}/{repository}:1\n");
    }

    private async Task<IEnumerable<string>> FoundAsync()
    {
        await WellAsync("download", "--images", "images.txt");
        var list = JsonNode.Parse((await WellAsync("list", "--deep", "-o", "json")).Output)!;
        return
        [
            .. list["components"]![0]!["candidates"]!.AsArray().Select(image => (string)image!["reference"]!).Order(StringComparer.Ordinal),
        ];
    }

    private async Task<RunResult> WellAsync(params string[] arguments)
    {
        var run = await RunAsync(arguments);
        Assert.True(run.ExitCode == ExitCode.Done, $"{string.Join(' ', arguments)}: {run.ExitCode}\n{run.Error}");
        return run;
    }

    private Task<RunResult> RunAsync(params string[] arguments) => RunAsync([], arguments);

    private Task<RunResult> RunAsync(Dictionary<string, string> environment, params string[] arguments) =>
        RunResult.OfAsync(_folder.Path, arguments, environment, TestContext.Current.CancellationToken);
}
