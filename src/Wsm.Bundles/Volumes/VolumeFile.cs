using Microsoft.Win32.SafeHandles;
using Wsm.Oci.Files;

namespace Wsm.Bundles.Volumes;

/// <summary>A file that may be a volume: what its first bytes say.</summary>
/// <param name="Header">Null unless it is sound.</param>
/// <param name="Length">Bytes that are there; a sound volume's header says how many there must be.</param>
public sealed record VolumeFile(string Path, VolumeState State, VolumeHeader? Header, long Length)
{
    public string Name => System.IO.Path.GetFileName(Path);

    public bool IsWhole => Header?.Size == Length;

    public static VolumeFile Look(string path)
    {
        using var file = RegularFile.Open(path);
        var start = new byte[VolumeHeader.End];
        var read = ReadFully(file, start, 0);
        var state = VolumeHeader.Read(start.AsSpan(0, read), out var header);
        return new VolumeFile(path, state, header, RandomAccess.GetLength(file));
    }

    /// <summary>Null when there is no file.</summary>
    public static VolumeState? StateOf(string path) => File.Exists(path) ? Look(path).State : null;

    /// <summary>Reads until the buffer is full or the file ends.</summary>
    public static int ReadFully(SafeFileHandle file, Span<byte> buffer, long at)
    {
        var total = 0;
        while (total < buffer.Length)
        {
            var read = RandomAccess.Read(file, buffer[total..], at + total);
            if (read == 0)
            {
                break;
            }

            total += read;
        }

        return total;
    }
}
