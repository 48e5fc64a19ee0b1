using System.Text.Json.Nodes;
using Wsm.Hosting;
using Wsm.Peers;
using Wsm.Tests.Push;

namespace Wsm.Tests.Download;

/// <summary>Indexes as tools and people make them, not as the specification shows them.</summary>
public sealed class OddIndexTests : IAsyncLifetime
{
    private static readonly ImageContent Amd64 = TestImages.Busybox("on amd64");
    private static readonly ImageContent Arm64 = TestImages.Busybox("on arm64", "arm64");
    private static readonly ImageContent Windows2019 = TestImages.Random(19, 1000);
    private static readonly ImageContent Windows2022 = TestImages.Random(22, 1000);
    private readonly TemporaryFolder _folder = new();
    private RegistryProcess _registry = null!;

    public async ValueTask InitializeAsync() => _registry = await RegistryProcess.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _registry.DisposeAsync();
        _folder.Dispose();
    }

    /// <summary>crane takes such a child for linux/amd64, skopeo the first of them; the configuration of each says what it is.</summary>
    [Theory]
    [InlineData("linux/amd64")]
    [InlineData("linux/arm64")]
    public async Task Children_that_name_no_platform_are_asked_for_theirs(string platform)
    {
        var run = await DownloadAsync(TestImages.IndexOf((Arm64, null), (Amd64, null)), platform);

        Assert.Equal((ExitCode.Done, platform), (run.ExitCode, Locked()["platforms"]![0]!.GetValue<string>()));
        Assert.Equal((platform.EndsWith("arm64") ? Arm64 : Amd64).Digest, Locked()["digest"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_child_that_names_its_platform_goes_before_one_that_does_not()
    {
        await DownloadAsync(TestImages.IndexOf((TestImages.Busybox("other"), null), (Amd64, "linux/amd64")), "linux/amd64");

        Assert.Equal(Amd64.Digest, Locked()["digest"]!.GetValue<string>());
    }

    /// <summary>crane takes it, skopeo does not.</summary>
    [Theory]
    [InlineData(null)]
    [InlineData("linux/amd64")]
    public async Task An_index_in_an_index_is_followed(string? outer)
    {
        var inner = TestImages.IndexOf((Amd64, outer is null ? "linux/amd64" : null), (TestImages.Artifact(), "unknown/unknown"));

        var run = await DownloadAsync(
            TestImages.IndexOf((TestImages.IndexOf((Arm64, "linux/arm64")), null), (inner, outer)),
            "linux/amd64"
        );

        Assert.Equal((ExitCode.Done, Amd64.Digest), (run.ExitCode, Locked()["digest"]!.GetValue<string>()));
    }

    /// <summary>Hosts of one build of Windows do not run containers of another; skopeo takes the first and says nothing.</summary>
    [Fact]
    public async Task Of_several_builds_of_Windows_one_is_taken_and_the_others_are_named()
    {
        var index = TestImages.IndexOf((Windows2019, "windows/amd64:10.0.17763.5122"), (Windows2022, "windows/amd64:10.0.20348.2113"));

        var any = await DownloadAsync(index, "windows/amd64");
        Assert.Equal(Windows2019.Digest, Locked()["digest"]!.GetValue<string>());
        var one = await DownloadAsync(index, "windows/amd64:10.0.20348");
        Assert.Equal(Windows2022.Digest, Locked()["digest"]!.GetValue<string>());
        var all = await DownloadAsync(index, "all");

        Assert.Contains(
            "windows/amd64:10.0.17763.5122 was taken; there is also windows/amd64:10.0.20348.2113",
            any.Error,
            StringComparison.Ordinal
        );
        Assert.DoesNotContain("there is also", one.Error + all.Error, StringComparison.Ordinal);
        Assert.Equal(index.Digest, Locked()["digest"]!.GetValue<string>());
    }

    [Fact]
    public async Task An_index_of_things_that_are_no_images_is_kept_whole()
    {
        var index = TestImages.IndexOf((TestImages.Artifact("one"), null), (TestImages.Artifact("two"), null));

        var run = await DownloadAsync(index, "linux/amd64");

        Assert.Equal((ExitCode.Done, index.Digest), (run.ExitCode, Locked()["digest"]!.GetValue<string>()));
    }

    [Fact]
    public async Task What_is_not_there_is_answered_with_what_is_also_where_that_had_to_be_asked_for()
    {
        var run = await DownloadAsync(TestImages.IndexOf((Amd64, null), (Arm64, "linux/arm64")), "linux/s390x");

        Assert.Equal(ExitCode.Failed, run.ExitCode);
        Assert.Contains("there is no linux/s390x in it, only linux/arm64, linux/amd64", run.Error, StringComparison.Ordinal);
    }

    private JsonNode Locked() => JsonNode.Parse(File.ReadAllText(_folder[Path.Combine("bundle", "bundle.json")]))!["images"]![0]!;

    private async Task<RunResult> DownloadAsync(ImageContent index, string platform)
    {
        await TestImagesPush.PushAsync(_registry.Host, "odd/image", "1", index);
        if (Directory.Exists(_folder["bundle"]))
        {
            Directory.Delete(_folder["bundle"], recursive: true);
        }

        return await RunResult.OfAsync(
            "download",
            "--catalog",
            _folder.Write("catalog.yaml", ImageCatalog.Of([$"{_registry.Host}/odd/image:1"])),
            "-b",
            _folder["bundle"],
            "-p",
            platform
        );
    }
}
