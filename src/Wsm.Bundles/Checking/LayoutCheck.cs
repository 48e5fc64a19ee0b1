using Wsm.Bundles.Archives;
using Wsm.Bundles.Contents;
using Wsm.Bundles.Layouts;
using Wsm.Bundles.Locks;
using Wsm.Bundles.Reading;
using Wsm.Oci.Files;

namespace Wsm.Bundles.Checking;

/// <summary>Checks an OCI layout: its two documents, and every blob of the lock, manifests included.</summary>
internal sealed class LayoutCheck(Bundle bundle, Findings findings) : IImageCheck
{
    private readonly List<IDisposable> _open = [];

    public long BytesRead { get; private set; }

    public IEnumerable<Piece> Pieces()
    {
        CheckDocument(ArchiveDocuments.LayoutName, ArchiveDocuments.Layout);
        CheckDocument(ArchiveDocuments.IndexName, ArchiveDocuments.IndexOf(bundle.Images));
        var carried = bundle
            .Images.SelectMany(CarriedOf, (image, content) => (image.Entry.Reference, content))
            .DistinctBy(pair => pair.content.Digest);
        foreach (var (name, content) in carried)
        {
            if (PieceOf(name, content) is { } piece)
            {
                yield return piece;
            }
        }
    }

    public IEnumerable<string> KnownFiles() =>
        [
            FileOf(ArchiveDocuments.LayoutName),
            FileOf(ArchiveDocuments.IndexName),
            .. bundle.Images.SelectMany(CarriedOf).Select(content => FileOf(ArchiveDocuments.BlobName(content.Digest))),
        ];

    public void Dispose()
    {
        foreach (var file in _open)
        {
            file.Dispose();
        }
    }

    private static IEnumerable<LockedContent> CarriedOf(BundleImage image) =>
        image.Entry.Contents.Where(content => !image.IsAbsent(content.Digest));

    private Piece? PieceOf(string name, LockedContent content)
    {
        var digest = content.Digest;
        var file = FileOf(ArchiveDocuments.BlobName(digest));
        if (!findings.HasFile(bundle.Folder, file, name, [content.Digest], out var length))
        {
            return null;
        }

        if (length != content.Size)
        {
            findings.Add(FindingKind.Damaged, file, name, content.Digest, $"it is {length} bytes long instead of {content.Size}");
            return null;
        }

        var place = new PlainBlob(() => OpenOnce(file), () => bundle.Folder.LengthOf(file), content.Size);
        return new Piece(name, file, digest, content.Size, place, HasChecksum: false);
    }

    private Microsoft.Win32.SafeHandles.SafeFileHandle OpenOnce(string file)
    {
        var handle = bundle.Folder.Open(file) ?? throw new FileNotFoundException($"'{bundle.Folder.PathOf(file)}' is gone");
        lock (_open)
        {
            _open.Add(handle);
        }

        return handle;
    }

    private void CheckDocument(string name, byte[] expected)
    {
        BytesRead += expected.Length;
        if (!AtomicFile.Holds(bundle.Folder, FileOf(name), expected))
        {
            findings.Add(FindingKind.Damaged, FileOf(name), null, null, "it is not what the lock describes");
        }
    }

    private static string FileOf(string name) => $"{BundleNames.Images}/{name}";
}
