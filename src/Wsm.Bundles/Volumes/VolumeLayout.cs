using System.Globalization;
using System.Text;
using Wsm.Bundles.Archives;
using Wsm.Oci.References;

namespace Wsm.Bundles.Volumes;

/// <summary>
/// Every byte of a set of volumes but those of its entries. A volume is a tar of its own: header, files that every volume has, index,
/// pieces of entries, and its own SHA-256.
/// </summary>
public sealed class VolumeLayout
{
    public const string IndexName = ".wsm/index.json";
    public const string SumName = ".wsm/sha256";

    /// <summary>The entry with the volume's SHA-256, and the end of the tar.</summary>
    public const int TailLength = 2 * TarHeader.BlockLength + TarHeader.EndLength;

    private readonly byte[] _common;
    private readonly IndexedFile _place;

    /// <param name="head">The contents of the index's head files, in its order.</param>
    /// <param name="indexBytes">The index as it stands in the volumes.</param>
    public VolumeLayout(VolumeIndex index, IReadOnlyList<ReadOnlyMemory<byte>> head, byte[] indexBytes)
    {
        Index = index;
        using var common = new MemoryStream();
        foreach (var (file, content) in index.Head.Zip(head))
        {
            AddEntry(common, file.Name, content.Span);
        }

        _place = new IndexedFile(
            IndexName,
            Digest.Of(indexBytes),
            indexBytes.Length,
            VolumeHeader.End + common.Length + TarHeader.BlockLength
        );
        AddEntry(common, IndexName, indexBytes);
        _common = common.ToArray();
    }

    public VolumeIndex Index { get; }

    /// <summary>The identity of the set.</summary>
    public Digest Set => _place.Digest;

    public int Count => Index.Volumes.Count;

    public VolumeHeader HeaderOf(int volume) =>
        new()
        {
            Format = VolumeHeader.CurrentFormat,
            Volume = volume,
            Volumes = Count,
            Size = Index.Volumes[volume - 1],
            Bundle = Index.Bundle,
            Index = _place,
        };

    /// <summary>All of a volume but its tail, in order.</summary>
    /// <exception cref="FormatException">The index contradicts itself.</exception>
    public IReadOnlyList<VolumePart> PartsOf(int volume)
    {
        var parts = new List<VolumePart> { VolumePart.Of(HeaderOf(volume).Write()), VolumePart.Of(_common) };
        var end = (long)VolumeHeader.End + _common.Length;
        foreach (var entry in Index.Entries)
        {
            var offset = 0L;
            for (var i = 0; i < entry.Pieces.Count; offset += entry.Pieces[i].Size, i++)
            {
                var piece = entry.Pieces[i];
                if (piece.Volume != volume)
                {
                    continue;
                }

                var name = PieceName(entry.Name, i, entry.Pieces.Count > 1);
                if (piece.At != end + TarHeader.LengthFor(name))
                {
                    throw new FormatException($"{entry.Name} is not where it must be in volume {volume}");
                }

                parts.Add(VolumePart.Of(TarHeader.Write(name, piece.Size)));
                parts.Add(new VolumePart(default, entry, offset, piece.Size));
                var padding = TarHeader.Padded(piece.Size) - piece.Size;
                if (padding > 0)
                {
                    parts.Add(VolumePart.Of(new byte[padding]));
                }

                end = piece.At + TarHeader.Padded(piece.Size);
            }
        }

        return end + TailLength == Index.Volumes[volume - 1]
            ? parts
            : throw new FormatException($"volume {volume} has another length than its contents");
    }

    /// <summary>What ends a volume.</summary>
    /// <param name="sum">As <see cref="VolumeWalk"/> makes it of all bytes before.</param>
    public static byte[] Tail(ReadOnlySpan<byte> sum)
    {
        var tail = new byte[TailLength];
        var text = Encoding.ASCII.GetBytes(Convert.ToHexStringLower(sum) + "\n");
        TarHeader.Write(SumName, text.Length).CopyTo(tail, 0);
        text.CopyTo(tail, TarHeader.BlockLength);
        return tail;
    }

    /// <summary>An entry that one volume cannot hold is cut: <c>cat NAME.part-*</c> makes it whole.</summary>
    public static string PieceName(string name, int piece, bool isCut) =>
        isCut ? $"{name}.part-{(piece + 1).ToString("D4", CultureInfo.InvariantCulture)}" : name;

    private static void AddEntry(MemoryStream target, string name, ReadOnlySpan<byte> content)
    {
        target.Write(TarHeader.Write(name, content.Length));
        target.Write(content);
        target.Write(new byte[TarHeader.Padded(content.Length) - content.Length]);
    }
}
