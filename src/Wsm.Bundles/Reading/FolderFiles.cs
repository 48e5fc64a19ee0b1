using Wsm.Bundles.Archives;
using Wsm.Bundles.Contents;
using Wsm.Bundles.Layouts;
using Wsm.Bundles.Locks;
using Wsm.Oci.Files;

namespace Wsm.Bundles.Reading;

/// <summary>A bundle as <c>download</c> leaves it: a folder.</summary>
internal sealed class FolderFiles(string folder) : IBundleFiles
{
    public string Place => folder;

    public GuardedFolder Folder { get; } = new(folder);

    public long? LengthOf(string file) => Folder.LengthOf(BundleNames.Plain(file));

    public Stream? Open(string file) => Folder.OpenStream(BundleNames.Plain(file));

    public bool Holds(LockedImage image) => image.File is null || LengthOf(image.File) == image.Size;

    public IBlobStore OpenImage(LockedImage image) =>
        image.File is { } file ? LockedArchive.Open(Folder, BundleNames.Plain(file), image) : new LayoutReader(Folder, BundleNames.Images);

    public void Dispose() { }
}
