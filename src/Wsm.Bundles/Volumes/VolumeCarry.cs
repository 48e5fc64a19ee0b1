using Wsm.Oci.Files;

namespace Wsm.Bundles.Volumes;

/// <summary>
/// What is carried over from one volume to the next where only one is at hand at a time: the last bytes of an entry that goes on in
/// the next one. An interrupted blob is taken up a little before the place where it stopped, and that place may be on the volume before.
/// </summary>
public sealed class VolumeCarry(VolumeFiles files, GuardedFolder folder)
{
    private const string Prefix = ".wsm.carry-";
    private const int Length = 256 * 1024;

    /// <summary>Reads from what was carried over up to <paramref name="end"/>; 0 when nothing was, or not so much.</summary>
    public int Read(IndexedEntry entry, long position, long end, Span<byte> buffer)
    {
        using var file = end - position > Length ? null : folder.Open(NameOf(entry, end));
        if (file is null)
        {
            return 0;
        }

        var start = end - RandomAccess.GetLength(file);
        return position < start ? 0 : RandomAccess.Read(file, buffer[..(int)Math.Min(buffer.Length, end - position)], position - start);
    }

    /// <summary>Keeps what the next volumes will need.</summary>
    public void Save()
    {
        foreach (var entry in files.Set.Index.Entries)
        {
            var end = 0L;
            foreach (var (piece, next) in entry.Pieces.Zip(entry.Pieces.Skip(1)))
            {
                end += piece.Size;
                if (files.Set.FileOf(piece.Volume) is not null && files.Set.FileOf(next.Volume) is null)
                {
                    Save(entry, end);
                }
            }
        }
    }

    public void Remove()
    {
        foreach (var path in Directory.GetFiles(folder.Path, Prefix + "*"))
        {
            folder.Delete(Path.GetFileName(path));
        }
    }

    private void Save(IndexedEntry entry, long end)
    {
        var start = Math.Max(0, end - Length);
        var bytes = new byte[end - start];
        using var stream = files.Open(entry.Name)!;
        try
        {
            stream.Position = start;
            stream.ReadExactly(bytes);
        }
        catch (IOException)
        {
            // A shorter piece before it is on a volume that was never here: then the entry starts anew when that one comes.
            return;
        }

        AtomicFile.WriteIfChanged(folder, NameOf(entry, end), bytes);
    }

    private static string NameOf(IndexedEntry entry, long end) => $"{Prefix}{entry.Digest.Hex[..16]}-{end}";
}
