using Wsm.Bundles.Contents;
using Wsm.Bundles.Files;
using Wsm.Bundles.Locks;
using Wsm.Oci.Models;
using Wsm.Oci.References;

namespace Wsm.Bundles.Archives;

/// <summary>Where every byte of an image's archive is, known from its manifests alone.</summary>
internal sealed class ArchiveLayout
{
    private readonly Dictionary<Digest, ArchiveEntry> _blobs;

    private ArchiveLayout(List<ArchiveEntry> entries)
    {
        Entries = entries;
        EndPlace = entries[^1].End;
        Length = EndPlace + GzipMember.LengthOf(TarHeader.EndLength);
        _blobs = entries.Where(entry => entry.Blob is not null && entry.Content is null).ToDictionary(entry => entry.Blob!.Digest);
    }

    /// <summary>Documents first, then manifests, then blobs, so that what is read first comes first.</summary>
    public IReadOnlyList<ArchiveEntry> Entries { get; }

    /// <summary>Where the gzip member of the two empty blocks starts.</summary>
    public long EndPlace { get; }

    /// <summary>The length of the file, bytes.</summary>
    public long Length { get; }

    /// <summary>Where a blob belongs; null when it is a manifest, which is there from the start.</summary>
    public ArchiveEntry? Find(Digest blob) => _blobs.GetValueOrDefault(blob);

    public static ArchiveLayout Of(ImageContents image)
    {
        var entries = new List<ArchiveEntry>();
        AddDocuments(entries, image.Reference, image.Root.Descriptor);
        foreach (var manifest in image.Manifests)
        {
            Add(entries, ArchiveDocuments.BlobName(manifest.Digest), manifest.Bytes.Length, manifest.Bytes.ToArray(), manifest.Descriptor);
        }

        foreach (var blob in image.Blobs)
        {
            if (image.Manifests.All(manifest => manifest.Digest != blob.Digest))
            {
                Add(entries, ArchiveDocuments.BlobName(blob.Digest), blob.Size, null, blob);
            }
        }

        // Last, because its length cannot be told from the lock: so the lock alone tells where all the rest is.
        if (ArchiveDocuments.DockerManifest(image) is { } docker)
        {
            Add(entries, ArchiveDocuments.DockerName, docker.Length, docker, null);
        }

        return new ArchiveLayout(entries);
    }

    /// <summary>Where the manifests and blobs of an image are by the lock alone, however damaged the archive is.</summary>
    public static IReadOnlyDictionary<Digest, ArchiveEntry> PlacesOf(LockedImage image)
    {
        var entries = new List<ArchiveEntry>();
        var contents = image
            .Contents.Select(content => new Descriptor
            {
                MediaType = content.MediaType,
                Digest = content.Digest,
                Size = content.Size,
            })
            .DistinctBy(content => content.Digest)
            .ToList();
        if (contents.Count == 0)
        {
            return new Dictionary<Digest, ArchiveEntry>();
        }

        AddDocuments(entries, ImageReference.Parse(image.Reference), contents[0]);
        foreach (var content in contents)
        {
            Add(entries, ArchiveDocuments.BlobName(content.Digest), content.Size, null, content);
        }

        return entries.Where(entry => entry.Blob is not null).ToDictionary(entry => entry.Blob!.Digest);
    }

    /// <summary>Everything but the blobs' blocks and trailers: what can be written before the first blob has come.</summary>
    public IEnumerable<(long Place, byte[] Bytes)> Skeleton()
    {
        foreach (var entry in Entries)
        {
            var head = GzipMember.Wrap(TarHeader.Write(entry.Name, entry.Size));
            if (entry.Size == 0)
            {
                yield return (entry.HeadPlace, head);
            }
            else if (entry.Content is { } content)
            {
                var padded = new byte[entry.Padded];
                content.CopyTo(padded, 0);
                yield return (entry.HeadPlace, [.. head, .. GzipMember.Wrap(padded)]);
            }
            else
            {
                yield return (entry.HeadPlace, [.. head, .. GzipMember.Header]);
            }
        }

        yield return (EndPlace, GzipMember.Wrap(new byte[TarHeader.EndLength]));
    }

    private static void AddDocuments(List<ArchiveEntry> entries, ImageReference reference, Descriptor root)
    {
        Add(entries, ArchiveDocuments.LayoutName, ArchiveDocuments.Layout.Length, ArchiveDocuments.Layout, null);
        var index = ArchiveDocuments.Index([(reference, root)], fullNames: false);
        Add(entries, ArchiveDocuments.IndexName, index.Length, index, null);
    }

    private static void Add(List<ArchiveEntry> entries, string name, long size, byte[]? content, Descriptor? blob)
    {
        var head = entries.Count == 0 ? 0 : entries[^1].End;
        entries.Add(
            new ArchiveEntry
            {
                Name = name,
                Size = size,
                HeadPlace = head,
                DataPlace = head + GzipMember.LengthOf(TarHeader.LengthFor(name)),
                Content = content,
                Blob = blob,
            }
        );
    }
}
