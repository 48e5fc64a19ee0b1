using System.Text.Json;
using Wsm.Bundles.Locks;
using Wsm.Peers;
using Wsm.Tests.Bundles;

namespace Wsm.Tests.Verify;

/// <summary><c>wsm verify</c>, <c>download --repair</c> and <c>apply</c> on bundles that were damaged on purpose.</summary>
public sealed class VerifyTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Bundle => _folder["bundle"];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(BundleLayout.Archives, 140)]
    [InlineData(BundleLayout.Oci, 60)]
    public async Task Every_single_flipped_bit_is_found(BundleLayout layout, int flips)
    {
        await WriteAsync(layout);
        Assert.Equal(0, (await VerifyAsync()).ExitCode);
        var files = Directory
            .GetFiles(Bundle, "*", SearchOption.AllDirectories)
            .Where(path => !path.EndsWith(".wsm.lock"))
            .Order()
            .ToList();
        var random = new Random(70);
        for (var flip = 0; flip < flips; flip++)
        {
            // Small files as often as large ones: that is where structure is.
            var file = files[random.Next(files.Count)];
            var place = random.NextInt64(new FileInfo(file).Length);
            Flip(file, place, random.Next(8));
            var result = await VerifyAsync();
            Flip(file, place, 0, undo: true);

            // The lock itself may be so damaged that it is no lock at all.
            Assert.True(
                result.ExitCode == 3 || (file.EndsWith("bundle.json") && result.ExitCode == 2),
                $"bit of byte {place} of {file}: {result}"
            );
        }

        Assert.Equal(0, (await VerifyAsync()).ExitCode);
    }

    [Fact]
    public async Task What_is_missing_unexpected_or_cut_off_is_named()
    {
        await WriteAsync(BundleLayout.Archives);
        File.Delete(Path.Combine(Bundle, "images/docker.io/library/a/1.tgz"));
        using (var cut = File.OpenHandle(Path.Combine(Bundle, "images/docker.io/library/b/1.tgz"), FileMode.Open, FileAccess.Write))
        {
            RandomAccess.SetLength(cut, 100_000);
        }

        _folder.Write("bundle/images/mine.txt", "hello");

        var result = await VerifyAsync("-o", "json");

        Assert.Equal(3, result.ExitCode);
        var findings = JsonDocument
            .Parse(result.Output)
            .RootElement.GetProperty("findings")
            .EnumerateArray()
            .Select(finding => $"{finding.GetProperty("kind")} {finding.GetProperty("file")}")
            .Distinct();
        Assert.Equal(
            ["missing images/docker.io/library/a/1.tgz", "damaged images/docker.io/library/b/1.tgz", "unexpected images/mine.txt"],
            findings
        );
    }

    [Theory]
    [InlineData("archives")]
    [InlineData("oci")]
    public async Task A_damaged_bundle_is_mended_with_what_it_asks_for_and_nothing_more(string layout)
    {
        await using var registry = await RegistryProcess.StartAsync();
        var (big, damaged) = (TestImages.Random(71, 3_000_000, 400_000), TestImages.Random(72, 50_000, 60_000));
        await TestImagesPush.PushAsync(registry.Host, "big", "1", big);
        await TestImagesPush.PushAsync(registry.Host, "damaged", "1", damaged);
        var catalog = _folder.Write("catalog.yaml", ImageCatalog.Of([$"{registry.Host}/big:1", $"{registry.Host}/damaged:1"]));
        Assert.Equal(0, (await RunAsync("download", "--catalog", catalog, "--layout", layout)).ExitCode);
        var before = Snapshot.Of(Bundle);
        foreach (
            var file in Directory
                .GetFiles(Path.Combine(Bundle, "images"), "*", SearchOption.AllDirectories)
                .Where(path => new FileInfo(path).Length is > 350_000 and < 450_000 or > 3_300_000)
        )
        {
            Flip(file, new FileInfo(file).Length - 100_000, 3);
        }

        var found = await VerifyAsync("--repair-request", "need.json");
        var fetched = await RunAsync("download", "--repair", "need.json", "-b", "repair");
        var applied = await RunAsync("apply", "repair");
        var verified = await VerifyAsync();

        Assert.Equal((3, 0, 0, 0), (found.ExitCode, fetched.ExitCode, applied.ExitCode, verified.ExitCode));
        Assert.Equal(before, Snapshot.Of(Bundle));
        var carried = Directory.GetFiles(_folder["repair"], "*", SearchOption.AllDirectories).Sum(file => new FileInfo(file).Length);
        Assert.InRange(carried, 400_000, 420_000);
    }

    [Fact]
    public async Task An_apply_that_is_killed_at_any_moment_can_be_done_again()
    {
        const int Kills = 20;
        await WriteAsync(BundleLayout.Archives);
        var before = Snapshot.Of(Bundle);
        FolderCopy.Make(Bundle, _folder["good"]);
        foreach (var file in Directory.GetFiles(Path.Combine(Bundle, "images"), "*.tgz", SearchOption.AllDirectories))
        {
            Flip(file, new FileInfo(file).Length / 2, 3);
        }

        var random = new Random(73);

        for (var kill = 0; kill < Kills; kill++)
        {
            await WsmProcess.KillAfterAsync(TimeSpan.FromMilliseconds(random.Next(50, 600)), _folder.Path, "apply", "good");
        }

        var applied = await RunAsync("apply", "good");

        Assert.Equal(0, applied.ExitCode);
        Assert.Equal(before, Snapshot.Of(Bundle));
    }

    private async Task WriteAsync(BundleLayout layout)
    {
        var source = new MemorySource();
        var shared = new byte[300_000];
        new Random(74).NextBytes(shared);
        var images = new[]
        {
            await source.PlanAsync("a:1", TestImages.FromLayers([shared, [1, 2, 3]]), layout),
            await source.PlanAsync(
                "b:1",
                TestImages.FromLayers([
                    [4],
                    shared,
                ]),
                layout
            ),
            await source.PlanAsync("c:1", TestImages.MultiPlatform(), layout),
        };
        Assert.True((await MemorySource.WriteAsync(MemorySource.Order(Bundle, images, layout))).IsFinished);
    }

    private Task<RunResult> VerifyAsync(params string[] arguments) => RunAsync(["verify", .. arguments]);

    private Task<RunResult> RunAsync(params string[] arguments) => RunResult.OfAsync(_folder.Path, arguments);

    private byte _original;

    private void Flip(string file, long place, int bit, bool undo = false)
    {
        using var handle = File.OpenHandle(file, FileMode.Open, FileAccess.ReadWrite);
        var value = new byte[1];
        if (!undo)
        {
            RandomAccess.Read(handle, value, place);
            _original = value[0];
        }

        RandomAccess.Write(handle, [undo ? _original : (byte)(_original ^ 1 << bit)], place);
    }
}
