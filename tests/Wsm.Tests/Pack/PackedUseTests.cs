using Wsm.Peers;
using Wsm.Tests.Bundles;
using Wsm.Tests.Push;
using Wsm.Tests.Serve;

namespace Wsm.Tests.Pack;

/// <summary>Commands use volumes where they lie, and write nothing there.</summary>
public sealed class PackedUseTests
{
    [Fact]
    public async Task A_push_from_volumes_brings_what_a_push_from_archives_does()
    {
        using var made = await SampleBundle.MakeAsync();
        using var folder = new TemporaryFolder();
        await RunResult.WellAsync("pack", folder["v/x.wsm"], "--bundle", made.Folder, "--volume", "700000");
        await using var one = await RegistryProcess.StartAsync();
        await using var two = await RegistryProcess.StartAsync();

        var preflight = await RunResult.WellAsync("push", "--bundle", folder["v"], "--registry", two.Host, "--preflight");
        await RunResult.WellAsync("push", "--bundle", made.Folder, "--registry", one.Host, "--charts", $"oci://{one.Host}/charts");
        await RunResult.WellAsync("push", "--bundle", folder["v"], "--registry", two.Host, "--charts", $"oci://{two.Host}/charts");
        await RunResult.WellAsync("check", "--bundle", folder["v"], "--registry", one.Host, "--charts", $"oci://{one.Host}/charts");
        await RunResult.WellAsync("check", "--bundle", made.Folder, "--registry", two.Host, "--charts", $"oci://{two.Host}/charts");

        Assert.Contains("3 images and 2 charts are there", preflight.Output);
        foreach (var name in made.Images.Keys)
        {
            Assert.Equal(await RawAsync(one, name), await RawAsync(two, name));
        }
    }

    [Fact]
    public async Task Read_only_media_are_verified_served_loaded_and_listed_and_nothing_is_written()
    {
        using var made = await SampleBundle.MakeAsync(
            new Dictionary<string, ImageContent>
            {
                ["team/app:1.0"] = TestImages.Busybox("app"),
                ["team/tool:2.0"] = TestImages.Busybox("tool"),
            }
        );
        using var folder = new TemporaryFolder();
        await using var disk = await SmallDisk.MountAsync(folder["disc"], "16m");
        await RunResult.WellAsync("pack", folder["disc/x.wsm"], "--bundle", made.Folder, "--volume", "300000");
        await Tool.RunAsync("mount", ["-o", "remount,ro", disk.Path]);
        var before = Snapshot.Of(disk.Path, times: true);
        await using var registry = await RegistryProcess.StartAsync();
        await using var docker = await DockerEngine.StartAsync();

        await RunResult.WellAsync("verify", "--bundle", disk.Path);
        await RunResult.WellAsync("push", "--bundle", folder["disc", "x.002.wsm"], "--registry", registry.Host);
        await RunResult.WellAsync("values", "--bundle", disk.Path, "--registry", registry.Host, "--out", folder["deploy"]);
        var changed = await RunResult.OfAsync(
            "list",
            "--catalog",
            folder.Write("catalog.yaml", ImageCatalog.Of([$"{made.Upstream}/team/app:2.0"])),
            "--diff",
            folder["disc", "x.001.wsm"]
        );
        await using (var serve = await RunningServe.StartAsync("--bundle", disk.Path))
        {
            await Tool.RunAsync(
                "skopeo",
                [
                    "copy",
                    "--quiet",
                    "--preserve-digests",
                    "--src-tls-verify=false",
                    $"docker://{serve.Host}/team/tool:2.0",
                    $"oci:{folder["copy"]}:v1",
                ]
            );
            Assert.Contains("operator", await serve.Http.GetStringAsync("/index.yaml", TestContext.Current.CancellationToken));
        }

        await RunResult.WellAsync("load", "--bundle", disk.Path, "--docker-host", $"unix://{docker.Socket}");

        Assert.Equal(3, changed.ExitCode);
        Assert.Contains("Changed since", changed.Output);
        Assert.Contains(made.Images["team/tool:2.0"].Digest, File.ReadAllText(folder["copy", "index.json"]));
        Assert.Equal(
            "hello\n",
            await docker.RunAsync("run", "--rm", "--network", "none", $"{made.Upstream}/team/app:1.0", "/bin/busybox", "echo", "hello")
        );
        Assert.Equal(before, Snapshot.Of(disk.Path, times: true));
    }

    [Fact]
    public async Task A_damaged_bundle_is_mended_from_a_packed_one()
    {
        using var made = await PackedBundle.MakeAsync();
        var right = Snapshot.Of(made.Bundle);
        PackTests.Flip(made["bundle", "images", "example.org", "app", "1.tgz"], 200_000);

        await made.WellAsync("apply", "packed", "-b", "bundle");

        Assert.Equal(right, Snapshot.Of(made.Bundle));
    }

    private static async Task<string> RawAsync(RegistryProcess registry, string name) =>
        (await Tool.RunAsync("skopeo", ["inspect", "--raw", "--tls-verify=false", $"docker://{registry.Host}/{name}"])).Output;
}
