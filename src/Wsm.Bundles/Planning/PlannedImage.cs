using Wsm.Bundles.Contents;
using Wsm.Bundles.Locks;

namespace Wsm.Bundles.Planning;

/// <summary>An image that a bundle is to hold.</summary>
/// <param name="Sources">Where its blobs can be had, best first.</param>
public sealed record PlannedImage(LockedImage Locked, ImageContents Contents, IReadOnlyList<BlobSource> Sources)
{
    public string Name => Locked.Reference;

    public long BlobBytes => Contents.Blobs.Sum(blob => blob.Size);
}
