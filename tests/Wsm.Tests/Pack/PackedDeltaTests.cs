using Wsm.Bundles.Locks;
using Wsm.Peers;
using Wsm.Tests.Bundles;

namespace Wsm.Tests.Pack;

/// <summary>Bundles that do not hold all that their images consist of are packed as they are.</summary>
public sealed class PackedDeltaTests
{
    [Fact]
    public async Task A_delta_is_packed_without_what_it_leaves_out_and_unpacked_the_same()
    {
        using var folder = new TemporaryFolder();
        var source = new MemorySource();
        var image = TestImages.Random(99, 400_000, 150_000);
        var planned = await source.PlanAsync("example.org/app:2", image, BundleLayout.Oci);
        var absent = planned.Contents.Blobs.MaxBy(blob => blob.Size)!;
        var order = MemorySource.Order(
            folder["delta"],
            [
                planned with
                {
                    Contents = planned.Contents.With([
                        .. planned.Contents.Blobs.Select(blob => blob.Digest).Where(digest => digest != absent.Digest),
                    ]),
                },
            ],
            BundleLayout.Oci
        );
        order = order with
        {
            Lock = order.Lock with
            {
                Format = BundleLock.DeltaFormat,
                Delta = new LockedDelta(
                    [new HeldPlace(PlaceKind.Bundle, "old", "sha256:0123", "example.org/app")],
                    [new AbsentBlob(absent.Digest, absent.Size, [0])]
                ),
            },
        };
        Assert.True((await MemorySource.WriteAsync(order)).IsFinished);
        await RunAsync("pack", "d/x.wsm", "-b", "delta", "--volume", "120000");

        await RunAsync("verify", "-b", "d");
        await RunAsync("unpack", "d", "-b", "again");

        Assert.Equal(Snapshot.Of(folder["delta"]), Snapshot.Of(folder["again"]));
        Assert.InRange(Directory.GetFiles(folder["d"]).Sum(path => new FileInfo(path).Length), 150_000, 300_000);

        async Task RunAsync(params string[] arguments)
        {
            var run = await RunResult.OfAsync(folder.Path, arguments, TestContext.Current.CancellationToken);
            Assert.True(run.ExitCode == 0, run.Error);
        }
    }
}
