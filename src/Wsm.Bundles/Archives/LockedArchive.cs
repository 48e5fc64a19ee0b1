using Microsoft.Win32.SafeHandles;
using Wsm.Bundles.Contents;
using Wsm.Bundles.Locks;
using Wsm.Oci.Files;
using Wsm.Oci.References;

namespace Wsm.Bundles.Archives;

/// <summary>An image archive whose contents the lock tells: nothing of the file has to be read to find a blob in it.</summary>
internal sealed class LockedArchive : IBlobStore
{
    private readonly SafeFileHandle _file;
    private readonly string _path;
    private readonly IReadOnlyDictionary<Digest, ArchiveEntry> _places;

    private LockedArchive(SafeFileHandle file, string path, IReadOnlyDictionary<Digest, ArchiveEntry> places)
    {
        _file = file;
        _path = path;
        _places = places;
    }

    public SafeFileHandle File => _file;

    /// <exception cref="FileNotFoundException">It is not there.</exception>
    public static LockedArchive Open(GuardedFolder folder, string name, LockedImage image) =>
        new(
            folder.Open(name) ?? throw new FileNotFoundException($"'{folder.PathOf(name)}' is not there"),
            folder.PathOf(name),
            ArchiveLayout.PlacesOf(image)
        );

    public bool Contains(Digest digest) => _places.ContainsKey(digest);

    public FramedBlob? PlaceOf(Digest digest) =>
        _places.TryGetValue(digest, out var entry) ? new FramedBlob(_file, entry.DataPlace, entry.Size) : null;

    public Stream? Open(Digest digest, long offset) => PlaceOf(digest) is { } place ? new FramedStream(place, $"'{_path}'", offset) : null;

    public void Dispose() => _file.Dispose();
}
