using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;
using Wsm.Bundles.Contents;
using Wsm.Bundles.Files;
using Wsm.Oci.Content;
using Wsm.Oci.Files;
using Wsm.Oci.Models;
using Wsm.Oci.References;

namespace Wsm.Bundles.Archives;

/// <summary>An image archive, read in place: its table of contents comes from hopping from tar header to tar header.</summary>
public sealed class ArchiveReader : IBlobStore
{
    private const int MostEntries = 50_000;
    private readonly SafeFileHandle _file;
    private readonly string _path;
    private readonly Dictionary<string, (long Place, long Size)> _entries = [];

    private ArchiveReader(SafeFileHandle file, string path)
    {
        _file = file;
        _path = path;
    }

    /// <exception cref="ContentException">The file is not an archive that wsm made, or is damaged or cut off.</exception>
    /// <returns>Null when it is not there.</returns>
    public static ArchiveReader? Open(GuardedFolder folder, string name)
    {
        if (folder.Open(name) is not { } file)
        {
            return null;
        }

        var reader = new ArchiveReader(file, folder.PathOf(name));
        try
        {
            reader.ReadEntries();
            return reader;
        }
        catch
        {
            reader.Dispose();
            throw;
        }
    }

    public bool Contains(Digest digest) => _entries.ContainsKey(ArchiveDocuments.BlobName(digest));

    /// <summary>Where a blob is, as something that its bytes can be taken from.</summary>
    public FramedBlob? PlaceOf(Digest digest) =>
        _entries.TryGetValue(ArchiveDocuments.BlobName(digest), out var entry) ? new FramedBlob(_file, entry.Place, entry.Size) : null;

    public Stream? Open(Digest digest, long offset) => OpenEntry(ArchiveDocuments.BlobName(digest), offset);

    /// <summary>The manifest or index of the image, as the layout's index names it.</summary>
    public RawManifest ReadRoot()
    {
        var index = RawManifest.Create(ReadDocument(ArchiveDocuments.IndexName), MediaTypes.OciIndex).AsIndex();
        if (index.Manifests is not [var root])
        {
            throw Damaged("its index does not name exactly one image");
        }

        return RawManifest.Create(ReadDocument(ArchiveDocuments.BlobName(root.Digest)), root.MediaType, root.Digest.Algorithm);
    }

    public void Dispose() => _file.Dispose();

    private byte[] ReadDocument(string name)
    {
        using var stream = OpenEntry(name, 0) ?? throw Damaged($"it has no {name}");
        if (stream.Length > RawManifest.LargestSize)
        {
            throw Damaged($"its {name} is too large");
        }

        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    private FramedStream? OpenEntry(string name, long offset) =>
        _entries.TryGetValue(name, out var entry)
            ? new FramedStream(new FramedBlob(_file, entry.Place, entry.Size), $"'{_path}'", offset)
            : null;

    private void ReadEntries()
    {
        var length = RandomAccess.GetLength(_file);
        var place = 0L;
        while (ReadHead(place, length, out var name, out var size, out var next))
        {
            if (_entries.Count == MostEntries || !_entries.TryAdd(name, (next, size)))
            {
                throw Damaged("it holds too many entries, or one twice");
            }

            place = size == 0 ? next : next + GzipMember.LengthOf(TarHeader.Padded(size));
            if (place >= length)
            {
                throw Damaged("it is cut off");
            }
        }
    }

    /// <summary>Reads the head member at <paramref name="place"/>; false at the end of the archive.</summary>
    private bool ReadHead(long place, long fileLength, out string name, out long size, out long next)
    {
        const int Start = GzipMember.HeaderLength + GzipMember.BlockHeaderLength;
        Span<byte> member = stackalloc byte[Start + TarHeader.LongLength + GzipMember.TrailerLength];
        member = member[..RandomAccess.Read(_file, member, place)];
        if (member.Length < Start || !member.StartsWith(GzipMember.Header))
        {
            throw Damaged($"there is no gzip member at byte {place}");
        }

        var content = BinaryPrimitives.ReadUInt16LittleEndian(member[(GzipMember.HeaderLength + 1)..]);
        var whole = (int)GzipMember.LengthOf(content);
        if (member.Length < whole || !member[..whole].SequenceEqual(GzipMember.Wrap(member.Slice(Start, content))))
        {
            throw Damaged($"the tar header at byte {place} does not fit its checksum");
        }

        next = place + whole;
        var head = member.Slice(Start, content);
        if (TarHeader.TryRead(head, out name, out size))
        {
            return true;
        }

        if (content != TarHeader.EndLength || head.ContainsAnyExcept((byte)0) || next != fileLength)
        {
            throw Damaged($"the tar header at byte {place} is not one that wsm writes");
        }

        return false;
    }

    private ContentException Damaged(string what) => new($"'{_path}' is not an intact image archive of wsm: {what}");
}
