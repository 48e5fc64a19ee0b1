using System.Text.Json;
using System.Text.Json.Serialization;
using Wsm.Bundles.Locks;
using Wsm.Oci.References;
using Wsm.Product.Changes;
using Wsm.Product.Wording;

namespace Wsm.Commands.Diff;

/// <summary>What changed from one bundle to another; <c>-o json</c> prints it.</summary>
/// <param name="Delta">What a delta for somebody who has the older one carries, manifests apart.</param>
/// <param name="Whole">All blobs of the newer one.</param>
internal sealed record BundleDiff(
    IReadOnlyList<ImageChange> Added,
    IReadOnlyList<ImageChange> Removed,
    IReadOnlyList<ImageChange> Changed,
    DiffPart Charts,
    BlobSum Delta,
    BlobSum Whole
)
{
    private static readonly DiffJson Json = new(ReadableJson.Like(DiffJson.Default.Options));

    [JsonIgnore]
    public bool IsEmpty => Added.Count + Removed.Count + Changed.Count == 0 && Charts.IsEmpty;

    public static BundleDiff Between(BundleLock older, BundleLock newer)
    {
        var known = BlobsOf(older.Images).Select(blob => blob.Digest).ToHashSet();
        var (before, after) = (ImagesOf(older), ImagesOf(newer));
        var part = DiffPart.Between(before.Keys, after.Keys);
        var moved = after
            .Where(pair => before.TryGetValue(pair.Key, out var was) && was.Digest != pair.Value.Digest)
            .Select(pair => new VersionChange(pair.Key.Name, pair.Key.Version, pair.Key.Version));
        return new BundleDiff(
            [.. part.Added.Select(image => ImageChange.Of(image.Name, null, null, image.Version, after[image], known))],
            [.. part.Removed.Select(image => ImageChange.Of(image.Name, image.Version, before[image], null, null, known))],
            [
                .. part
                    .Changed.Concat(moved)
                    .OrderBy(change => change.Name, StringComparer.Ordinal)
                    .Select(change =>
                        ImageChange.Of(
                            change.Name,
                            change.From,
                            before[new Versioned(change.Name, change.From)],
                            change.To,
                            after[new Versioned(change.Name, change.To)],
                            known
                        )
                    ),
            ],
            DiffPart.Between(ChartsOf(older), ChartsOf(newer)),
            BlobSum.Of(BlobsOf(newer.Images).Where(blob => !known.Contains(blob.Digest))),
            BlobSum.Of(BlobsOf(newer.Images))
        );
    }

    public string ToJson() => JsonSerializer.Serialize(this, Json.BundleDiff);

    public static IEnumerable<LockedContent> BlobsOf(IEnumerable<LockedImage> images) =>
        images.SelectMany(image => image.Contents).Where(content => !content.IsManifest).DistinctBy(content => content.Digest);

    /// <summary>Signatures and the like are counted in the sums; listed they would hide the images.</summary>
    private static Dictionary<Versioned, LockedImage> ImagesOf(BundleLock bundle) =>
        bundle
            .Images.Where(image => image.ReferrerOf is null)
            .Select(image => (Reference: ImageReference.Parse(image.Reference), image))
            .DistinctBy(pair => pair.Reference)
            .ToDictionary(
                pair => new Versioned(pair.Reference.Name, pair.Reference.Canonical[pair.Reference.Name.Length..].TrimStart(':')),
                pair => pair.image
            );

    /// <summary>A chart that was published again under its old version differs too.</summary>
    private static IEnumerable<Versioned> ChartsOf(BundleLock bundle) =>
        bundle.Charts.Select(chart => new Versioned(chart.Name, $"{chart.Version} ({chart.Digest.ShortHex})")).Distinct();
}

internal sealed record BlobSum(int Blobs, long Bytes)
{
    public static BlobSum Of(IEnumerable<LockedContent> blobs)
    {
        var all = blobs.ToList();
        return new BlobSum(all.Count, all.Sum(blob => blob.Size));
    }
}

[JsonSourceGenerationOptions(
    WriteIndented = true,
    NewLine = "\n",
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(BundleDiff))]
internal sealed partial class DiffJson : JsonSerializerContext;
