using Wsm.Hosting;
using Wsm.Peers;
using Wsm.Tests.Bundles;
using Wsm.Tests.Inventories;

namespace Wsm.Tests.Apply;

/// <summary><c>wsm apply DELTA</c>: what a whole download would have made, byte for byte.</summary>
public sealed class DeltaApplyTests : IAsyncLifetime
{
    private Vendor _vendor = null!;
    private ImageContent _app = null!;

    public async ValueTask InitializeAsync()
    {
        _vendor = await Vendor.StartAsync();
        _app = await _vendor.PublishAsync("team/app", "1", top: 10);
        await _vendor.PublishAsync("team/app", "2", top: 11);
        await _vendor.PublishAsync("team/tool", "1", top: 12);
        await _vendor.PublishAsync("team/gone", "1", top: 13);
        await _vendor.PublishAsync("team/new", "1", top: 14);
    }

    public ValueTask DisposeAsync() => _vendor.DisposeAsync();

    [Theory]
    [InlineData("archives")]
    [InlineData("oci")]
    public async Task An_older_bundle_and_a_delta_become_the_whole_new_bundle(string layout)
    {
        await MakeAsync(layout);

        var run = await _vendor.WellAsync("apply", "delta", "-b", "old");

        Assert.Contains("The bundle is the new one now: 3 images", run.Output);
        Assert.Equal(Snapshot.Of(_vendor.Folder["whole"]), Snapshot.Of(_vendor.Folder["old"]));
        await _vendor.WellAsync("verify", "-b", "old");
        var again = Snapshot.Of(_vendor.Folder["old"], times: true);
        await _vendor.WellAsync("apply", "delta", "-b", "old");
        Assert.Equal(again, Snapshot.Of(_vendor.Folder["old"], times: true));
    }

    [Theory]
    [InlineData("archives")]
    [InlineData("oci")]
    public async Task An_apply_that_is_killed_at_any_moment_can_be_done_again(string layout)
    {
        const int Kills = 10;
        await MakeAsync(layout);
        var random = new Random(90);

        for (var kill = 0; kill < Kills; kill++)
        {
            await WsmProcess.KillAfterAsync(
                TimeSpan.FromMilliseconds(random.Next(100, 450)),
                _vendor.Folder.Path,
                "apply",
                "delta",
                "-b",
                "old"
            );
        }

        await _vendor.WellAsync("apply", "delta", "-b", "old");

        Assert.Equal(Snapshot.Of(_vendor.Folder["whole"]), Snapshot.Of(_vendor.Folder["old"]));
    }

    [Fact]
    public async Task A_bundle_that_lacks_what_the_delta_leaves_out_is_not_touched()
    {
        await MakeAsync("archives");
        await _vendor.WellAsync("download", "--catalog", _vendor.Catalog("team/tool:1"), "-b", "lacking");
        var before = Snapshot.Of(_vendor.Folder["lacking"]);
        var middle = _app.Blobs.Single(blob => blob.Value.Length == 40_000).Key;

        var run = await _vendor.RunAsync("apply", "delta", "-b", "lacking");
        var nowhere = await _vendor.RunAsync("apply", "delta", "-b", "nowhere");

        Assert.Equal(ExitCode.Incomplete, run.ExitCode);
        Assert.Contains($"{middle} (39.1 KiB) of {_vendor.Host}/team/app:2; had by bundle test (", run.Error);
        Assert.Equal(before, Snapshot.Of(_vendor.Folder["lacking"]));
        Assert.Equal(ExitCode.Usage, nowhere.ExitCode);
        Assert.False(Directory.Exists(_vendor.Folder["nowhere"]));

        await _vendor.WellAsync("apply", "delta", "-b", "lacking", "--base", "old");
        Assert.Equal(Snapshot.Of(_vendor.Folder["whole"]), Snapshot.Of(_vendor.Folder["lacking"]));
    }

    [Fact]
    public async Task A_damaged_older_bundle_fails_and_stays_what_it_was()
    {
        await MakeAsync("archives");
        foreach (var archive in Directory.GetFiles(_vendor.Folder["old", "images"], "*.tgz", SearchOption.AllDirectories))
        {
            var bytes = File.ReadAllBytes(archive);
            bytes[150_000] ^= 8;
            File.WriteAllBytes(archive, bytes);
        }

        var before = Snapshot.Of(_vendor.Folder["old"]);
        var run = await _vendor.RunAsync("apply", "delta", "-b", "old");

        Assert.Equal(ExitCode.Failed, run.ExitCode);
        Assert.Contains("images could not be made whole; the bundle is what it was before", run.Error);
        Assert.All(before, file => Assert.Equal(file.Value, Snapshot.Of(_vendor.Folder["old"])[file.Key]));
    }

    private async Task MakeAsync(string layout)
    {
        await _vendor.WellAsync(
            "download",
            "--catalog",
            _vendor.Catalog("team/app:1", "team/tool:1", "team/gone:1"),
            "--layout",
            layout,
            "-b",
            "old"
        );
        var catalog = _vendor.Catalog("team/app:2", "team/tool:1", "team/new:1");
        await _vendor.WellAsync("download", "--have", "old", "--catalog", catalog, "-b", "delta");
        await _vendor.WellAsync("download", "--catalog", catalog, "--layout", layout, "-b", "whole");
    }
}
