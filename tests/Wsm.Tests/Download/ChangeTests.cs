using Wsm.Bundles.Contents;
using Wsm.Bundles.Files;
using Wsm.Bundles.Locks;
using Wsm.Bundles.Writing;
using Wsm.Commands.Download;
using Wsm.Oci.References;
using Wsm.Oci.Registry;
using Wsm.Oci.Registry.Options;
using Wsm.Peers;
using Wsm.Product.Catalogs;
using Wsm.Product.Resolving;
using Wsm.Tests.Bundles;

namespace Wsm.Tests.Download;

/// <summary>A download that broke off is continued with another order: what it left serves the new one too.</summary>
public sealed class ChangeTests : IAsyncLifetime
{
    private const int BreaksAt = 700_000;

    /// <summary>The last blocks of what was being written when the line broke: one for each blob that it broke for.</summary>
    private const int Slack = 4 * 65_535;

    private readonly TemporaryFolder _folder = new();
    private RegistryProcess _registry = null!;
    private FaultProxy _line = null!;
    private bool _breaks;

    public async ValueTask InitializeAsync()
    {
        var (shared, only, other) = (
            TestImages.Random(70, 1_500_000),
            TestImages.Random(71, 90_000),
            TestImages.Random(72, 1_200_000, 30_000)
        );
        _registry = await RegistryProcess.StartAsync();
        _line = new FaultProxy(_registry.Host, (request, reply) =>
        {
            if (!_breaks || !request.Path.Contains("/blobs/"))
            {
                return reply;
            }

            if (request["Range"] is not null)
            {
                return Reply.Reset;
            }

            return reply.Body.Length > BreaksAt ? reply with { ResetAfter = BreaksAt } : reply;
        });
        await TestImagesPush.PushAsync(_registry.Host, "old", "1", TestImages.FromLayers([Largest(shared), Largest(only)]));
        await TestImagesPush.PushAsync(_registry.Host, "new", "1", TestImages.FromLayers([Largest(other), Largest(shared)]));
        await TestImagesPush.PushAsync(_registry.Host, "both", "1", other);
        await TestImagesPush.PushAsync(_registry.Host, "many", "1", TestImages.MultiPlatform());
    }

    public async ValueTask DisposeAsync()
    {
        await _line.DisposeAsync();
        await _registry.DisposeAsync();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(BundleLayout.Archives)]
    [InlineData(BundleLayout.Oci)]
    public async Task Other_platforms_take_over_what_an_unfinished_download_has(BundleLayout layout)
    {
        var whole = await RunAsync("undisturbed", layout, "all", "many", "both");
        var broken = await BreakAsync(layout, "linux/amd64", "many", "both");

        var continued = await RunAsync("changed", layout, "all", "many", "both");

        Assert.True(continued.IsFinished);
        Assert.InRange(broken.Fetched + continued.Fetched, whole.Fetched, whole.Fetched + Slack);
        Assert.Equal(Snapshot.Of(_folder["undisturbed"]), Snapshot.Of(_folder["changed"]));
    }

    [Theory]
    [InlineData(BundleLayout.Archives)]
    [InlineData(BundleLayout.Oci)]
    public async Task Another_set_of_images_takes_over_what_an_unfinished_download_has(BundleLayout layout)
    {
        var before = await RunAsync("before", layout, "linux/amd64", "old", "both");
        var whole = await RunAsync("undisturbed", layout, "linux/amd64", "new", "both");
        var broken = await BreakAsync(layout, "linux/amd64", "old", "both");

        var continued = await RunAsync("changed", layout, "linux/amd64", "new", "both");

        // What both sets hold comes once over both runs; the older set's own small layer and configuration are lost.
        Assert.True(continued.IsFinished);
        Assert.InRange(broken.Fetched + continued.Fetched, whole.Fetched, whole.Fetched + before.Fetched - 2_700_000 + Slack);
        Assert.Equal(Snapshot.Of(_folder["undisturbed"]), Snapshot.Of(_folder["changed"]));
    }

    [Theory]
    [InlineData(BundleLayout.Archives)]
    [InlineData(BundleLayout.Oci)]
    public async Task A_finished_bundle_that_gets_another_set_of_images_keeps_nothing_of_the_old(BundleLayout layout)
    {
        await RunAsync("undisturbed", layout, "linux/amd64", "new", "both");
        await RunAsync("changed", layout, "linux/amd64", "old", "both");

        Assert.True((await RunAsync("changed", layout, "linux/amd64", "new", "both")).IsFinished);

        Assert.Equal(Snapshot.Of(_folder["undisturbed"]), Snapshot.Of(_folder["changed"]));
        Assert.DoesNotContain(Directory.EnumerateDirectories(_folder["changed"], "*", SearchOption.AllDirectories), folder =>
            !Directory.EnumerateFileSystemEntries(folder).Any()
        );
    }

    [Theory]
    [InlineData(BundleLayout.Archives)]
    [InlineData(BundleLayout.Oci)]
    public async Task What_a_killed_run_left_of_an_older_plan_goes_with_the_next_run_and_other_files_stay(BundleLayout layout)
    {
        await RunAsync("changed", layout, "linux/amd64", "both");
        var finished = Snapshot.Of(_folder["changed"]);
        await RunAsync("old", layout, "linux/amd64", "old");
        foreach (
            var file in Directory
                .EnumerateFiles(_folder["old", "images"], "*", SearchOption.AllDirectories)
                .Where(file => !file.EndsWith(".json", StringComparison.Ordinal) && !file.EndsWith("oci-layout", StringComparison.Ordinal))
        )
        {
            // A blob that is whole, one that was begun, and an archive that was begun: no lock names any of them.
            var target = Path.Combine(_folder["changed"], Path.GetRelativePath(_folder["old"], file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            if (layout == BundleLayout.Oci && !File.Exists(target))
            {
                File.Copy(file, target);
            }

            File.Copy(file, target + ".partial");
        }

        _folder.Write("changed/images/mine.txt", "mine");

        Assert.Equal(0, (await RunAsync("changed", layout, "linux/amd64", "both")).Fetched);

        Assert.Equal("mine", File.ReadAllText(_folder["changed", "images", "mine.txt"]));
        File.Delete(_folder["changed", "images", "mine.txt"]);
        Assert.Equal(finished, Snapshot.Of(_folder["changed"]));
    }

    private static byte[] Largest(ImageContent image) => image.Blobs.Values.MaxBy(blob => blob.Length)!;

    private async Task<BundleReport> BreakAsync(BundleLayout layout, string platform, params string[] images)
    {
        _breaks = true;
        var report = await RunAsync("changed", layout, platform, images);
        _breaks = false;
        Assert.NotEmpty(report.Failed);
        Assert.True(report.Fetched >= BreaksAt);
        return report;
    }

    private async Task<BundleReport> RunAsync(string folder, BundleLayout layout, string platform, params string[] images)
    {
        using var client = new RegistryClient(
            new RegistryOptions
            {
                Retry = new RetryOptions { BaseDelay = TimeSpan.FromMilliseconds(1), MaxRetries = 2 },
            }
        );
        var resolved = images.Select(name => new ResolvedImage(ImageReference.Parse($"{_line.Host}/{name}:1"), [])).ToList();
        var set = new ImageSet(
            "test",
            "Test",
            [
                new ResolvedComponent
                {
                    Name = "test",
                    Title = "Test",
                    Images = resolved,
                },
            ]
        );
        var request = new DownloadRequest
        {
            Set = set,
            Folder = _folder[folder],
            Platforms = PlatformChoice.Parse([platform]),
            Layout = layout,
        };
        return await new Downloader(client, new Progress<TransferEvent>()).RunAsync(request, CancellationToken.None);
    }
}
