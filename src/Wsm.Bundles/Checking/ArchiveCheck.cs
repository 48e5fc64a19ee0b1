using Wsm.Bundles.Archives;
using Wsm.Bundles.Contents;
using Wsm.Bundles.Reading;
using Wsm.Oci.Content;
using Wsm.Oci.Models;

namespace Wsm.Bundles.Checking;

/// <summary>Checks archives: every byte that is not a blob's is known from the manifests, and compared.</summary>
internal sealed class ArchiveCheck(Bundle bundle, Findings findings) : IImageCheck
{
    private readonly List<LockedArchive> _open = [];

    public long BytesRead { get; private set; }

    public IEnumerable<Piece> Pieces() => bundle.Images.SelectMany(PiecesOf);

    public IEnumerable<string> KnownFiles() => bundle.Images.Select(image => image.Entry.File!);

    public void Dispose()
    {
        foreach (var archive in _open)
        {
            archive.Dispose();
        }
    }

    private IEnumerable<Piece> PiecesOf(BundleImage image)
    {
        var (file, name) = (image.Entry.File!, image.Entry.Reference);
        if (!findings.HasFile(bundle.Folder, file, name, image.Entry.Contents.Select(content => content.Digest), out _))
        {
            return [];
        }

        var archive = LockedArchive.Open(bundle.Folder, file, image.Entry);
        _open.Add(archive);
        var contents = ReadContents(image);
        if (contents is null)
        {
            findings.Add(FindingKind.Damaged, file, name, null, "its manifests are damaged or not the lock's");
        }
        else
        {
            CompareSkeleton(archive, ArchiveLayout.Of(contents), file, name);
        }

        // Manifests have been compared already, unless they could not be read.
        var compared = contents?.Manifests.Select(manifest => manifest.Digest).ToHashSet() ?? [];
        return
        [
            .. image
                .Entry.Contents.DistinctBy(content => content.Digest)
                .Where(content => !compared.Contains(content.Digest))
                .Select(content =>
                {
                    var digest = content.Digest;
                    return new Piece(name, file, digest, content.Size, archive.PlaceOf(digest)!, HasChecksum: true);
                }),
        ];
    }

    private void CompareSkeleton(LockedArchive archive, ArchiveLayout layout, string file, string name)
    {
        var length = RandomAccess.GetLength(archive.File);
        if (length != layout.Length)
        {
            findings.Add(FindingKind.Damaged, file, name, null, $"it is {length} bytes long instead of {layout.Length}");
        }

        foreach (var (place, expected) in layout.Skeleton())
        {
            var found = new byte[expected.Length];
            BytesRead += expected.Length;
            if (RandomAccess.Read(archive.File, found, place) != found.Length || !found.AsSpan().SequenceEqual(expected))
            {
                findings.Add(FindingKind.Damaged, file, name, null, $"a header or document near byte {place} is wrong");
            }
        }
    }

    /// <summary>What the image consists of by its own manifests; null when they are damaged or contradict the lock.</summary>
    public static ImageContents? ReadContents(BundleImage image)
    {
        try
        {
            var contents = ImageContents.Read(image);
            var locked = LockedImages.Of(contents, image.Entry.SourceDigest, image.Entry.File, null);
            return locked.Contents.SequenceEqual(image.Entry.Contents) ? contents : null;
        }
        catch (Exception error) when (error is ContentException or ManifestException)
        {
            return null;
        }
    }
}
