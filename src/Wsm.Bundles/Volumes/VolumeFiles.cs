using Wsm.Bundles.Contents;
using Wsm.Bundles.Locks;
using Wsm.Oci.Files;
using Wsm.Oci.References;

namespace Wsm.Bundles.Volumes;

/// <summary>A bundle in volumes, read where it lies.</summary>
public sealed class VolumeFiles(VolumeSet set) : IBundleFiles
{
    private readonly Dictionary<string, IndexedFile> _head = set.Index.Head.ToDictionary(file => file.Name);
    private readonly Dictionary<string, IndexedEntry> _entries = set.Index.Entries.ToDictionary(entry => entry.Name);

    public VolumeSet Set => set;

    /// <summary>Where to look for what volumes that are gone again held; null where nothing is carried over.</summary>
    public VolumeCarry? Carry { get; set; }

    public string Place => set.Place;

    public GuardedFolder? Folder => null;

    public IndexedEntry? Find(string file) => _entries.GetValueOrDefault(file);

    public long? LengthOf(string file) =>
        _head.TryGetValue(file, out var common) ? common.Size
        : _entries.TryGetValue(file, out var entry) && IsHere(entry) ? entry.Size
        : null;

    public Stream? Open(string file) => Open(file, 0);

    public IBlobStore OpenImage(LockedImage image) => new Blobs(this);

    public bool Holds(LockedImage image) =>
        image.Contents.All(content => Find(VolumeNames.Of(content.Digest)) is not { } entry || IsHere(entry));

    public void Dispose() => set.Dispose();

    private bool IsHere(IndexedEntry entry) => entry.Pieces.All(piece => set.FileOf(piece.Volume) is not null);

    private Stream? Open(string name, long offset) =>
        _head.TryGetValue(name, out var common) ? new MemoryStream(set.ReadHead(common), writable: false) { Position = offset }
        : _entries.TryGetValue(name, out var entry) ? new PieceStream(set, entry, offset, Carry)
        : null;

    /// <summary>All blobs; the volumes stay open for whoever reads next.</summary>
    private sealed class Blobs(VolumeFiles files) : IBlobStore
    {
        public bool Contains(Digest digest) => files.LengthOf(VolumeNames.Of(digest)) is not null;

        public Stream? Open(Digest digest, long offset) => files.Open(VolumeNames.Of(digest), offset);

        public void Dispose() { }
    }
}
