using FsCheck;
using FsCheck.Fluent;
using Wsm.Bundles.Sharding;
using Wsm.Oci.Models;
using Wsm.Oci.References;
using Wsm.Product.Failures;

namespace Wsm.Tests.Shards;

public sealed class ShardAssignmentTests
{
    [Fact]
    public void Every_machine_comes_to_the_same_answer_and_no_shard_has_more_than_one_blob_above_another() =>
        Prop.ForAll(Gen.Choose(0, 5000).ListOf().Zip(Gen.Choose(1, 9)).ToArbitrary(), drawn =>
            {
                var (sizes, count) = drawn;
                var blobs = sizes.Select((size, i) => Blob(i, size)).ToList();
                var here = ShardAssignment.Of(blobs, count);
                var there = ShardAssignment.Of(blobs.AsEnumerable().Reverse().Concat(blobs), count);
                var bytes = Enumerable.Range(0, count).Select(here.BytesOf).ToList();

                Assert.All(blobs, blob => Assert.Equal(here[blob.Digest], there[blob.Digest]));
                Assert.Equal(blobs.Sum(blob => blob.Size), bytes.Sum());
                Assert.Equal(blobs.Count, Enumerable.Range(0, count).Sum(here.BlobsOf));
                Assert.True(bytes.Max() - bytes.Min() <= blobs.Select(blob => blob.Size).DefaultIfEmpty().Max());
                Assert.All(Enumerable.Range(0, count), shard =>
                    Assert.Equal(here.BytesOf(shard), blobs.Where(blob => here[blob.Digest] == shard).Sum(blob => blob.Size))
                );
            })
            .QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("0/1", 0, 1)]
    [InlineData("3/4", 3, 4)]
    public void A_shard_is_counted_from_zero(string text, int index, int count) => Assert.Equal(new Shard(index, count), Shard.Parse(text));

    [Theory]
    [InlineData("4/4")]
    [InlineData("-1/4")]
    [InlineData("0/0")]
    [InlineData("1")]
    [InlineData("a/b")]
    [InlineData("0/1/2")]
    [InlineData("0/99999999999")]
    public void What_is_no_shard_is_refused(string text) => Assert.Throws<UserError>(() => Shard.Parse(text));

    private static Descriptor Blob(int number, long size) =>
        new()
        {
            MediaType = MediaTypes.OciLayerGzip,
            Digest = Digest.Of(BitConverter.GetBytes(number)),
            Size = size,
        };
}
