using Wsm.Bundles.Archives;
using Wsm.Oci.References;

namespace Wsm.Bundles;

/// <summary>Makes the lock's entry of an image.</summary>
internal static class LockedImages
{
    /// <param name="file">The archive's name; null in an OCI layout.</param>
    public static LockedImage Of(ImageContents image, Digest sourceDigest, string? file, string? referrerOf) =>
        new()
        {
            Reference = image.Reference.AsWritten,
            File = file,
            Size = file is null ? null : ArchiveLayout.Of(image).Length,
            SourceDigest = sourceDigest.ToString(),
            Digest = image.Root.Digest.ToString(),
            MediaType = image.Root.MediaType,
            Platforms = [.. image.Platforms.Select(platform => platform.ToString())],
            ReferrerOf = referrerOf,
            Contents =
            [
                .. image.Manifests.Select(manifest => new LockedContent(
                    manifest.MediaType,
                    manifest.Digest.ToString(),
                    manifest.Bytes.Length
                )),
                .. image.Blobs.Select(blob => new LockedContent(blob.MediaType, blob.Digest.ToString(), blob.Size)),
            ],
        };
}
