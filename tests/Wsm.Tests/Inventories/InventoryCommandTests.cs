using System.Text.Json;
using Wsm.Hosting;
using Wsm.Peers;

namespace Wsm.Tests.Inventories;

/// <summary><c>wsm inventory</c>, of a bundle and of a real docker-registry.</summary>
public sealed class InventoryCommandTests : IAsyncLifetime
{
    private Vendor _vendor = null!;
    private ImageContent _app = null!;
    private ImageContent _tool = null!;

    public async ValueTask InitializeAsync()
    {
        _vendor = await Vendor.StartAsync();
        _app = await _vendor.PublishAsync("team/app", "1", top: 10);
        _tool = await _vendor.PublishAsync("team/tool", "1", top: 11);
        await _vendor.WellAsync("download", "--catalog", _vendor.Catalog("team/app:1", "team/tool:1"));
    }

    public ValueTask DisposeAsync() => _vendor.DisposeAsync();

    [Fact]
    public async Task Of_a_bundle_it_lists_every_blob_sorted_and_the_same_each_time()
    {
        var run = await _vendor.WellAsync("inventory");
        var again = await _vendor.WellAsync("inventory");

        Assert.Equal(run.Output, again.Output);
        Assert.Equal([], SchemaCheck.Problems(run.Output, "bundle/inventory.schema.json"));
        Assert.Contains("has all 8 blobs of test's images", run.Error);
        Assert.Equal([$"{_vendor.Host}/team/app", $"{_vendor.Host}/team/tool"], Places(run.Output).Select(place => place.Repository));
        Assert.Equal(_app.Blobs.Keys.Order(StringComparer.Ordinal), Places(run.Output)[0].Blobs);
        Assert.Contains(
            "\"lock\": "
                + $"\"{JsonDocument.Parse(File.ReadAllText(_vendor.Folder["bundle", "bundle.json"])).RootElement.GetProperty("checksum").GetString()}\"",
            run.Output
        );
    }

    [Fact]
    public async Task What_is_lost_or_cut_off_in_a_bundle_is_not_listed()
    {
        var images = _vendor.Folder["bundle", "images", _vendor.Host.Replace(':', '_'), "team"];
        File.Delete(Path.Combine(images, "app", "1.tgz"));
        using (var cut = File.OpenHandle(Path.Combine(images, "tool", "1.tgz"), FileMode.Open, FileAccess.Write))
        {
            RandomAccess.SetLength(cut, 200_000);
        }

        var run = await _vendor.WellAsync("inventory");

        Assert.Contains("blobs of test's images; what it lacks will be carried again", run.Error);
        Assert.All(Places(run.Output).SelectMany(place => place.Blobs), digest => Assert.True(_tool.Blobs[digest].Length < 200_000));
    }

    [Fact]
    public async Task Of_a_registry_it_lists_what_answers_there_repository_by_repository()
    {
        await using var inside = await RegistryProcess.StartAsync();
        await _vendor.WellAsync("push", "--registry", $"{inside.Host}/lib");
        var top = _app.Blobs.Keys.Except(_tool.Blobs.Keys).Order(StringComparer.Ordinal).First();
        Directory.Delete(
            Path.Combine(inside.StorageFolder, "docker/registry/v2/repositories/lib/team/app/_layers/sha256", top[7..]),
            recursive: true
        );

        var run = await _vendor.WellAsync(
            "inventory",
            "--registry",
            $"{inside.Host}/lib",
            "--lock",
            "bundle/bundle.json",
            "--out",
            "have.json"
        );
        var written = File.ReadAllText(_vendor.Folder["have.json"]);

        Assert.Contains("has 7 of 8 blobs", run.Error);
        Assert.Empty(run.Output);
        Assert.Equal([], SchemaCheck.Problems(written, "bundle/inventory.schema.json"));
        Assert.Equal([$"{inside.Host}/lib/team/app", $"{inside.Host}/lib/team/tool"], Places(written).Select(place => place.Repository));
        Assert.Equal(_app.Blobs.Keys.Except([top]).Order(StringComparer.Ordinal), Places(written)[0].Blobs);
        Assert.Equal(_tool.Blobs.Keys.Order(StringComparer.Ordinal), Places(written)[1].Blobs);
    }

    [Fact]
    public async Task A_registry_that_does_not_answer_makes_no_inventory()
    {
        await using var inside = await RegistryProcess.StartAsync(new RegistrySettings { Htpasswd = ("user", "secret") });

        var run = await _vendor.RunAsync("inventory", "--registry", inside.Host, "--out", "have.json");

        Assert.Equal(ExitCode.Failed, run.ExitCode);
        Assert.False(File.Exists(_vendor.Folder["have.json"]));
    }

    [Fact]
    public async Task A_lock_alone_proves_nothing()
    {
        var run = await _vendor.RunAsync("inventory", "--lock", "bundle/bundle.json");

        Assert.Equal(ExitCode.Usage, run.ExitCode);
        Assert.Contains("--registry", run.Error);
    }

    private static List<(string Repository, List<string> Blobs)> Places(string json)
    {
        using var document = JsonDocument.Parse(json);
        return
        [
            .. document
                .RootElement.GetProperty("places")
                .EnumerateArray()
                .Select(place =>
                    (
                        place.GetProperty("repository").GetString()!,
                        place.GetProperty("blobs").EnumerateArray().Select(blob => blob.GetString()!).ToList()
                    )
                ),
        ];
    }
}
