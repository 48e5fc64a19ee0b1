using Wsm.Hosting;
using Wsm.Peers;
using Wsm.Tests.Bundles;

namespace Wsm.Tests.Inventories;

/// <summary>Every command that takes a bundle takes a delta, or says what to do instead.</summary>
public sealed class DeltaEverywhereTests : IAsyncLifetime
{
    private Vendor _vendor = null!;

    public async ValueTask InitializeAsync()
    {
        _vendor = await Vendor.StartAsync();
        var app = await _vendor.PublishAsync("team/app", "1", top: 10);
        await _vendor.PublishAsync("team/app", $"sha256-{app.Digest[7..]}.sig", top: 12);
        await _vendor.PublishAsync("team/app", "2", top: 11);
        await _vendor.WellAsync("download", "--catalog", _vendor.Catalog("team/app:1"), "--referrers", "-b", "old");
        await _vendor.WellAsync(
            "download",
            "--have",
            "old",
            "--catalog",
            _vendor.Catalog("team/app:2", "team/app:1"),
            "--referrers",
            "-b",
            "delta"
        );
    }

    public ValueTask DisposeAsync() => _vendor.DisposeAsync();

    [Theory]
    [InlineData(0, "report", "-b", "delta", "--html", "page.html", "--cyclonedx", "bom.json")]
    [InlineData(0, "prune", "-b", "delta")]
    [InlineData(0, "pack", "delta.wsm", "-b", "delta")]
    [InlineData(0, "values", "-b", "delta", "--registry", "registry.example.com", "--out", "deploy", "--offline", "--no-registry-check")]
    [InlineData(0, "inventory", "-b", "delta")]
    [InlineData(0, "diff", "delta", "delta")]
    [InlineData(2, "load", "-b", "delta")]
    public async Task It_is_taken_and_stays_as_it_is(int exitCode, params string[] arguments)
    {
        var before = Snapshot.Of(_vendor.Folder["delta"]);

        var run = await _vendor.RunAsync(arguments);

        Assert.True(run.ExitCode == exitCode, $"{run.ExitCode}: {run.Error}{run.Output}");
        Assert.Equal(before, Snapshot.Of(_vendor.Folder["delta"]));
        await _vendor.WellAsync("verify", "-b", "delta");
    }

    [Fact]
    public async Task A_signature_whose_blobs_stayed_outside_is_not_proved_alone_and_no_bug()
    {
        await Tool.RunAsync(
            "sh",
            ["-c", "openssl ecparam -name prime256v1 -genkey -noout | openssl ec -pubout -out \"$1\"", "sh", _vendor.Folder["vendor.pub"]]
        );

        var run = await _vendor.RunAsync("verify", "-b", "delta", "--image-key", "vendor.pub");

        Assert.Equal(ExitCode.Incomplete, run.ExitCode);
        Assert.DoesNotContain("bug", run.Error);
        Assert.Contains("are not proved to be signed", run.Error);
    }

    [Fact]
    public async Task A_delta_is_signed_like_any_bundle_and_so_is_its_base()
    {
        await Tool.RunAsync(
            "sh",
            [
                "-c",
                "openssl ecparam -name prime256v1 -genkey -noout | openssl pkcs8 -topk8 -nocrypt -out \"$1\" && openssl ec -in \"$1\" "
                    + "-pubout -out \"$2\"",
                "sh",
                _vendor.Folder["release.pem"],
                _vendor.Folder["release.pub"],
            ]
        );
        await _vendor.WellAsync("sign", "-b", "delta", "--key", "release.pem");
        await using var inside = await RegistryProcess.StartAsync();

        var unsigned = await _vendor.RunAsync("verify", "-b", "delta", "--base", "old", "--verify-key", "release.pub");
        await _vendor.WellAsync("sign", "-b", "old", "--key", "release.pem");

        Assert.Equal(ExitCode.Incomplete, unsigned.ExitCode);
        await _vendor.WellAsync("verify", "-b", "delta", "--base", "old", "--verify-key", "release.pub");
        await _vendor.WellAsync("push", "-b", "delta", "--base", "old", "--registry", inside.Host, "--verify-key", "release.pub");
        await _vendor.WellAsync("apply", "delta", "-b", "old", "--verify-key", "release.pub");

        // Who signed the delta signed what it becomes, too.
        await _vendor.WellAsync("verify", "-b", "old", "--verify-key", "release.pub");
    }
}
