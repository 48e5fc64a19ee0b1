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
        Add(ArchiveDocuments.LayoutName, ArchiveDocuments.Layout);
        Add(ArchiveDocuments.IndexName, ArchiveDocuments.Index([image], fullNames: false));
        if (ArchiveDocuments.DockerManifest(image) is { } docker) Add(ArchiveDocuments.DockerName, docker);
        foreach (var manifest in image.Manifests) Add(ArchiveDocuments.BlobName(manifest.Digest), manifest.Bytes.ToArray(), manifest.Descriptor);
        foreach (var blob in image.Blobs)
        {
            if (image.Manifests.All(manifest => manifest.Digest != blob.Digest)) Place(ArchiveDocuments.BlobName(blob.Digest), blob.Size, null, blob);
        }

        return new ArchiveLayout(entries);

        void Add(string name, byte[] content, Descriptor? blob = null) => Place(name, content.Length, content, blob);

        void Place(string name, long size, byte[]? content, Descriptor? blob)
        {
            var head = entries.Count == 0 ? 0 : entries[^1].End;
            var headLength = GzipMember.LengthOf(TarHeader.LengthFor(name));
            entries.Add(new ArchiveEntry { Name = name, Size = size, HeadPlace = head, DataPlace = head + headLength, Content = content, Blob = blob });
        }
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
}
