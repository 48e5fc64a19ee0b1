using System.Text.Json;
using Wsm.Bundles.Inventories;
using Wsm.Bundles.Reading;
using Wsm.Hosting;
using Wsm.Tests.Bundles;
using Wsm.Tests.Inventories;

namespace Wsm.Tests.Download;

/// <summary><c>wsm download --have</c>: what the receiver has neither travels nor is fetched.</summary>
public sealed class DeltaDownloadTests : IAsyncLifetime
{
    private Vendor _vendor = null!;
    private IReadOnlyList<string> _new = [];

    public async ValueTask InitializeAsync()
    {
        _vendor = await Vendor.StartAsync();
        var old = await _vendor.PublishAsync("team/app", "1", top: 10);
        var changed = await _vendor.PublishAsync("team/app", "2", top: 11);
        await _vendor.PublishAsync("team/tool", "1", top: 12);
        _new = [.. changed.Blobs.Keys.Except(old.Blobs.Keys).Order(StringComparer.Ordinal)];
        await _vendor.WellAsync("download", "--catalog", _vendor.Catalog("team/app:1", "team/tool:1"), "-b", "month1");
        _vendor.TakeFetched();
    }

    public ValueTask DisposeAsync() => _vendor.DisposeAsync();

    [Theory]
    [InlineData("month1")]
    [InlineData("month1/bundle.json")]
    [InlineData("have.json")]
    [InlineData("have.txt")]
    public async Task Exactly_what_is_new_is_fetched_and_carried_whatever_the_receiver_sent(string have)
    {
        await _vendor.WellAsync("inventory", "-b", "month1", "--out", "have.json");
        await _vendor.WellAsync("inventory", "-b", "month1", "-o", "text", "--out", "have.txt");

        var run = await _vendor.WellAsync(
            "download",
            "--have",
            have,
            "--catalog",
            _vendor.Catalog("team/app:2", "team/tool:1"),
            "-b",
            "delta"
        );

        Assert.Equal(2, _new.Count);
        Assert.Equal(_new, _vendor.TakeFetched());
        Assert.Equal(_new, _vendor.BlobsIn("delta"));
        Assert.Contains("5 blobs (381 KiB) were left out: the receiver has them.", run.Error);
        var written = File.ReadAllText(_vendor.Folder["delta", "bundle.json"]);
        Assert.Equal([], SchemaCheck.Problems(written, "bundle/bundle.schema.json"));
        Assert.Contains("\"format\": 2,", written);
    }

    [Fact]
    public async Task Manifests_travel_also_of_images_that_have_nothing_new()
    {
        await _vendor.WellAsync("download", "--have", "month1", "--catalog", _vendor.Catalog("team/tool:1"), "-b", "delta");

        using var delta = Bundle.Open(_vendor.Folder["delta"]);

        Assert.Empty(_vendor.BlobsIn("delta"));
        Assert.Equal(delta.Images[0].Root, delta.Images[0].ReadManifest(delta.Images[0].Root).Digest);
        Assert.Equal(4, delta.Images[0].Entry.Contents.Count(content => delta.Images[0].IsAbsent(content.Digest)));
    }

    [Fact]
    public async Task A_bundle_and_its_inventory_make_the_same_delta()
    {
        string[] download = ["download", "--catalog", _vendor.Catalog("team/app:2", "team/tool:1"), "--have"];
        await _vendor.WellAsync([.. download, "month1", "-b", "one"]);
        await _vendor.WellAsync("inventory", "-b", "month1", "--out", "have.json");

        await _vendor.WellAsync([.. download, "have.json", "-b", "two"]);

        Assert.Equal(Snapshot.Of(_vendor.Folder["one"]), Snapshot.Of(_vendor.Folder["two"]));
    }

    [Fact]
    public async Task Another_inventory_in_a_later_run_adds_what_is_lacking_and_takes_away_what_is_not()
    {
        var catalog = _vendor.Catalog("team/app:2", "team/tool:1");
        await _vendor.WellAsync("download", "--catalog", _vendor.Catalog("team/tool:1"), "-b", "tool");
        await _vendor.WellAsync("download", "--catalog", _vendor.Catalog("team/app:2"), "-b", "app");
        foreach (var have in (string[])["month1", "tool", "app", "month1"])
        {
            await _vendor.WellAsync("download", "--have", have, "--catalog", catalog, "-b", "delta");
            await _vendor.WellAsync("download", "--have", have, "--catalog", catalog, "-b", $"fresh-{have}");

            Assert.Equal(Snapshot.Of(_vendor.Folder[$"fresh-{have}"]), Snapshot.Of(_vendor.Folder["delta"]));
            await _vendor.WellAsync("verify", "-b", "delta");
        }
    }

    [Fact]
    public async Task A_delta_that_broke_off_is_gone_on_with_also_by_another_inventory()
    {
        var catalog = _vendor.Catalog("team/app:2", "team/tool:1");
        await _vendor.WellAsync("download", "--catalog", _vendor.Catalog("team/tool:1"), "-b", "tool");
        foreach (var (first, then) in ((string, string)[])[("month1", "month1"), ("tool", "month1"), ("month1", "tool")])
        {
            _vendor.Breaks = true;
            var broken = await _vendor.RunAsync("download", "--have", first, "--catalog", catalog, "-b", $"{first}-{then}");
            _vendor.Breaks = false;
            Assert.Equal(ExitCode.Failed, broken.ExitCode);
            Assert.True(File.Exists(_vendor.Folder[$"{first}-{then}", "bundle.json.partial"]));

            await _vendor.WellAsync("download", "--have", then, "--catalog", catalog, "-b", $"{first}-{then}");
            await _vendor.WellAsync("download", "--have", then, "--catalog", catalog, "-b", $"fresh-{then}");
            Assert.Equal(Snapshot.Of(_vendor.Folder[$"fresh-{then}"]), Snapshot.Of(_vendor.Folder[$"{first}-{then}"]));
        }
    }

    [Fact]
    public async Task Without_have_a_delta_is_completed()
    {
        var catalog = _vendor.Catalog("team/app:2", "team/tool:1");
        await _vendor.WellAsync("download", "--have", "month1", "--catalog", catalog, "-b", "delta");

        await _vendor.WellAsync("download", "--catalog", catalog, "--layout", "oci", "-b", "delta");
        await _vendor.WellAsync("download", "--catalog", catalog, "--layout", "oci", "-b", "whole");

        Assert.Equal(Snapshot.Of(_vendor.Folder["whole"]), Snapshot.Of(_vendor.Folder["delta"]));
    }

    [Fact]
    public async Task A_whole_bundle_is_never_made_a_delta_of_and_archives_are_refused()
    {
        var before = Snapshot.Of(_vendor.Folder["month1"]);
        var catalog = _vendor.Catalog("team/app:2");

        var overwritten = await _vendor.RunAsync("download", "--have", "month1", "--catalog", catalog, "-b", "month1");
        var archives = await _vendor.RunAsync("download", "--have", "month1", "--layout", "archives", "--catalog", catalog, "-b", "delta");

        Assert.Equal((ExitCode.Usage, ExitCode.Usage), (overwritten.ExitCode, archives.ExitCode));
        Assert.Contains("a delta needs a folder of its own", overwritten.Error);
        Assert.Contains("docker can load", archives.Error);
        Assert.Equal(before, Snapshot.Of(_vendor.Folder["month1"]));
        Assert.False(Directory.Exists(_vendor.Folder["delta"]));
    }

    [Fact]
    public async Task An_inventory_of_another_product_leaves_nothing_out_and_that_is_said()
    {
        var inventory = Samples.Inventory(("example.com/else", ["sha256:" + new string('a', 64)]));
        _vendor.Folder.Write("other.json", System.Text.Encoding.UTF8.GetString(InventoryJson.Write(inventory)));

        var run = await _vendor.WellAsync("download", "--have", "other.json", "--catalog", _vendor.Catalog("team/app:2"), "-b", "delta");

        Assert.Contains("nothing could be left out", run.Error);
        Assert.Contains("\"format\": 1,", File.ReadAllText(_vendor.Folder["delta", "bundle.json"]));
        Assert.Equal(4, _vendor.BlobsIn("delta").Count);
    }

    [Fact]
    public async Task The_report_for_machines_says_how_much_was_left_out()
    {
        var run = await _vendor.WellAsync(
            "download",
            "--have",
            "month1",
            "--catalog",
            _vendor.Catalog("team/app:2"),
            "-b",
            "delta",
            "-o",
            "json"
        );

        using var done = JsonDocument.Parse(run.Output.TrimEnd('\n').Split('\n')[^1]);
        Assert.Equal(
            (2, 340_000),
            (
                done.RootElement.GetProperty("leftOut").GetProperty("blobs").GetInt32(),
                done.RootElement.GetProperty("leftOut").GetProperty("bytes").GetInt64()
            )
        );
    }
}
