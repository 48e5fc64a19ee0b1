namespace Wsm.Bundles.Volumes;

/// <summary>A run of bytes of a volume: bytes that are known, or a piece of an entry.</summary>
/// <param name="Entry">Null for known bytes.</param>
/// <param name="Offset">Where in the entry the piece starts.</param>
public sealed record VolumePart(ReadOnlyMemory<byte> Known, IndexedEntry? Entry, long Offset, long Length)
{
    public static VolumePart Of(ReadOnlyMemory<byte> known) => new(known, null, 0, known.Length);

    public bool IsLast => Entry is not null && Offset + Length == Entry.Size;
}
