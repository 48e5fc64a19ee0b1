using Wsm.Bundles.Archives;
using Wsm.Bundles.Contents;
using Wsm.Bundles.Locks;
using Wsm.Bundles.Reading;
using Wsm.Bundles.Volumes;
using Wsm.Oci.Content;
using Wsm.Oci.Models;
using Wsm.Oci.References;
using Wsm.Product.Failures;

namespace Wsm.Bundles.Packing;

/// <summary>
/// Everything of a bundle that goes into volumes: each blob once, and archives not at all, because they follow from the rest.
/// </summary>
internal sealed record PackContents
{
    public required BundleLock Lock { get; init; }

    /// <summary>What every volume has, so that any of them tells what the bundle is: lock, signature, manifests.</summary>
    public required IReadOnlyList<PackedFile> Head { get; init; }

    public required IReadOnlyList<PackedEntry> Entries { get; init; }

    /// <exception cref="UserError">Something of the bundle is missing or damaged.</exception>
    public static PackContents Of(Bundle bundle)
    {
        if (!LockFile.IsIntact(bundle.LockBytes.Span))
        {
            throw new UserError(
                $"{LockFile.Name} of '{bundle.Place}' is damaged: its checksum does not match its content",
                RemedyKind.VerifyBundle
            );
        }

        var contents = bundle
            .Images.SelectMany(
                image => image.Entry.Contents.Where(content => !image.IsAbsent(content.Digest)),
                (image, content) => (Image: image, Content: content)
            )
            .DistinctBy(pair => pair.Content.Digest)
            .ToList();
        return new PackContents
        {
            Lock = bundle.Lock,
            Head =
            [
                new PackedFile(LockFile.Name, bundle.LockBytes),
                .. BundleNames
                    .BesideLock.Select(name => (name, Content: bundle.ReadOptional(name)))
                    .Where(file => file.Content is not null)
                    .Select(file => new PackedFile(file.name, file.Content)),
                new PackedFile(VolumeNames.Of(ArchiveDocuments.LayoutName), ArchiveDocuments.Layout),
                new PackedFile(VolumeNames.Of(ArchiveDocuments.IndexName), ArchiveDocuments.IndexOf(bundle.Images)),
                .. contents.Where(pair => pair.Content.IsManifest).Select(pair => ManifestOf(bundle, pair.Image, pair.Content.Digest)),
            ],
            Entries =
            [
                .. bundle
                    .Lock.Files()
                    .Select(file => new PackedEntry(file.File, file.Digest, file.Size, offset => OpenFile(bundle, file.File, offset))),
                .. contents.Where(pair => !pair.Content.IsManifest).Select(pair => BlobOf(pair.Image, pair.Content)),
            ],
        };
    }

    private static PackedFile ManifestOf(Bundle bundle, BundleImage image, Digest digest)
    {
        try
        {
            return new PackedFile(VolumeNames.Of(digest), image.ReadManifest(digest).Bytes);
        }
        catch (Exception error) when (error is ContentException or IOException)
        {
            throw Unusable(bundle, error);
        }
    }

    private static PackedEntry BlobOf(BundleImage image, LockedContent content)
    {
        var digest = content.Digest;
        return new PackedEntry(VolumeNames.Of(digest), digest, content.Size, offset => image.OpenBlob(
                new Descriptor
                {
                    MediaType = content.MediaType,
                    Digest = digest,
                    Size = content.Size,
                },
                offset,
                verify: false
            )) { Image = image.Entry.Reference };
    }

    private static Stream OpenFile(Bundle bundle, string file, long offset)
    {
        var stream = bundle.Files.Open(file) ?? throw new UserError($"The bundle '{bundle.Place}' lacks {file}", RemedyKind.VerifyBundle);
        stream.Position = offset;
        return stream;
    }

    private static UserError Unusable(Bundle bundle, Exception error) =>
        new($"The bundle '{bundle.Place}' cannot be packed: {error.Message}", RemedyKind.VerifyBundle, cause: error);
}

internal sealed record PackedFile(string Name, ReadOnlyMemory<byte> Content);

/// <param name="Open">The content from an offset, unverified.</param>
internal sealed record PackedEntry(string Name, Digest Digest, long Size, Func<long, Stream> Open)
{
    /// <summary>An image that it belongs to; null for a file.</summary>
    public string? Image { get; init; }
}
