using Wsm.Tests.Bundles;
using Wsm.Tests.Inventories;
using Wsm.Tests.Trust;

namespace Wsm.Tests.Attacks;

/// <summary>A signed delta whose second signature, over what it becomes, was taken away or replaced.</summary>
public sealed class HostileDeltaTests : IAsyncLifetime
{
    private Vendor _vendor = null!;

    public async ValueTask InitializeAsync()
    {
        _vendor = await Vendor.StartAsync();
        await Openssl.MakeKeyAsync(_vendor.Folder.Path, "a");
        await _vendor.PublishAsync("team/app", "1", top: 10);
        await _vendor.PublishAsync("team/app", "2", top: 11);
        await _vendor.WellAsync("download", "--catalog", _vendor.Catalog("team/app:1"), "-b", "old", "--sign-key", "a.pem");
        await _vendor.WellAsync(
            "download",
            "--catalog",
            _vendor.Catalog("team/app:2"),
            "-b",
            "delta",
            "--have",
            "old",
            "--sign-key",
            "a.pem"
        );
    }

    public ValueTask DisposeAsync() => _vendor.DisposeAsync();

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("AAAA\n")]
    public async Task The_bundle_before_it_stays_as_it_is(string? signature)
    {
        var second = _vendor.Folder["delta", "bundle.json.archives.sig"];
        var good = File.ReadAllText(second);
        File.Delete(second);
        if (signature is not null)
        {
            File.WriteAllText(second, signature);
        }

        var before = Snapshot.Of(_vendor.Folder["old"], times: true);
        var run = await _vendor.RunAsync("apply", "delta", "-b", "old", "--verify-key", "a.pub");

        Assert.Equal(3, run.ExitCode);
        Assert.Equal(before, Snapshot.Of(_vendor.Folder["old"], times: true));
        File.WriteAllText(second, good);
        await _vendor.WellAsync("apply", "delta", "-b", "old", "--verify-key", "a.pub");
        await _vendor.WellAsync("verify", "-b", "old", "--verify-key", "a.pub");
    }

    /// <summary>One statement is about the delta and about what it becomes.</summary>
    [Fact]
    public async Task What_is_said_of_a_delta_is_said_of_what_it_becomes()
    {
        await _vendor.WellAsync("apply", "delta", "-b", "old", "--verify-key", "a.pub");
        var run = await _vendor.WellAsync("verify", "-b", "old", "--verify-key", "a.pub", "-o", "json");

        Assert.Contains("\"serial\": ", run.Output);
    }
}
