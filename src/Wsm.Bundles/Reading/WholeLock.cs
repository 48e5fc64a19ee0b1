using Wsm.Bundles.Contents;
using Wsm.Bundles.Locks;
using Wsm.Oci.Content;
using Wsm.Oci.References;

namespace Wsm.Bundles.Reading;

/// <summary>
/// The lock of the bundle that a delta and the bundle before it become. It follows from the delta alone and from how the older bundle keeps
/// its images, so who signs a delta can sign it too.
/// </summary>
public static class WholeLock
{
    public static BundleLock Of(BundleLock delta, BundleLayout layout, IEnumerable<LockedImage> images) =>
        delta with
        {
            Format = BundleLock.CurrentFormat,
            Layout = layout,
            Images = [.. images],
            Delta = null,
        };

    /// <exception cref="ContentException">A manifest of the delta is missing or damaged.</exception>
    public static BundleLock Of(Bundle delta, BundleLayout layout)
    {
        var files = FilesOf(delta, layout);
        return Of(delta.Lock, layout, delta.Images.Select(image => Entry(image, ImageContents.Read(image), files?[image.Reference])));
    }

    public static LockedImage Entry(BundleImage image, ImageContents contents, string? file) =>
        LockedImages.Of(contents, image.Entry.SourceDigest, file, image.Entry.ReferrerOf);

    /// <summary>The archives' names; null in an OCI layout.</summary>
    public static IReadOnlyDictionary<ImageReference, string>? FilesOf(Bundle delta, BundleLayout layout) =>
        layout == BundleLayout.Oci ? null : BundleNames.ArchivesOf(delta.Images.Select(image => image.Reference));

    /// <summary>Where a delta carries signatures over this lock.</summary>
    public static string SignatureName(BundleLayout layout) =>
        layout == BundleLayout.Oci ? LockFile.WholeLayoutSignatureName : LockFile.WholeArchivesSignatureName;
}
