using Microsoft.Win32.SafeHandles;
using Wsm.Bundles.Writing;
using Wsm.Oci.Models;

namespace Wsm.Bundles.Archives;

/// <summary>
/// The archive of one image while it is made. It grows under a name of its own, with every byte at its final place from the start,
/// and takes its final name when all of them are known to be right.
/// </summary>
internal sealed class ArchiveFile : IDisposable
{
    private readonly ArchiveLayout _layout;
    private SafeFileHandle? _file;

    public ArchiveFile(PlannedImage image, string path)
    {
        Image = image;
        Path = path;
        _layout = ArchiveLayout.Of(image.Contents);
        IsComplete = Fits(path);
    }

    public PlannedImage Image { get; }

    public string Path { get; }

    public string PartialPath => Path + BundleNames.PartialSuffix;

    /// <summary>Whether the final name already holds this very image.</summary>
    public bool IsComplete { get; private set; }

    public long Length => _layout.Length;

    /// <summary>Bytes of disk that are still to be taken up.</summary>
    public long BytesNeeded => IsComplete ? 0 : Math.Max(0, Length - Posix.AllocatedBytes(PartialPath));

    public bool PartialFits => Fits(PartialPath);

    /// <summary>Opens the partial file, with everything but blobs in it and disk space reserved for the rest.</summary>
    public void Begin()
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path)!);
        _file = File.OpenHandle(PartialPath, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
        Posix.Reserve(_file, Length);
        RandomAccess.SetLength(_file, Length);
        foreach (var (place, bytes) in _layout.Skeleton())
            RandomAccess.Write(_file, bytes, place);
    }

    public FramedBlob? PlaceOf(Descriptor blob) =>
        _layout.Find(blob.Digest) is { } entry ? new FramedBlob(_file!, entry.DataPlace, entry.Size) : null;

    /// <summary>Brings everything to disk. The file must still be published.</summary>
    public void Flush()
    {
        RandomAccess.FlushToDisk(_file!);
        _file!.Dispose();
    }

    public void Publish()
    {
        SafeFile.Publish(PartialPath, Path);
        IsComplete = true;
    }

    public void Dispose() => _file?.Dispose();

    /// <summary>Whether a file has this layout's length and fixed parts: then its blobs are where they are expected.</summary>
    private bool Fits(string path)
    {
        if (!File.Exists(path))
            return false;
        using var file = File.OpenHandle(path, share: FileShare.ReadWrite);
        return RandomAccess.GetLength(file) == Length
            && _layout
                .Skeleton()
                .All(part =>
                {
                    var found = new byte[part.Bytes.Length];
                    return RandomAccess.Read(file, found, part.Place) == found.Length && found.AsSpan().SequenceEqual(part.Bytes);
                });
    }
}
