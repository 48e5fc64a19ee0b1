using Wsm.Bundles.Archives;
using Wsm.Bundles.Layouts;

namespace Wsm.Bundles.Reading;

/// <summary>A bundle as <c>download</c> leaves it: a folder.</summary>
internal sealed class FolderFiles(string folder) : IBundleFiles
{
    public string Place => folder;

    public string? Folder => folder;

    public long? LengthOf(string file) => new FileInfo(PathOf(file)) is { Exists: true } found ? found.Length : null;

    public Stream? Open(string file)
    {
        try
        {
            return new FileStream(PathOf(file), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    public bool Holds(LockedImage image) => image.File is null || LengthOf(image.File) == image.Size;

    public IBlobStore OpenImage(LockedImage image) =>
        image.File is { } file ? LockedArchive.Open(PathOf(file), image) : new LayoutReader(PathOf(BundleNames.Images));

    public void Dispose() { }

    private string PathOf(string file) => BundleNames.PathIn(folder, file);
}
