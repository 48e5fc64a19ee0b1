using System.Globalization;
using System.Text.Json;
using Wsm.Bundles.Archives;
using Wsm.Bundles.Volumes;
using Wsm.Oci.References;
using Wsm.Product.Failures;
using Wsm.Product.Wording;

namespace Wsm.Bundles.Packing;

/// <summary>Decides what goes where: entries in order, cut where a volume ends. The same contents and size give the same plan.</summary>
internal sealed class VolumePlanner
{
    private const int HeadGranularity = 4096;

    /// <summary>A little room at a volume's end is left rather than cut the next entry there.</summary>
    private const int SmallestCut = 64 * 1024;

    private readonly PackContents _contents;
    private readonly long _capacity;
    private readonly List<long> _volumes = [];
    private readonly List<IndexedEntry> _entries = [];
    private long _end;

    private VolumePlanner(PackContents contents, long head, long? size)
    {
        _contents = contents;
        _capacity = (size ?? long.MaxValue) - VolumeLayout.TailLength;
        _end = head;
        foreach (var entry in contents.Entries)
        {
            Add(entry, head);
        }

        _volumes.Add(_end + VolumeLayout.TailLength);
    }

    /// <param name="size">The most bytes that a volume may have; null for one volume of any length.</param>
    /// <exception cref="UserError">The size is too small.</exception>
    public static VolumeLayout Plan(PackContents contents, long? size)
    {
        var files = new List<IndexedFile>();
        var end = (long)VolumeHeader.End;
        foreach (var file in contents.Head)
        {
            end += TarHeader.LengthFor(file.Name);
            files.Add(new IndexedFile(file.Name, Digest.Of(file.Content.Span), file.Content.Length, end));
            end += TarHeader.Padded(file.Content.Length);
        }

        // Places depend on the length of the index that tells them: it gets room, and more where that was not enough.
        var index = end + TarHeader.BlockLength;
        for (var head = RoundUp(index + HeadGranularity); ; head += HeadGranularity)
        {
            CheckSize(size, head);
            var planner = new VolumePlanner(contents, head, size);
            var plan = planner.Index(files);
            var bytes = JsonSerializer.SerializeToUtf8Bytes(plan, VolumeJson.Default.VolumeIndex);
            if (index + bytes.Length >= head)
            {
                head = Math.Max(head, RoundUp(index + bytes.Length) - HeadGranularity);
                continue;
            }

            var padded = new byte[head - index];
            padded.AsSpan().Fill((byte)' ');
            padded[^1] = (byte)'\n';
            bytes.CopyTo(padded, 0);
            return new VolumeLayout(plan, [.. contents.Head.Select(file => file.Content)], padded);
        }
    }

    private VolumeIndex Index(List<IndexedFile> files) =>
        new()
        {
            Format = VolumeHeader.CurrentFormat,
            Name = _contents.Lock.Name,
            Title = _contents.Lock.Title,
            Bundle = files[0].Digest,
            Volumes = _volumes,
            Head = files,
            Entries = _entries,
        };

    private void Add(PackedEntry entry, long head)
    {
        if (TarHeader.Padded(entry.Size) <= RoomFor(entry.Name))
        {
            _entries.Add(new IndexedEntry(entry.Name, entry.Digest, entry.Size, [Place(entry.Name, entry.Size)]));
            return;
        }

        var least = Math.Min(SmallestCut, (_capacity - head) / 16);
        if (RoomFor(entry.Name) < least && _end > head)
        {
            NextVolume(head);
            Add(entry, head);
            return;
        }

        var pieces = new List<EntryPiece>();
        for (var offset = 0L; offset < entry.Size; offset += pieces[^1].Size)
        {
            if (pieces.Count > 0)
            {
                NextVolume(head);
            }

            var name = VolumeLayout.PieceName(entry.Name, pieces.Count, isCut: true);
            pieces.Add(Place(name, Math.Min(entry.Size - offset, RoomFor(name))));
        }

        _entries.Add(new IndexedEntry(entry.Name, entry.Digest, entry.Size, pieces));
    }

    private long RoomFor(string name) => (_capacity - _end - TarHeader.LengthFor(name)) / TarHeader.BlockLength * TarHeader.BlockLength;

    private EntryPiece Place(string name, long size)
    {
        var at = _end + TarHeader.LengthFor(name);
        _end = at + TarHeader.Padded(size);
        return new EntryPiece(_volumes.Count + 1, at, size);
    }

    private void NextVolume(long head)
    {
        if (_volumes.Count == VolumeHeader.MostVolumes)
        {
            throw UserError.Usage(
                $"The bundle would need more than {VolumeHeader.MostVolumes} volumes of that size.",
                RemedyKind.LargerVolumes
            );
        }

        _volumes.Add(_end + VolumeLayout.TailLength);
        _end = head;
    }

    private static void CheckSize(long? size, long head)
    {
        var least = head + VolumeLayout.TailLength + SmallestCut;
        if (size < least)
        {
            throw UserError.Usage(
                $"Volumes of {size} bytes are too small: {ByteSize.Text(head)} of each are used by what every volume carries.",
                new Remedy(RemedyKind.VolumesOfAtLeast, least.ToString(CultureInfo.InvariantCulture))
            );
        }
    }

    private static long RoundUp(long length) => (length + HeadGranularity - 1) / HeadGranularity * HeadGranularity;
}
