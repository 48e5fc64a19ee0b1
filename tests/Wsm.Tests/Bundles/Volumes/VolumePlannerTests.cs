using Wsm.Bundles.Packing;
using Wsm.Bundles.Volumes;
using Wsm.Oci.References;
using Wsm.Peers;

namespace Wsm.Tests.Bundles.Volumes;

public sealed class VolumePlannerTests
{
    private const long GiB = 1L << 30;

    [Theory]
    [InlineData(null)]
    [InlineData(200_000L)]
    [InlineData(1_000_000L)]
    [InlineData(4_690_000_000L)]
    public void Every_byte_has_one_place_and_no_volume_is_too_large(long? size)
    {
        var random = new Random(70);
        long[] sizes =
            size < GiB
                ?
                [
                    0,
                    1,
                    511,
                    512,
                    513,
                    131_072,
                    180_000,
                    199_999,
                    5,
                    700_000,
                    0,
                    3_000_000,
                    64_000,
                    .. Enumerable.Range(0, 100).Select(_ => random.NextInt64(1, 90_000)),
                ]
                : [9 * GiB, 1, 20 * GiB, 3, 0];
        var contents = Contents(sizes);

        var layout = VolumePlanner.Plan(contents, size);

        IndexCheck.Require(layout.Index, layout.Count);
        Assert.Equal(
            contents.Entries.Select(entry => (entry.Name, entry.Size)),
            layout.Index.Entries.Select(entry => (entry.Name, entry.Size))
        );
        for (var volume = 1; volume <= layout.Count; volume++)
        {
            Assert.Equal(layout.Index.Volumes[volume - 1] - VolumeLayout.TailLength, layout.PartsOf(volume).Sum(part => part.Length));
            Assert.True(layout.Index.Volumes[volume - 1] <= (size ?? long.MaxValue));
        }

        if (size is not null)
        {
            Assert.InRange(layout.Count, 2, (int)(sizes.Sum() / (size.Value * 4 / 5)) + (size < 300_000 ? 40 : 3));
        }
    }

    [Fact]
    public void Plans_for_sizes_close_to_each_other_all_hold_together()
    {
        var contents = Contents([.. Enumerable.Range(0, 60).Select(i => 1000L * i * i)]);
        for (var size = 150_000L; size < 152_100; size += 7)
        {
            var layout = VolumePlanner.Plan(contents, size);

            for (var volume = 1; volume <= layout.Count; volume++)
            {
                Assert.NotEmpty(layout.PartsOf(volume));
            }

            Assert.All(layout.Index.Volumes, length => Assert.True(length <= size));
        }
    }

    [Fact]
    public async Task An_entry_over_8_GiB_is_read_by_tar_and_at_any_place()
    {
        using var folder = new TemporaryFolder();
        var layout = VolumePlanner.Plan(Contents([9 * GiB, 5]), null);
        using (var file = File.OpenHandle(folder["large.wsm"], FileMode.Create, FileAccess.ReadWrite))
        {
            var at = 0L;
            foreach (var part in layout.PartsOf(1))
            {
                RandomAccess.Write(file, part.Known.Span, at);
                at += part.Length;
            }

            RandomAccess.Write(file, VolumeLayout.Tail(new byte[32]), at);
            RandomAccess.Write(file, "beyond"u8, layout.Index.Entries[0].Pieces[0].At + 9 * GiB - 6);
        }

        var listed = await Tool.RunAsync("tar", ["tvf", folder["large.wsm"]]);
        using var set = VolumeFinder.Find(folder["large.wsm"])!;
        using var files = new VolumeFiles(set);
        await using var stream = files.Open(layout.Index.Entries[0].Name)!;
        stream.Position = 9 * GiB - 6;
        var end = new byte[6];
        stream.ReadExactly(end);

        Assert.Contains($" {9 * GiB} ", listed.Output);
        Assert.Contains(VolumeLayout.SumName, listed.Output);
        Assert.Equal("beyond"u8, end);
        Assert.Equal(0, stream.Read(end));
    }

    private static PackContents Contents(long[] sizes) =>
        new()
        {
            Lock = MemorySource.Order("", []).Lock,
            Head = [new PackedFile("bundle.json", new byte[5000]), new PackedFile("images/oci-layout", new byte[30])],
            Entries =
            [
                .. sizes
                    .Select((size, i) => (size, Digest: Digest.Of(BitConverter.GetBytes(i), i % 5 == 0 ? Digest.Sha512 : Digest.Sha256)))
                    .Select(blob => new PackedEntry(VolumeNames.Of(blob.Digest), blob.Digest, blob.size, _ => Stream.Null)),
            ],
        };
}
