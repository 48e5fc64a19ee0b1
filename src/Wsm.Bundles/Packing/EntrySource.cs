using Wsm.Bundles.Volumes;

namespace Wsm.Bundles.Packing;

/// <summary>Opens entries to be read one after another, each from its start to its end, however many steps that takes.</summary>
/// <param name="find">How to open an entry from an offset.</param>
internal sealed class EntrySource(Func<IndexedEntry, Func<long, Stream>> find) : IDisposable
{
    private Stream? _stream;
    private IndexedEntry? _entry;

    /// <summary>The entry's content from an offset.</summary>
    public Stream Open(IndexedEntry entry, long offset)
    {
        if (_stream is not null && ReferenceEquals(entry, _entry) && _stream.Position == offset)
        {
            return _stream;
        }

        _stream?.Dispose();
        _stream = find(entry)(offset);
        _entry = entry;
        return _stream;
    }

    public void Dispose() => _stream?.Dispose();
}
