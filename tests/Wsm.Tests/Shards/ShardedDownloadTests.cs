using Wsm.Hosting;
using Wsm.Peers;
using Wsm.Tests.Inventories;

namespace Wsm.Tests.Shards;

/// <summary>Several machines fetch one bundle: each a delta that leaves out what the others fetch.</summary>
public sealed class ShardedDownloadTests : IAsyncLifetime
{
    private Vendor _vendor = null!;

    public async ValueTask InitializeAsync()
    {
        _vendor = await Vendor.StartAsync();
        for (var i = 0; i < 5; i++)
        {
            await _vendor.PublishAsync($"team/app{i}", "1", top: 10 + i);
        }
    }

    public ValueTask DisposeAsync() => _vendor.DisposeAsync();

    [Fact]
    public async Task Each_blob_is_fetched_by_one_shard_and_together_they_are_the_whole_bundle()
    {
        var catalog = _vendor.Catalog([.. Enumerable.Range(0, 5).Select(i => $"team/app{i}:1")]);
        await _vendor.WellAsync("download", "--catalog", catalog, "--layout", "oci", "-b", "whole");
        var all = _vendor.TakeFetched();
        var fetched = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            var run = await _vendor.WellAsync("download", "--catalog", catalog, "--shard", $"{i}/3", "-b", $"s{i}");
            Assert.Contains("the other shards of 3 fetch them", run.Error);
            fetched.AddRange(_vendor.TakeFetched());
        }

        Assert.Equal(all, fetched.Order(StringComparer.Ordinal));
        Assert.Equal(fetched.Count, fetched.Distinct().Count());
        await using var inside = await RegistryProcess.StartAsync();
        var alone = await _vendor.RunAsync("push", "-b", "s0", "--registry", inside.Host);
        await _vendor.WellAsync("push", "-b", "s0", "--base", "s1", "--base", "s2", "--registry", inside.Host);
        await _vendor.WellAsync("check", "-b", "whole", "--registry", inside.Host);
        await _vendor.WellAsync("apply", "s1", "-b", "s0", "--base", "s2");
        await _vendor.WellAsync("verify", "-b", "s0");
        Assert.Equal(
            await File.ReadAllBytesAsync(_vendor.Folder["whole", "bundle.json"], TestContext.Current.CancellationToken),
            await File.ReadAllBytesAsync(_vendor.Folder["s0", "bundle.json"], TestContext.Current.CancellationToken)
        );
        Assert.Equal(ExitCode.Incomplete, alone.ExitCode);
        Assert.Contains("shard 1/3", alone.Error);
    }

    [Fact]
    public async Task A_shard_is_a_delta_and_takes_no_other_layout()
    {
        var archives = await _vendor.RunAsync("download", "--shard", "0/2", "--layout", "archives", "-b", "b");
        var have = await _vendor.RunAsync("download", "--shard", "0/2", "--have", "x.json", "-b", "b");
        var number = await _vendor.RunAsync("download", "--shard", "2/2", "--catalog", _vendor.Catalog("team/app0:1"), "-b", "b");

        Assert.All((RunResult[])[archives, have, number], run => Assert.Equal(ExitCode.Usage, run.ExitCode));
        Assert.Contains("--shard makes a delta", archives.Error);
        Assert.Contains("--have and --shard cannot be combined", have.Error);
        Assert.Contains("'2/2' is no shard", number.Error);
    }
}
