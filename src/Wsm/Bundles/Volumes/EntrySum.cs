using System.Security.Cryptography;
using Wsm.Oci.References;

namespace Wsm.Bundles.Volumes;

/// <summary>The digest of the entry that is being passed: entries follow one another, so there is one at a time, also across volumes.</summary>
/// <param name="ended">Told of each entry whether its digest is right; null where not all of it was seen.</param>
internal sealed class EntrySum(Action<IndexedEntry, bool?> ended) : IDisposable
{
    private IncrementalHash? _hash;
    private IndexedEntry? _entry;
    private long _seen;

    public void Append(IndexedEntry entry, long offset, ReadOnlySpan<byte> content)
    {
        if (offset == 0)
        {
            _hash?.Dispose();
            _hash = Hashing.Create(Digest.Parse(entry.Digest));
            (_entry, _seen) = (entry, 0);
        }

        if (ReferenceEquals(entry, _entry) && offset == _seen)
        {
            _hash!.AppendData(content);
            _seen += content.Length;
        }

        if (offset + content.Length == entry.Size) End(entry);
    }

    public void Dispose() => _hash?.Dispose();

    private void End(IndexedEntry entry)
    {
        var whole = ReferenceEquals(entry, _entry) && _seen == entry.Size;
        ended(entry, whole ? _hash!.Is(Digest.Parse(entry.Digest)) : null);
        _entry = null;
    }
}
