using Wsm.Bundles.Locks;
using Wsm.Peers;
using Wsm.Tests.Bundles;
using Wsm.Tests.Push;
using Wsm.Tests.Trust;

namespace Wsm.Tests.Attacks;

/// <summary>Everything a bundle goes through, on a stick with exFAT.</summary>
public sealed class StickTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private ExfatDisk _stick = null!;

    public async ValueTask InitializeAsync()
    {
        _stick = await ExfatDisk.MountAsync(_folder["stick"], _folder["stick.img"], megabytes: 64);
        await Openssl.MakeKeyAsync(_folder.Path, "a");
    }

    public async ValueTask DisposeAsync()
    {
        await _stick.DisposeAsync();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(BundleLayout.Archives)]
    [InlineData(BundleLayout.Oci)]
    public async Task A_bundle_is_written_signed_packed_verified_and_pushed_there(BundleLayout layout)
    {
        await WholeBundle.WriteAsync(_folder["stick", "bundle"], layout);
        await using var registry = await RegistryProcess.StartAsync();

        foreach (
            var command in (string[])
                [
                    "sign -b stick/bundle --key a.pem",
                    "verify -b stick/bundle --verify-key a.pub",
                    "pack stick/packed/x.wsm -b stick/bundle --volume 200K",
                    "verify -b stick/packed --verify-key a.pub",
                    "unpack stick/packed -b stick/again --verify-key a.pub",
                    "verify -b stick/again --verify-key a.pub",
                    "prune -b stick/again",
                    "inventory -b stick/again",
                    $"push -b stick/again --registry {registry.Host} --charts stick/charts --verify-key a.pub",
                    $"check -b stick/again --registry {registry.Host} --verify-key a.pub",
                ]
        )
        {
            var run = await RunAsync(command);
            Assert.True(run.ExitCode == 0, $"{command}: {run.Error}{run.Output}");
        }

        Assert.Equal(
            File.ReadAllBytes(_folder["stick", "bundle", "bundle.json"]),
            File.ReadAllBytes(_folder["stick", "again", "bundle.json"])
        );
    }

    /// <summary>Tags tell capitals apart, this disk does not: the second archive would take the place of the first.</summary>
    [Fact]
    public async Task Images_whose_names_differ_in_capitals_alone_do_not_overwrite_one_another()
    {
        await using var registry = await RegistryProcess.StartAsync();
        await TestImagesPush.PushAsync(registry.Host, "app", "v1-RC", TestImages.Random(1, 3000));
        await TestImagesPush.PushAsync(registry.Host, "app", "v1-rc", TestImages.Random(2, 3000));
        _folder.Write("c.yaml", ImageCatalog.Of([$"{registry.Host}/app:v1-RC", $"{registry.Host}/app:v1-rc"]));

        var download = await RunAsync("download --catalog c.yaml -b stick/bundle");
        var verify = await RunAsync("verify -b stick/bundle");

        Assert.Equal((0, 0), (download.ExitCode, verify.ExitCode));
        Assert.Equal(2, Directory.GetFiles(_folder["stick", "bundle"], "*.tgz", SearchOption.AllDirectories).Length);
    }

    [Fact]
    public async Task A_disk_without_room_is_found_out_and_the_rest_fits_when_there_is_some()
    {
        await WholeBundle.WriteAsync(_folder["bundle"]);
        await using (var filler = File.Create(_folder["stick", "filler"]))
        {
            filler.Write(new byte[new DriveInfo(_stick.Path).AvailableFreeSpace - 500_000]);
        }

        var full = await RunAsync("pack stick/x.wsm -b bundle");
        File.Delete(_folder["stick", "filler"]);
        var enough = await RunAsync("pack stick/x.wsm -b bundle");

        Assert.Equal((1, 0), (full.ExitCode, enough.ExitCode));
        Assert.DoesNotContain("bug in wsm", full.Error);
        Assert.Equal(0, (await RunAsync("verify -b stick/x.wsm")).ExitCode);
    }

    private Task<RunResult> RunAsync(string command) =>
        RunResult.OfAsync(_folder.Path, command.Split(' '), TestContext.Current.CancellationToken);
}
