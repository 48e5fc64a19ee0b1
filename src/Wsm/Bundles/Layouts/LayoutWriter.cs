using System.Collections.Concurrent;
using Microsoft.Win32.SafeHandles;
using Wsm.Bundles.Archives;
using Wsm.Bundles.Writing;
using Wsm.Oci.Models;
using Wsm.Oci.References;

namespace Wsm.Bundles.Layouts;

/// <summary>One OCI image layout for all images.</summary>
internal sealed class LayoutWriter(string folder, IReadOnlyList<PlannedImage> images) : ImageWriter
{
    private readonly string _folder = Path.Combine(folder, BundleNames.Images);
    private readonly ConcurrentDictionary<Digest, SafeFileHandle> _open = [];

    public override long BytesNeeded =>
        images
            .SelectMany(image => image.Contents.Blobs)
            .DistinctBy(blob => blob.Digest)
            .Where(blob => !Has(blob))
            .Sum(blob => Math.Max(0, blob.Size - Posix.AllocatedBytes(PartialOf(blob.Digest))));

    public override bool IsComplete(PlannedImage image) =>
        image.Contents.Blobs.All(Has)
        && image.Contents.Manifests.All(manifest => SafeFile.Holds(PathOf(manifest.Digest), manifest.Bytes.Span));

    public override void Begin()
    {
        SafeFile.WriteIfChanged(Path.Combine(_folder, ArchiveDocuments.LayoutName), ArchiveDocuments.Layout);
        SafeFile.WriteAll(
            images
                .SelectMany(image => image.Contents.Manifests)
                .DistinctBy(manifest => manifest.Digest)
                .Select(manifest => (PathOf(manifest.Digest), manifest.Bytes))
        );
    }

    public override IReadOnlyList<IBlobPlace> TargetsOf(Descriptor blob) =>
        Has(blob) ? [] : [new PlainBlob(() => Open(blob.Digest), PartialOf(blob.Digest), blob.Size)];

    public override IReadOnlyList<IBlobPlace> DonorsOf(Descriptor blob) => [];

    public override void BlobArrived(Digest blob)
    {
        if (!_open.TryRemove(blob, out var file))
            return;
        RandomAccess.FlushToDisk(file);
        file.Dispose();

        // That the name reaches the disk too is seen to at the end: until then a lost one costs a second look at the partial file.
        File.Move(PartialOf(blob), PathOf(blob), overwrite: true);
    }

    public override void ImageArrived(PlannedImage image) { }

    public override void Commit()
    {
        foreach (
            var blobs in images
                .SelectMany(image => image.Contents.Blobs)
                .Select(blob => Path.GetDirectoryName(PathOf(blob.Digest))!)
                .Distinct()
        )
            Posix.SyncFolder(blobs);
        SafeFile.WriteIfChanged(
            Path.Combine(_folder, ArchiveDocuments.IndexName),
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
            .Select(PathOf)
            .ToHashSet();
        Leftovers.Drop(folder, Path.Combine(BundleNames.Images, "blobs"), path => !needed.Contains(path) && IsBlob(path));
    }

    protected override void Dispose(bool disposing)
    {
        foreach (var file in _open.Values)
            file.Dispose();
    }

    private bool Has(Descriptor blob) => new FileInfo(PathOf(blob.Digest)) is { Exists: true } file && file.Length == blob.Size;

    private SafeFileHandle Open(Digest digest) =>
        _open.GetOrAdd(
            digest,
            static (key, writer) =>
            {
                var path = writer.PartialOf(key);
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                return File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
            },
            this
        );

    private static bool IsBlob(string path)
    {
        var name = Path.GetFileName(path);
        if (name.EndsWith(BundleNames.PartialSuffix, StringComparison.Ordinal))
            name = name[..^BundleNames.PartialSuffix.Length];
        return Digest.TryParse($"{Path.GetFileName(Path.GetDirectoryName(path))}:{name}", out _);
    }

    private string PathOf(Digest digest) => LayoutReader.PathOf(_folder, digest);

    private string PartialOf(Digest digest) => PathOf(digest) + BundleNames.PartialSuffix;
}
