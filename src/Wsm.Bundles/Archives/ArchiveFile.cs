using System.Buffers;
using Microsoft.Win32.SafeHandles;
using Wsm.Bundles.Files;
using Wsm.Bundles.Locks;
using Wsm.Bundles.Planning;
using Wsm.Oci.Files;
using Wsm.Oci.Models;

namespace Wsm.Bundles.Archives;

/// <summary>
/// The archive of one image while it is made. It grows under a name of its own, with every byte at its final place from the start,
/// and takes its final name when all of them are known to be right.
/// </summary>
internal sealed class ArchiveFile : IDisposable
{
    /// <summary>Null once the archive is complete: of thousands only the length is asked for then.</summary>
    private readonly ArchiveLayout? _layout;

    private readonly GuardedFolder _folder;
    private SafeFileHandle? _file;

    public ArchiveFile(PlannedImage image, GuardedFolder folder)
    {
        Image = image;
        _folder = folder;
        Name = BundleNames.Plain(image.Locked.File!);
        var layout = ArchiveLayout.Of(image.Contents);
        Length = layout.Length;
        IsComplete = Fits(Name, layout);
        _layout = IsComplete ? null : layout;
    }

    public PlannedImage Image { get; }

    /// <summary>In the bundle's folder.</summary>
    public string Name { get; }

    public string PartialName => Name + BundleNames.PartialSuffix;

    /// <summary>Whether the final name already holds this very image.</summary>
    public bool IsComplete { get; private set; }

    public long Length { get; }

    /// <summary>Bytes of disk that are still to be taken up.</summary>
    public long BytesNeeded => IsComplete ? 0 : Math.Max(0, Length - Posix.AllocatedBytes(_folder.PathOf(PartialName)));

    public bool PartialFits => Fits(PartialName, Layout);

    private ArchiveLayout Layout => _layout ?? throw new InvalidOperationException($"{Name} is complete");

    /// <summary>Opens the partial file, with everything but blobs in it and disk space reserved for the rest.</summary>
    public void Begin()
    {
        _file = _folder.OpenOrCreate(PartialName);
        Posix.Reserve(_file, Length);
        RandomAccess.SetLength(_file, Length);
        foreach (var (place, bytes) in Layout.Skeleton())
        {
            RandomAccess.Write(_file, bytes, place);
        }
    }

    public FramedBlob? PlaceOf(Descriptor blob) =>
        Layout.Find(blob.Digest) is { } entry ? new FramedBlob(_file!, entry.DataPlace, entry.Size) : null;

    /// <summary>A blob that comes to its place, by a file of its own: whatever becomes of this one, it can be read to its end.</summary>
    public Stream OpenArriving(Descriptor blob)
    {
        var entry = Layout.Find(blob.Digest) ?? throw new ArgumentException($"{blob.Digest} is no blob of {Name}", nameof(blob));
        var file = _folder.OpenOrCreate(PartialName);
        return new FramedStream(new FramedBlob(file, entry.DataPlace, entry.Size), $"'{PartialName}'", 0, file);
    }

    /// <summary>Brings everything to disk. The file must still be published.</summary>
    public void Flush()
    {
        RandomAccess.FlushToDisk(_file!);
        _file!.Dispose();
    }

    public void Publish()
    {
        AtomicFile.Publish(_folder, PartialName, Name);
        IsComplete = true;
    }

    public void Dispose() => _file?.Dispose();

    /// <summary>Whether a file has this layout's length and fixed parts: then its blobs are where they are expected.</summary>
    private bool Fits(string name, ArchiveLayout layout)
    {
        using var file = _folder.Open(name);
        return file is not null
            && RandomAccess.GetLength(file) == layout.Length
            && layout.Skeleton().All(part => Holds(file, part.Place, part.Bytes));
    }

    private static bool Holds(SafeFileHandle file, long place, byte[] expected)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(expected.Length);
        try
        {
            var found = buffer.AsSpan(0, expected.Length);
            return RandomAccess.Read(file, found, place) == found.Length && found.SequenceEqual(expected);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
