using Wsm.Oci.Content;
using Wsm.Oci.References;

namespace Wsm.Bundles.Volumes;

/// <summary>
/// The digest of the entry that is being passed: entries follow one another, so there is one at a time, also across volumes.
/// </summary>
/// <param name="ended">Told of each entry whether its digest is right; null where not all of it was seen.</param>
internal sealed class EntryHasher(Action<IndexedEntry, bool?> ended) : IDisposable
{
    private BlobHasher? _hash;
    private IndexedEntry? _entry;
    private long _seen;

    /// <returns>At the end of an entry of which everything was seen, its digest by its own algorithm.</returns>
    public Digest? Append(IndexedEntry entry, long offset, ReadOnlySpan<byte> content)
    {
        if (offset == 0)
        {
            _hash?.Dispose();
            _hash = new BlobHasher(entry.Digest.Algorithm);
            (_entry, _seen) = (entry, 0);
        }

        if (ReferenceEquals(entry, _entry) && offset == _seen)
        {
            _hash!.Append(content);
            _seen += content.Length;
        }

        return offset + content.Length == entry.Size ? End(entry) : null;
    }

    public void Dispose() => _hash?.Dispose();

    private Digest? End(IndexedEntry entry)
    {
        var found = ReferenceEquals(entry, _entry) && _seen == entry.Size ? _hash!.Finish() : null;
        _entry = null;
        ended(entry, found is null ? null : found == entry.Digest);
        return found;
    }
}
