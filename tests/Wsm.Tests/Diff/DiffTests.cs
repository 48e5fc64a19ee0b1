using System.Text.Json;
using Wsm.Hosting;
using Wsm.Tests.Inventories;

namespace Wsm.Tests.Diff;

/// <summary><c>wsm diff</c>.</summary>
public sealed class DiffTests : IAsyncLifetime
{
    private Vendor _vendor = null!;

    public async ValueTask InitializeAsync()
    {
        _vendor = await Vendor.StartAsync();
        foreach (var (name, top) in ((string, int)[])[("app", 10), ("tool", 11), ("gone", 12)])
        {
            await _vendor.PublishAsync("team/" + name, "1", top);
        }

        await _vendor.PublishAsync("team/app", "2", top: 20);
        await _vendor.WellAsync("download", "--catalog", _vendor.Catalog("team/app:1", "team/tool:1", "team/gone:1"), "-b", "one");
        await _vendor.PublishAsync("team/new", "1", top: 21);
        await _vendor.PublishAsync("team/tool", "1", top: 22);
        await _vendor.WellAsync(
            "download",
            "--catalog",
            _vendor.Catalog("team/app:2", "team/tool:1", "team/new:1"),
            "--layout",
            "oci",
            "-b",
            "two"
        );
    }

    public ValueTask DisposeAsync() => _vendor.DisposeAsync();

    [Fact]
    public async Task Images_layers_and_bytes_that_changed_are_told()
    {
        var run = await _vendor.RunAsync("diff", "one", "two");

        Assert.Equal((ExitCode.Incomplete, ""), (run.ExitCode, run.Error));
        var lines = run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("Changed from one to two:", lines[0]);
        Assert.Contains($"  + image {_vendor.Host}/team/new 1 (342 KiB, 49.2 KiB of it new)", lines);
        Assert.Contains($"  - image {_vendor.Host}/team/gone 1 (342 KiB)", lines);
        Assert.Contains($"  ~ image {_vendor.Host}/team/app 1 → 2 (342 KiB, 10.1 KiB of it new)", lines);
        Assert.Contains(lines, line => line.StartsWith($"  ~ image {_vendor.Host}/team/tool 1: ", StringComparison.Ordinal));
        Assert.Equal(3, lines.Count(line => line.EndsWith("9.77 KiB  layer", StringComparison.Ordinal)));
        Assert.Equal(3, lines.Count(line => line.EndsWith("  configuration", StringComparison.Ordinal)));
        Assert.StartsWith("A delta carries 7 blobs, 69.4 KiB; all of two is 10 blobs, 4", lines[^1]);
    }

    [Fact]
    public async Task What_a_delta_would_carry_is_what_a_delta_carries()
    {
        await _vendor.WellAsync(
            "download",
            "--have",
            "one",
            "--catalog",
            _vendor.Catalog("team/app:2", "team/tool:1", "team/new:1"),
            "-b",
            "delta"
        );
        var run = await _vendor.RunAsync("diff", "one/bundle.json", "two", "-o", "json");

        using var json = JsonDocument.Parse(run.Output);
        var carried = _vendor.BlobsIn("delta");
        var delta = json.RootElement.GetProperty("delta");
        Assert.Equal(carried.Count, delta.GetProperty("blobs").GetInt32());
        Assert.Equal(
            carried.Sum(digest => new FileInfo(_vendor.Folder["delta", "images", "blobs", "sha256", digest[7..]]).Length),
            delta.GetProperty("bytes").GetInt64()
        );
        Assert.Equal(
            carried,
            json.RootElement.EnumerateObject()
                .Where(part => part.Name is "added" or "changed")
                .SelectMany(part => part.Value.EnumerateArray())
                .SelectMany(image => image.GetProperty("newBlobs").EnumerateArray())
                .Select(blob => blob.GetProperty("digest").GetString()!)
                .Distinct()
                .Order(StringComparer.Ordinal)
        );
        // A delta's lock tells the whole.
        Assert.Equal(ExitCode.Done, (await _vendor.RunAsync("diff", "two", "delta")).ExitCode);
    }

    [Fact]
    public async Task The_same_content_is_no_difference_however_it_is_kept()
    {
        await _vendor.WellAsync("download", "--catalog", _vendor.Catalog("team/app:2", "team/tool:1", "team/new:1"), "-b", "archives");

        var run = await _vendor.WellAsync("diff", "two", "archives");

        Assert.Equal("two and archives hold the same images and charts.\n", run.Output);
    }

    [Fact]
    public async Task What_is_no_bundle_is_called_so()
    {
        _vendor.Folder.Write(
            "edited.json",
            File.ReadAllText(_vendor.Folder["one", "bundle.json"])
                .Replace("\"digest\": \"sha256:", "\"digest\": \"sha257:", StringComparison.Ordinal)
        );
        foreach (var wrong in (string[])["nothing", "nothing.json", "edited.json"])
        {
            var run = await _vendor.RunAsync("diff", "one", wrong);
            Assert.Equal(ExitCode.Usage, run.ExitCode);
        }
    }
}
