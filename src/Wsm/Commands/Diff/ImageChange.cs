using Wsm.Bundles.Locks;
using Wsm.Oci.References;

namespace Wsm.Commands.Diff;

/// <summary>An image that came, went, or became another.</summary>
/// <param name="Name">Repository with its host.</param>
/// <param name="From">Its tag or digest in the older bundle; null where it is not there.</param>
/// <param name="Bytes">Of all its blobs: in the newer bundle, or of one that went in the older.</param>
/// <param name="NewBlobs">Those that no image of the older bundle has.</param>
internal sealed record ImageChange(
    string Name,
    string? From,
    Digest? FromDigest,
    string? To,
    Digest? ToDigest,
    long Bytes,
    IReadOnlyList<LockedContent> NewBlobs
)
{
    public long NewBytes => NewBlobs.Sum(blob => blob.Size);

    public static ImageChange Of(string name, string? from, LockedImage? older, string? to, LockedImage? newer, HashSet<Digest> known) =>
        new(
            name,
            from,
            older?.Digest,
            to,
            newer?.Digest,
            BundleDiff.BlobsOf([newer ?? older!]).Sum(blob => blob.Size),
            newer is null ? [] : [.. BundleDiff.BlobsOf([newer]).Where(blob => !known.Contains(blob.Digest))]
        );
}
