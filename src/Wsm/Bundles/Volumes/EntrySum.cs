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

    /// <returns>At the end of an entry of which everything was seen, the hash by its own algorithm.</returns>
    public byte[]? Append(IndexedEntry entry, long offset, ReadOnlySpan<byte> content)
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

        return offset + content.Length == entry.Size ? End(entry) : null;
    }

    public void Dispose() => _hash?.Dispose();

    private byte[]? End(IndexedEntry entry)
    {
        var sum = ReferenceEquals(entry, _entry) && _seen == entry.Size ? _hash!.GetCurrentHash() : null;
        _entry = null;
        ended(entry, sum is null ? null : Convert.ToHexStringLower(sum) == Digest.Parse(entry.Digest).Hex);
        return sum;
    }
}
