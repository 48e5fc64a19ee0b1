using System.Collections.Concurrent;
using Microsoft.Win32.SafeHandles;
using Wsm.Bundles.Archives;
using Wsm.Bundles.Files;
using Wsm.Bundles.Locks;
using Wsm.Bundles.Planning;
using Wsm.Oci.Files;
using Wsm.Oci.Models;
using Wsm.Oci.References;

namespace Wsm.Bundles.Layouts;

/// <summary>One OCI image layout for all images.</summary>
internal sealed class LayoutWriter(GuardedFolder folder, IReadOnlyList<PlannedImage> images) : ImageWriter
{
    private readonly ConcurrentDictionary<Digest, SafeFileHandle> _open = [];

    public override long BytesNeeded =>
        images
            .SelectMany(image => image.Contents.Blobs)
            .DistinctBy(blob => blob.Digest)
            .Where(blob => !Has(blob))
            .Sum(blob => Math.Max(0, blob.Size - Posix.AllocatedBytes(folder.PathOf(PartialOf(blob.Digest)))));

    public override bool IsComplete(PlannedImage image) =>
        image.Contents.Blobs.All(Has)
        && image.Contents.Manifests.All(manifest => AtomicFile.Holds(folder, NameOf(manifest.Digest), manifest.Bytes.Span));

    public override void Begin()
    {
        AtomicFile.WriteIfChanged(folder, $"{BundleNames.Images}/{ArchiveDocuments.LayoutName}", ArchiveDocuments.Layout);
        AtomicFile.WriteAll(
            folder,
            images
                .SelectMany(image => image.Contents.Manifests)
                .DistinctBy(manifest => manifest.Digest)
                .Select(manifest => (NameOf(manifest.Digest), manifest.Bytes))
        );
    }

    public override IReadOnlyList<IBlobPlace> TargetsOf(Descriptor blob) =>
        Has(blob) ? [] : [new PlainBlob(() => Open(blob.Digest), () => folder.LengthOf(PartialOf(blob.Digest)), blob.Size)];

    public override IReadOnlyList<IBlobPlace> DonorsOf(Descriptor blob) => [];

    public override void BlobArrived(Digest blob)
    {
        if (!_open.TryRemove(blob, out var file))
        {
            return;
        }

        RandomAccess.FlushToDisk(file);
        file.Dispose();

        // That the name reaches the disk too is seen to at the end: until then a lost one costs a second look at the partial file.
        folder.Rename(PartialOf(blob), NameOf(blob));
    }

    public override Stream OpenArriving(PlannedImage image, Descriptor blob) =>
        new FileStream(folder.OpenOrCreate(PartialOf(blob.Digest)), FileAccess.Read, bufferSize: 0, isAsync: false);

    public override void ImageArrived(PlannedImage image) { }

    public override void Commit()
    {
        foreach (
            var blobs in images
                .SelectMany(image => image.Contents.Blobs)
                .Select(blob => Path.GetDirectoryName(folder.PathOf(NameOf(blob.Digest)))!)
                .Distinct()
        )
        {
            FolderSync.Flush(blobs);
        }

        AtomicFile.WriteIfChanged(
            folder,
            $"{BundleNames.Images}/{ArchiveDocuments.IndexName}",
            ArchiveDocuments.Index(images.Select(image => (image.Contents.Reference, image.Contents.Root.Descriptor)), fullNames: true)
        );
    }

    /// <summary>A file named by a digest is a blob of some plan; the lock that knew it may be lost, so names are what counts.</summary>
    public override void Tidy()
    {
        var needed = images
            .SelectMany(image =>
                image.Contents.Manifests.Select(manifest => manifest.Digest).Concat(image.Contents.Blobs.Select(blob => blob.Digest))
            )
            .Select(NameOf)
            .ToHashSet();
        Leftovers.Drop(folder, $"{BundleNames.Images}/blobs", name => !needed.Contains(name) && IsBlob(name));
    }

    protected override void Dispose(bool disposing)
    {
        foreach (var file in _open.Values)
        {
            file.Dispose();
        }
    }

    private bool Has(Descriptor blob) => folder.LengthOf(NameOf(blob.Digest)) == blob.Size;

    private SafeFileHandle Open(Digest digest) => _open.GetOrAdd(digest, static (key, place) => place.OpenOrCreate(PartialOf(key)), folder);

    private static bool IsBlob(string path)
    {
        var name = Path.GetFileName(path);
        if (name.EndsWith(BundleNames.PartialSuffix, StringComparison.Ordinal))
        {
            name = name[..^BundleNames.PartialSuffix.Length];
        }

        return Digest.TryParse($"{Path.GetFileName(Path.GetDirectoryName(path))}:{name}", out _);
    }

    private static string NameOf(Digest digest) => LayoutReader.NameOf(BundleNames.Images, digest);

    private static string PartialOf(Digest digest) => NameOf(digest) + BundleNames.PartialSuffix;
}
