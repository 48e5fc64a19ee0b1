using Wsm.Bundles.Archives;
using Wsm.Bundles.Contents;
using Wsm.Bundles.Locks;
using Wsm.Oci.References;

namespace Wsm.Bundles.Reading;

/// <summary>Makes the lock's entry of an image.</summary>
public static class LockedImages
{
    /// <param name="file">The archive's name; null in an OCI layout.</param>
    public static LockedImage Of(ImageContents image, Digest sourceDigest, string? file, string? referrerOf) =>
        new()
        {
            Reference = image.Reference.AsWritten,
            File = file,
            Size = file is null ? null : ArchiveLayout.Of(image).Length,
            SourceDigest = sourceDigest,
            Digest = image.Root.Digest,
            MediaType = image.Root.MediaType,
            Platforms = [.. image.Platforms.Select(platform => platform.ToString())],
            ReferrerOf = referrerOf,
            Contents =
            [
                .. image.Manifests.Select(manifest => new LockedContent(manifest.MediaType, manifest.Digest, manifest.Bytes.Length)),
                .. image.Blobs.Select(blob => new LockedContent(blob.MediaType, blob.Digest, blob.Size)),
            ],
            LeftOut =
                image.LeftOut.Count == 0
                    ? null
                    : [.. image.LeftOut.Select(layer => new LockedLayer(layer.MediaType, layer.Digest, layer.Size, layer.Urls))],
        };
}
