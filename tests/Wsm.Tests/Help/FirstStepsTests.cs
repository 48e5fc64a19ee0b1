using System.Text;
using Wsm.Bundles.Locks;
using Wsm.Oci.Models;
using Wsm.Oci.References;
using Wsm.Peers;
using Wsm.Site.Relocations;
using Wsm.Tests.Push;

namespace Wsm.Tests.Help;

public sealed class FirstStepsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Where_there_is_no_bundle_it_says_how_to_make_one_in_a_few_lines_and_succeeds()
    {
        var run = await RunResult.OfAsync(_folder.Path, []);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Equal(["wsm list", "wsm download", "wsm demo"], Commands(run));
        Assert.InRange(run.Output.Split('\n').Length, 3, 10);
    }

    [Fact]
    public async Task A_finished_bundle_leads_to_verify_and_push()
    {
        _folder.Write("bundle/bundle.json", LockFile.Write(Lock()));
        var run = await RunResult.OfAsync(_folder.Path, []);
        Assert.StartsWith("bundle holds Shop: 2 images and 0 charts, 3.00 KiB, for linux/amd64.\n", run.Output);
        Assert.Equal(
            [
                "wsm verify",
                "wsm push --registry HOST --charts oci://HOST/charts",
                "wsm values --registry HOST --charts oci://HOST/charts",
                "wsm serve",
            ],
            Commands(run)
        );
    }

    [Fact]
    public async Task An_interrupted_download_leads_to_the_same_command_again_and_says_how_far_it_came()
    {
        _folder.Write("my bundle/bundle.json.partial", LockFile.Write(Lock()));
        _folder.Write("my bundle/images/a.tgz", "whole");
        var run = await RunResult.OfAsync(_folder.Path, []);
        Assert.StartsWith("The download into 'my bundle' was interrupted: 1 of 2 images of Shop are there.\n", run.Output);
        Assert.Equal(["wsm download -b 'my bundle'"], Commands(run));
    }

    [Fact]
    public async Task A_bundle_that_was_pushed_leads_to_check_and_values()
    {
        _folder.Write("bundle/bundle.json", LockFile.Write(Lock()));
        _folder.Write(
            "bundle/relocation.json",
            new RelocationFile
            {
                Images = [new("docker.io/a/b:1", "", "r.example:5000/site/a/b:1", "r.example:5000/site/a/b:1")],
                Charts = [],
            }.ToJson()
        );
        var run = await RunResult.OfAsync(_folder.Path, []);
        Assert.StartsWith("bundle holds Shop, and was pushed to r.example:5000.", run.Output);
        Assert.Equal(
            [
                "wsm check --registry r.example:5000",
                "wsm values --registry r.example:5000 --out deploy",
                "wsm push --registry r.example:5000",
            ],
            Commands(run)
        );
    }

    [Fact]
    public async Task A_delta_leads_to_push_and_apply()
    {
        _folder.Write(
            "delta/bundle.json",
            LockFile.Write(
                Lock() with
                {
                    Format = BundleLock.DeltaFormat,
                    Layout = BundleLayout.Oci,
                    Images = [Image("images/a.tgz") with { File = null, Size = null }],
                    Delta = new LockedDelta([], []),
                }
            )
        );
        var run = await RunResult.OfAsync(_folder.Path, []);
        Assert.Equal(["wsm push -b delta --registry HOST --charts oci://HOST/charts", "wsm apply delta -b DIR"], Commands(run));
    }

    [Fact]
    public async Task A_packed_bundle_is_a_bundle()
    {
        using var bundle = await SampleBundle.MakeAsync(new Dictionary<string, ImageContent> { ["a/x:1"] = TestImages.Random(1, 10) });
        Assert.Equal(0, (await RunResult.OfAsync(_folder.Path, ["pack", _folder["usb", "shop.wsm"], "-b", bundle.Folder])).ExitCode);
        var run = await RunResult.OfAsync(_folder.Path, []);
        Assert.StartsWith("usb holds ", run.Output);
        Assert.Equal("wsm verify -b usb", Commands(run)[0]);
    }

    [Fact]
    public async Task Inside_the_bundles_own_folder_the_commands_name_that_folder()
    {
        _folder.Write("bundle.json", LockFile.Write(Lock()));
        var run = await RunResult.OfAsync(_folder.Path, []);
        Assert.StartsWith("This folder holds Shop", run.Output);
        Assert.Equal("wsm verify -b .", Commands(run)[0]);
    }

    [Fact]
    public async Task A_repair_bundle_leads_to_apply_and_other_bundles_are_named()
    {
        _folder.Write("repair/bundle.json", LockFile.Write(Lock() with { Partial = true }));
        _folder.Write("whole/bundle.json.partial", LockFile.Write(Lock()));
        var run = await RunResult.OfAsync(_folder.Path, []);
        Assert.Equal(["wsm apply repair -b DIR", "wsm verify -b DIR"], Commands(run));
        Assert.Contains("Also here: whole (unfinished);", run.Output);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("{}")]
    [InlineData("null")]
    public async Task A_damaged_lock_is_no_failure_of_the_greeting(string text)
    {
        _folder.Write("bundle/bundle.json", text);
        var run = await RunResult.OfAsync(_folder.Path, []);
        Assert.Equal(0, run.ExitCode);
        Assert.Equal(["wsm verify", "wsm download"], Commands(run));
    }

    private static string[] Commands(RunResult run) =>
        [.. run.Output.Split('\n').Where(line => line.StartsWith("  wsm")).Select(line => line.Trim().Split("   ")[0])];

    private static BundleLock Lock() =>
        new()
        {
            Format = BundleLock.CurrentFormat,
            Generator = "wsm",
            Name = "shop",
            Title = "Shop",
            Layout = BundleLayout.Archives,
            Platforms = ["linux/amd64"],
            Components = [],
            Charts = [],
            Images = [Image("images/a.tgz"), Image("images/b.tgz")],
        };

    private static LockedImage Image(string file)
    {
        var digest = Digest.Of(Encoding.UTF8.GetBytes(file));
        return new LockedImage
        {
            Reference = file,
            File = file,
            Size = 1536,
            SourceDigest = digest,
            Digest = digest,
            MediaType = MediaTypes.OciManifest,
            Platforms = ["linux/amd64"],
            Contents = [new LockedContent(MediaTypes.OciManifest, digest, 1000)],
        };
    }
}
