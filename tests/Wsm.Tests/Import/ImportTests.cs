using System.Text.Json;
using Wsm.Hosting;
using Wsm.Peers;
using Wsm.Tests.Push;
using Wsm.Tests.Serve;

namespace Wsm.Tests.Import;

/// <summary>Archives that skopeo made, in every packing; docker's own are in <see cref="DockerImportTests"/>.</summary>
public sealed class ImportTests : IDisposable
{
    private readonly ForeignArchives _archives = new();

    public void Dispose() => _archives.Dispose();

    [Theory]
    [InlineData("")]
    [InlineData(".gz")]
    [InlineData(".zst")]
    [InlineData(".xz")]
    [InlineData(".bz2")]
    [InlineData(".zip")]
    public async Task An_OCI_archive_keeps_its_digest_however_it_is_packed(string ending)
    {
        var image = TestImages.MultiPlatform();
        var file = await _archives.MakeAsync(image, "oci-archive", "vendor.tar", "example.com/team/many:1");
        var packed = ending.Length == 0 ? file : await ForeignArchives.CompressAsync(file, ending);

        var run = await _archives.WellAsync("import", packed);

        Assert.Contains("✓ example.com/team/many:1", run.Output);
        Assert.Contains("Imported 1 image.", run.Output);
        Assert.Contains($"the digest is that of {packed}", run.Error);
        Assert.Equal(image.Digest, Assert.Contains("example.com/team/many:1", await _archives.HeldAsync()));
    }

    [Fact]
    public async Task What_docker_archives_lack_is_made_anew_and_said_and_goes_to_a_registry_that_gives_the_layers_back()
    {
        var file = await _archives.MakeAsync(TestImages.Busybox("old"), "docker-archive", "old.tar", "docker.io/team/old:2");

        var run = await _archives.WellAsync("import", file);

        Assert.Contains($"docker.io/team/old:2: the manifest was made anew, because {file} has none", run.Error);
        var digest = Assert.Contains("docker.io/team/old:2", await _archives.HeldAsync());
        var again = await _archives.WellAsync("import", file, "-b", "again");
        Assert.Contains(digest, again.Error);
        await using var registry = await RunningRegistry.StartAsync();
        await _archives.WellAsync("push", "--registry", registry.Host);
        await _archives.WellAsync("check", "--registry", registry.Host);
        await Tool.RunAsync(
            "skopeo",
            [
                "copy",
                "--src-tls-verify=false",
                $"docker://{registry.Host}/team/old:2",
                $"docker-archive:{_archives["back.tar"]}:docker.io/team/old:2",
            ]
        );
        Assert.Equal(await ConfigOfAsync(file), await ConfigOfAsync(_archives["back.tar"]));
    }

    [Fact]
    public async Task A_layout_in_a_folder_a_file_in_a_zip_and_archives_in_an_archive_are_found()
    {
        var (one, two, three) = (TestImages.Busybox("one"), TestImages.Busybox("two"), TestImages.Busybox("three"));
        var layout = await _archives.MakeAsync(one, "oci", "layout", "example.com/one:1");
        var second = await _archives.MakeAsync(two, "oci-archive", "two.tar", "example.com/two:1");
        var third = await _archives.MakeAsync(three, "oci-archive", "three.tar", "example.com/three:1");
        await ForeignArchives.CompressAsync(third, ".zst");
        await Tool.RunAsync("tar", ["czf", "both.tar.gz", "two.tar", "three.tar.zst"], _archives.Path);

        await _archives.WellAsync("import", layout, "both.tar.gz");

        Assert.Equal(
            new Dictionary<string, string>
            {
                ["example.com/one:1"] = one.Digest,
                ["example.com/three:1"] = three.Digest,
                ["example.com/two:1"] = two.Digest,
            },
            (await _archives.HeldAsync()).OrderBy(held => held.Key, StringComparer.Ordinal)
        );
    }

    [Fact]
    public async Task An_xz_file_of_several_streams_is_read_to_its_end()
    {
        var image = TestImages.Busybox("xz");
        var file = await _archives.MakeAsync(image, "oci-archive", "a.tar", "example.com/xz:1");
        var bytes = await File.ReadAllBytesAsync(file, Cancellation);
        await File.WriteAllBytesAsync(_archives["1"], bytes[..100_000], Cancellation);
        await File.WriteAllBytesAsync(_archives["2"], bytes[100_000..], Cancellation);
        await Tool.RunAsync("sh", ["-c", "xz 1 2 && cat 1.xz 2.xz >both.xz"], _archives.Path);

        await _archives.WellAsync("import", "both.xz");

        Assert.Equal(image.Digest, (await _archives.HeldAsync())["example.com/xz:1"]);
    }

    [Fact]
    public async Task An_image_without_a_name_is_named_by_the_person_or_refused()
    {
        var image = TestImages.Busybox("nameless");
        var tagged = await _archives.MakeAsync(image, "oci-archive", "tagged.tar", "1.5");
        var nameless = await _archives.MakeAsync(image, "oci-archive", "nameless.tar", "");

        var refused = await _archives.RunAsync("import", tagged);
        await _archives.WellAsync("import", tagged, "--as", "example.com/team/app");
        await _archives.WellAsync("import", nameless, "--as", "example.com/team/app:other");

        Assert.Equal(ExitCode.Usage, refused.ExitCode);
        Assert.Contains("has only a tag there, 1.5", refused.Error);
        Assert.Contains("--as REFERENCE", refused.Error);
        Assert.Equal(
            ["example.com/team/app:1.5", "example.com/team/app:other"],
            (await _archives.HeldAsync()).Keys.Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public async Task A_bundle_keeps_what_it_has_and_what_is_replaced_is_said()
    {
        using var bundle = await SampleBundle.MakeAsync(
            new Dictionary<string, ImageContent> { ["team/app:1.0"] = TestImages.Busybox("app") }
        );
        var own = $"{bundle.Upstream}/team/app:1.0";
        var (one, other) = (TestImages.Busybox("one"), TestImages.Busybox("other"));
        var first = await _archives.MakeAsync(one, "oci-archive", "first.tar", "example.com/extra:1");
        var second = await _archives.MakeAsync(other, "oci-archive", "second.tar", "example.com/extra:1");

        await _archives.WellAsync("import", first, "-b", bundle.Folder);
        var same = await _archives.WellAsync("import", first, "-b", bundle.Folder);
        var replacing = await _archives.WellAsync("import", second, "-b", bundle.Folder);

        Assert.DoesNotContain("replaces", same.Error);
        Assert.Contains($"example.com/extra:1 replaces {one.Digest}", replacing.Error);
        var held = await _archives.HeldAsync(bundle.Folder);
        Assert.Equal((bundle.Images["team/app:1.0"].Digest, other.Digest, 2), (held[own], held["example.com/extra:1"], held.Count));
        var report = await _archives.WellAsync("report", "-b", bundle.Folder, "-o", "html");
        Assert.Contains("second.tar", report.Output);
    }

    [Fact]
    public async Task One_layout_for_all_and_a_choice_of_platforms_are_to_be_had()
    {
        var file = await _archives.MakeAsync(TestImages.MultiPlatform(), "oci-archive", "many.tar", "example.com/many:1");

        var run = await _archives.WellAsync("import", file, "--layout", "oci", "-p", "linux/arm64", "-o", "json");

        var last = JsonDocument.Parse(run.Output.Trim().Split('\n')[^1]).RootElement;
        var image = last.GetProperty("images")[0];
        Assert.Equal("done", last.GetProperty("kind").GetString());
        Assert.Equal(TestImages.MultiPlatform().Digest, image.GetProperty("chosenFrom").GetString());
        Assert.False(image.GetProperty("isMadeAnew").GetBoolean());
        Assert.Equal(image.GetProperty("digest").GetString(), (await _archives.HeldAsync())["example.com/many:1"]);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static async Task<string> ConfigOfAsync(string archive) =>
        (await Tool.RunAsync("skopeo", ["inspect", "--config", "--raw", $"docker-archive:{archive}"])).Output;
}
