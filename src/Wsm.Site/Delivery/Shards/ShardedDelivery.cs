using Wsm.Bundles.Sharding;

namespace Wsm.Site.Delivery.Shards;

/// <summary>
/// A shard's part of a delivery plan: its blobs, of whichever image, into every repository that needs them. An image's manifests are sent
/// by the shard that finds all blobs there when its own have arrived: the last one, so that none waits for another. Charts are the first
/// shard's.
/// </summary>
public static class ShardedDelivery
{
    public static DeliveryPlan Of(DeliveryPlan whole, Shard shard)
    {
        var assignment = ShardAssignment.Of(whole.Images.SelectMany(image => image.Blobs), shard.Count);
        var images = whole.Images.ToLookup(image =>
            image.Blobs.Count == 0
                // There is nothing to share out: the first brings it.
                ? shard.Index == 0
                : image.Blobs.Any(blob => assignment[blob.Digest] == shard.Index)
        );
        return whole with
        {
            Images =
            [
                .. images[true]
                    .Select(image =>
                        image with
                        {
                            Blobs = [.. image.Blobs.Where(blob => assignment[blob.Digest] == shard.Index)],
                            Awaited = [.. image.Blobs.Where(blob => assignment[blob.Digest] != shard.Index)],
                        }
                    ),
            ],
            Others = [.. images[false]],
            Charts = shard.Index == 0 ? whole.Charts : [],
            Share = new ShardShare(
                shard.Index,
                shard.Count,
                ShardPlan.IdentityOf(
                    whole.Images.Concat(whole.Copies).Select(image => (image.Relocated.Push.Canonical, image.Root.Digest))
                ),
                assignment.BlobsOf(shard.Index),
                assignment.BytesOf(shard.Index)
            ),
        };
    }
}
