using Wsm.Bundles.Contents;
using Wsm.Bundles.Locks;
using Wsm.Oci.Models;

namespace Wsm.Bundles.Sharding;

/// <summary>A shard of a download is a delta that leaves out what the other shards fetch.</summary>
public static class ShardDelta
{
    /// <param name="name">Of the whole bundle.</param>
    /// <param name="images">Those whose blobs are shared out; what others there are, each shard has.</param>
    public static LockedDelta Of(string name, IReadOnlyCollection<ImageContents> images, Shard shard)
    {
        var assignment = ShardAssignment.Of(images.SelectMany(image => image.Blobs), shard.Count);
        var plan = ShardPlan.IdentityOf(images.Select(image => (image.Reference.Canonical, image.Root.Digest))).ToString();
        var absent = images
            .SelectMany(image => image.Blobs, (image, blob) => (Blob: blob, Place: PlaceOf(image, blob)))
            .Where(pair => assignment[pair.Blob.Digest] != shard.Index)
            .GroupBy(pair => pair.Blob.Digest)
            .OrderBy(same => same.Key.ToString(), StringComparer.Ordinal)
            .ToList();
        List<HeldPlace> places =
        [
            .. absent
                .SelectMany(same => same.Select(pair => pair.Place))
                .Distinct()
                .OrderBy(place => place.Name, StringComparer.Ordinal)
                .ThenBy(place => place.Repository, StringComparer.Ordinal),
        ];
        var numbers = places.Select((place, number) => (place, number)).ToDictionary(pair => pair.place, pair => pair.number);
        return new LockedDelta(
            places,
            [
                .. absent.Select(same => new AbsentBlob(
                    same.Key,
                    same.First().Blob.Size,
                    [.. same.Select(pair => numbers[pair.Place]).Distinct().Order()]
                )),
            ]
        );

        HeldPlace PlaceOf(ImageContents image, Descriptor blob) =>
            new(PlaceKind.Bundle, $"{name}, shard {assignment[blob.Digest]}/{shard.Count}", plan, image.Reference.Name);
    }
}
