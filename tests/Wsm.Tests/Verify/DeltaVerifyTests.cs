using System.Text.Json;
using Wsm.Hosting;
using Wsm.Peers;
using Wsm.Tests.Inventories;

namespace Wsm.Tests.Verify;

/// <summary><c>wsm verify</c> of a delta, alone and over the bundle before it.</summary>
public sealed class DeltaVerifyTests : IAsyncLifetime
{
    private Vendor _vendor = null!;
    private ImageContent _app = null!;

    public async ValueTask InitializeAsync()
    {
        _vendor = await Vendor.StartAsync();
        _app = await _vendor.PublishAsync("team/app", "1", top: 10);
        await _vendor.PublishAsync("team/app", "2", top: 11);
        await _vendor.WellAsync("download", "--catalog", _vendor.Catalog("team/app:1"), "--layout", "oci", "-b", "old");
        await _vendor.WellAsync("download", "--have", "old", "--catalog", _vendor.Catalog("team/app:2"), "-b", "delta");
    }

    public ValueTask DisposeAsync() => _vendor.DisposeAsync();

    [Fact]
    public async Task Alone_it_is_intact_and_says_how_much_was_not_looked_at()
    {
        var run = await _vendor.WellAsync("verify", "-b", "delta");
        var json = await _vendor.WellAsync("verify", "-b", "delta", "-o", "json");

        Assert.Contains("The bundle is intact: 1 images", run.Output);
        Assert.Contains("2 blobs (332 KiB) are expected at the receiver and were not verified", run.Output);
        Assert.Equal((2, 340_000, false), LeftOut(json.Output));
    }

    [Fact]
    public async Task Over_the_bundle_before_it_everything_is_read()
    {
        var run = await _vendor.WellAsync("verify", "-b", "delta", "--base", "old");
        var json = await _vendor.WellAsync("verify", "-b", "delta", "--base", "old", "-o", "json");

        Assert.Contains("the 2 blobs that it leaves out (332 KiB) are intact in the base", run.Output);
        Assert.Equal((2, 340_000, true), LeftOut(json.Output));
    }

    [Fact]
    public async Task What_the_base_lacks_or_holds_damaged_is_a_finding_that_a_repair_request_mends()
    {
        var (shared, middle) = (
            _app.Blobs.Single(blob => blob.Value.Length == 300_000).Key,
            _app.Blobs.Single(blob => blob.Value.Length == 40_000).Key
        );
        File.Delete(_vendor.Folder["old", "images", "blobs", "sha256", middle[7..]]);
        var damaged = File.ReadAllBytes(_vendor.Folder["old", "images", "blobs", "sha256", shared[7..]]);
        damaged[77_777] ^= 4;
        File.WriteAllBytes(_vendor.Folder["old", "images", "blobs", "sha256", shared[7..]], damaged);

        var run = await _vendor.RunAsync("verify", "-b", "delta", "--base", "old", "--repair-request", "need.json");
        Assert.Equal(ExitCode.Incomplete, run.ExitCode);
        foreach (var digest in (string[])[shared, middle])
        {
            Assert.Contains(
                $"missing: images/blobs/sha256/{digest[7..]}: no base bundle has it intact; it was in bundle test (",
                run.Error
            );
        }

        await _vendor.WellAsync("download", "--repair", "need.json", "-b", "repair");
        await _vendor.WellAsync("verify", "-b", "delta", "--base", "old", "--base", "repair");
    }

    [Fact]
    public async Task A_blob_of_the_delta_itself_that_is_damaged_or_should_not_be_there_is_found()
    {
        var own = _vendor.BlobsIn("delta");
        File.WriteAllText(_vendor.Folder["delta", "images", "blobs", "sha256", own[0][7..]], "damaged");
        _vendor.Folder.Write(
            $"delta/images/blobs/sha256/{_app.Blobs.First(blob => blob.Value.Length == 40_000).Key[7..]}",
            "left out, and there all the same"
        );

        var run = await _vendor.RunAsync("verify", "-b", "delta");

        Assert.Equal(ExitCode.Incomplete, run.ExitCode);
        Assert.Contains("2 findings", run.Error);
        Assert.Contains("unexpected: images/blobs/sha256/", run.Error);
    }

    [Fact]
    public async Task An_edited_delta_is_malformed_when_it_contradicts_itself()
    {
        var path = _vendor.Folder["delta", "bundle.json"];
        var written = File.ReadAllText(path);
        foreach (
            var (from, to) in ((string, string)[])
                [("\"at\": [\n          0", "\"at\": [\n          7"), ("\"layout\": \"oci\"", "\"layout\": \"archives\"")]
        )
        {
            Assert.Contains(from, written);
            File.WriteAllText(path, written.Replace(from, to, StringComparison.Ordinal));
            Assert.Equal(ExitCode.Usage, (await _vendor.RunAsync("verify", "-b", "delta")).ExitCode);
        }

        // An older wsm knows no deltas: it must stop at the format.
        File.WriteAllText(path, written.Replace("\"format\": 2", "\"format\": 3", StringComparison.Ordinal));
        Assert.Contains("this wsm reads up to 2", (await _vendor.RunAsync("verify", "-b", "delta")).Error);
    }

    [Fact]
    public async Task Images_of_a_delta_cannot_be_loaded_and_that_is_said()
    {
        var run = await _vendor.RunAsync("load", "-b", "delta");

        Assert.Equal(ExitCode.Usage, run.ExitCode);
        Assert.Contains("wsm apply DELTA -b OLD", run.Error);
    }

    private static (int Blobs, long Bytes, bool Checked) LeftOut(string json)
    {
        using var document = JsonDocument.Parse(json);
        var delta = document.RootElement.GetProperty("leftOut");
        return (delta.GetProperty("blobs").GetInt32(), delta.GetProperty("bytes").GetInt64(), delta.GetProperty("checked").GetBoolean());
    }
}
