using System.Text.Json;
using Wsm.Peers;
using Wsm.Tests.Bundles;

namespace Wsm.Tests.Download;

/// <summary><c>wsm download</c> from a real docker-registry.</summary>
public sealed class DownloadTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private RegistryProcess _registry = null!;

    private string Bundle => _folder["bundle"];

    public async ValueTask InitializeAsync() => _registry = await RegistryProcess.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _registry.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Every_kind_of_image_arrives_and_every_tool_reads_its_archive()
    {
        var images = new Dictionary<string, ImageContent>
        {
            ["plain"] = TestImages.Busybox(),
            ["many"] = TestImages.MultiPlatform(),
            ["layers"] = TestImages.ManyLayers(),
            ["config"] = TestImages.LargeConfig(),
            ["zstd"] = TestImages.Zstd(),
            ["note"] = TestImages.Artifact(),
        };
        foreach (var (name, image) in images)
        {
            await TestImagesPush.PushAsync(_registry.Host, "team/" + name, "1", image);
        }

        var result = await RunAsync([.. images.Keys.Select(name => $"team/{name}:1")]);

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.EndsWith("  Done! Installed 6 packages.\n", result.Output);
        foreach (var (name, image) in images)
        {
            var archive = Archive($"team/{name}/1.tgz");
            await Tool.RunAsync("gzip", ["--test", archive]);
            var listed = await Tool.RunAsync("tar", ["tzf", archive]);
            Assert.Contains("index.json\n", listed.Output);
            if (name == "note")
            {
                continue;
            }

            var inspected = await Tool.RunAsync("skopeo", ["inspect", "--raw", $"oci-archive:{archive}"]);
            var expected = name == "many" ? image.Children.Values.First().Bytes : image.Root;
            Assert.Equal(System.Text.Encoding.UTF8.GetString(expected), inspected.Output);
        }
    }

    [Fact]
    public async Task All_platforms_keep_the_index_and_a_pinned_index_stays_whole()
    {
        var image = TestImages.MultiPlatform();
        await TestImagesPush.PushAsync(_registry.Host, "many", "1", image);

        await RunAsync(["many:1", $"many@{image.Digest}"], "-p", "all");

        using var bundle = Wsm.Bundles.Reading.Bundle.Open(Bundle);
        Assert.All(bundle.Images, read => Assert.Equal(image.Digest, read.Root.ToString()));
        Assert.Equal(["linux/amd64", "linux/arm64"], bundle.Images[0].Entry.Platforms);
        Assert.True(File.Exists(Archive($"many/sha256-{image.Digest[7..]}.tgz")));
        await Tool.RunAsync("skopeo", ["copy", "--all", $"oci-archive:{Archive("many/1.tgz")}", $"dir:{_folder["copy"]}"]);
    }

    [Fact]
    public async Task A_platform_that_an_image_lacks_is_named_with_those_it_has()
    {
        await TestImagesPush.PushAsync(_registry.Host, "many", "1", TestImages.MultiPlatform());

        var result = await RunAsync(["many:1"], "-p", "linux/s390x");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("no linux/s390x in it, only linux/amd64, linux/arm64", result.Error);
    }

    [Fact]
    public async Task An_image_for_another_platform_alone_is_taken_and_said()
    {
        await TestImagesPush.PushAsync(_registry.Host, "arm", "1", TestImages.Busybox("arm", "arm64"));
        await TestImagesPush.PushAsync(_registry.Host, "here", "1", TestImages.Busybox());

        var result = await RunAsync(["arm:1", "here:1"]);

        Assert.Equal(0, result.ExitCode);
        Assert.Contains("arm:1: the image is published for linux/arm64 alone, not for linux/amd64", result.Error);
        Assert.DoesNotContain("here:1", result.Error);
    }

    [Fact]
    public async Task A_missing_tag_fails_alone_and_the_next_run_goes_on()
    {
        await TestImagesPush.PushAsync(_registry.Host, "here", "1", TestImages.Busybox());

        var first = await RunAsync(["here:1", "gone:1"]);
        await TestImagesPush.PushAsync(_registry.Host, "gone", "1", TestImages.Busybox("late"));
        var second = await RunAsync(["here:1", "gone:1"]);

        Assert.Equal(1, first.ExitCode);
        Assert.Contains("gone:1", first.Error);
        Assert.True(File.Exists(Archive("here/1.tgz")));
        Assert.Equal(0, second.ExitCode);
        Assert.Contains("were kept from before", Assert.Single(second.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries)));
    }

    [Fact]
    public async Task The_lock_decides_when_a_tag_has_moved_until_an_update_is_asked_for()
    {
        var (before, after) = (TestImages.Busybox("before"), TestImages.Busybox("after"));
        await TestImagesPush.PushAsync(_registry.Host, "app", "1", before);
        await RunAsync(["app:1"]);
        await TestImagesPush.PushAsync(_registry.Host, "app", "1", after);

        var kept = await RunAsync(["app:1"]);
        var keptRoot = Root();
        var updated = await RunAsync(["app:1"], "--update");

        Assert.Equal(0, kept.ExitCode);
        Assert.Contains("has moved", kept.Error);
        Assert.Equal(before.Digest, keptRoot);
        Assert.Equal(0, updated.ExitCode);
        Assert.Contains("were kept from before", Assert.Single(updated.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries)));
        Assert.Equal(after.Digest, Root());
    }

    [Fact]
    public async Task A_second_run_changes_nothing_even_without_the_registry()
    {
        await TestImagesPush.PushAsync(_registry.Host, "app", "1", TestImages.Busybox());
        await RunAsync(["app:1"]);
        var before = Snapshot.Of(Bundle, times: true);

        var again = await RunAsync(["app:1"]);

        Assert.Equal((0, ""), (again.ExitCode, again.Error));
        Assert.Equal(before, Snapshot.Of(Bundle, times: true));
    }

    [Fact]
    public async Task Signatures_travel_along_when_asked_for()
    {
        var image = TestImages.Busybox();
        await TestImagesPush.PushAsync(_registry.Host, "app", "1", image);
        await TestImagesPush.PushAsync(_registry.Host, "app", $"sha256-{image.Digest[7..]}.sig", TestImages.Artifact("signature", image));

        await RunAsync(["app:1"], "--referrers");

        using var bundle = Wsm.Bundles.Reading.Bundle.Open(Bundle);
        Assert.Equal(2, bundle.Images.Count);
        Assert.Equal($"{_registry.Host}/app:1", bundle.Images[1].Entry.ReferrerOf);
    }

    [Fact]
    public async Task One_layout_holds_all_images_and_skopeo_reads_each_by_name()
    {
        await TestImagesPush.PushAsync(_registry.Host, "a", "1", TestImages.Busybox("a"));
        await TestImagesPush.PushAsync(_registry.Host, "b", "1", TestImages.Busybox("b"));

        var result = await RunAsync(["a:1", "b:1"], "--layout", "oci");

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        var inspected = await Tool.RunAsync("skopeo", ["inspect", $"oci:{Path.Combine(Bundle, "images")}:{_registry.Host}/b:1"]);
        Assert.Contains(TestImages.Busybox("b").Digest, inspected.Output);
        Assert.Equal(6, Directory.GetFiles(Path.Combine(Bundle, "images", "blobs", "sha256")).Length - 2);
    }

    [Fact]
    public async Task Events_are_one_JSON_object_a_line()
    {
        await TestImagesPush.PushAsync(_registry.Host, "app", "1", TestImages.Busybox());

        var result = await RunAsync(["app:1"], "-o", "json");

        var kinds = result
            .Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonDocument.Parse(line).RootElement.GetProperty("kind").GetString())
            .ToList();
        Assert.Equal("started", kinds[0]);
        Assert.Equal("done", kinds[^1]);
        Assert.Contains("finished", kinds);
    }

    [Fact]
    public async Task Docker_containerd_and_podman_load_the_archives_and_run_them()
    {
        await TestImagesPush.PushAsync(_registry.Host, "app", "1", TestImages.Busybox("from the archive"));
        await TestImagesPush.PushAsync(_registry.Host, "many", "1", TestImages.MultiPlatform("one of many"));
        await RunAsync(["app:1"]);
        await RunAsync(["app:1", "many:1"], "-p", "all");
        await using var docker = await DockerEngine.StartAsync();

        Assert.Contains($"{_registry.Host}/app:1", await docker.RunAsync("load", "-i", Archive("app/1.tgz")));
        await docker.RunAsync("load", "-i", Archive("many/1.tgz"));

        Assert.Equal("from the archive\n", await docker.RunAsync("run", "--rm", "--network", "none", $"{_registry.Host}/app:1"));
        Assert.Equal("one of many\n", await docker.RunAsync("run", "--rm", "--network", "none", $"{_registry.Host}/many:1"));
        foreach (var name in new[] { "app", "many" })
        {
            await Tool.RunAsync(
                "sh",
                ["-c", "zcat \"$1\" | ctr -a \"$2\" -n test images import -", "sh", Archive($"{name}/1.tgz"), docker.ContainerdSocket]
            );
            var imported = await Tool.RunAsync("ctr", ["-a", docker.ContainerdSocket, "-n", "test", "images", "ls", "-q"]);
            Assert.Contains($"{_registry.Host}/{name}:1\n", imported.Output);
        }

        var storage = new[] { "--root", _folder["podman"], "--runroot", _folder["run"], "--storage-driver", "vfs" };
        var loaded = await Tool.RunAsync("podman", [.. storage, "load", "-i", Archive("app/1.tgz")]);
        Assert.Contains($"{_registry.Host}/app:1", loaded.Output);
    }

    private string Root()
    {
        using var bundle = Wsm.Bundles.Reading.Bundle.Open(Bundle);
        return bundle.Images[0].Root.ToString();
    }

    private string Archive(string name) => Path.Combine(Bundle, "images", _registry.Host.Replace(':', '_'), name);

    private Task<RunResult> RunAsync(string[] images, params string[] arguments)
    {
        var catalog = _folder.Write("catalog.yaml", ImageCatalog.Of(images.Select(image => $"{_registry.Host}/{image}")));
        return RunResult.OfAsync(_folder.Path, ["download", "--catalog", catalog, .. arguments]);
    }
}
