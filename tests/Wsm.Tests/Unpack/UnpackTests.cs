using System.Text.Json.Nodes;
using Wsm.Bundles.Locks;
using Wsm.Bundles.Reading;
using Wsm.Tests.Bundles;
using Wsm.Tests.Pack;

namespace Wsm.Tests.Unpack;

public sealed class UnpackTests
{
    [Theory]
    [InlineData(BundleLayout.Archives)]
    [InlineData(BundleLayout.Oci)]
    public async Task What_was_packed_is_the_same_folder_again(BundleLayout layout)
    {
        using var made = await PackedBundle.MakeAsync(layout);
        await made.WellAsync("pack", "one.wsm");

        await made.WellAsync("unpack", "packed", "-b", "from-volumes");
        await made.WellAsync("unpack", "one.wsm", "-b", "from-one");
        var again = await made.WellAsync("unpack", "one.wsm", "-b", "from-one", "-o", "json");

        Assert.Equal(Snapshot.Of(made.Bundle), Snapshot.Of(made["from-volumes"]));
        Assert.Equal(Snapshot.Of(made.Bundle), Snapshot.Of(made["from-one"]));
        Assert.Equal(0, (long?)JsonNode.Parse(again.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1])!["written"]);
        await made.WellAsync("verify", "-b", "from-volumes");
    }

    [Theory]
    [InlineData(BundleLayout.Archives)]
    [InlineData(BundleLayout.Oci)]
    public async Task A_packed_archive_can_be_read_without_unpacking(BundleLayout layout)
    {
        using var made = await PackedBundle.MakeAsync(layout);
        using var archives = await PackedBundle.MakeAsync();
        using var whole = Bundle.Open(archives.Bundle);
        using var packed = Bundle.Open(made.Packed);

        foreach (var (image, expected) in packed.Images.Zip(whole.Images))
        {
            await using var archive = Bundle.OpenArchive(image);
            using var copy = new MemoryStream();
            await archive.CopyToAsync(copy, TestContext.Current.CancellationToken);

            Assert.Equal(File.ReadAllBytes(whole.Folder.PathOf(expected.Entry.File!)), copy.ToArray());
            Assert.Equal(archive.Length, copy.Length);
        }
    }

    [Fact]
    public async Task One_volume_after_the_other_makes_the_same_folder()
    {
        using var made = await PackedBundle.MakeAsync();
        var volumes = made.Volumes;
        for (var i = 0; i < volumes.Count; i++)
        {
            Directory.CreateDirectory(made["drive"]);
            File.Copy(volumes[i], made["drive", "disc"], overwrite: true);

            var run = await made.RunAsync("unpack", "drive", "-b", "again");

            Assert.Equal(i < volumes.Count - 1 ? 3 : 0, run.ExitCode);
            if (i < volumes.Count - 1)
            {
                Assert.Contains("Insert the next volume", run.Error);
            }

            Assert.Equal(i == volumes.Count - 1, File.Exists(made["again", "bundle.json"]));
        }

        Assert.Equal(Snapshot.Of(made.Bundle), Snapshot.Of(made["again"]));
    }

    [Fact]
    public async Task Damage_on_a_volume_fails_and_a_better_copy_completes()
    {
        using var made = await PackedBundle.MakeAsync();
        PackTests.Flip(made.Volumes[3], 100_000);
        var first = await made.RunAsync("unpack", "packed", "-b", "again");
        PackTests.Flip(made.Volumes[3], 100_000);

        await made.WellAsync("unpack", "packed", "-b", "again");

        Assert.Equal(1, first.ExitCode);
        Assert.Contains("do not have that digest", first.Error);
        Assert.Equal(Snapshot.Of(made.Bundle), Snapshot.Of(made["again"]));
    }

    [Fact]
    public async Task A_folder_is_not_unpacked()
    {
        using var made = await PackedBundle.MakeAsync();

        var run = await made.RunAsync("unpack", "bundle", "-b", "again");

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("is a bundle that is not packed", run.Error);
    }
}
