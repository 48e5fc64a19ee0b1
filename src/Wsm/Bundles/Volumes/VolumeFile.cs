using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;

namespace Wsm.Bundles.Volumes;

/// <summary>A file that may be a volume: what its first bytes say.</summary>
/// <param name="Header">Null unless it is sound.</param>
/// <param name="Length">Bytes that are there; a sound volume's header says how many there must be.</param>
internal sealed record VolumeFile(string Path, VolumeState State, VolumeHeader? Header, long Length)
{
    public string Name => System.IO.Path.GetFileName(Path);

    public bool IsWhole => Header?.Size == Length;

    public static VolumeFile Look(string path)
    {
        using var file = File.OpenHandle(path, share: FileShare.ReadWrite | FileShare.Delete);
        var start = new byte[VolumeHeader.End];
        var read = ReadFully(file, start, 0);
        var state = VolumeHeader.Read(start.AsSpan(0, read), out var header);
        return new VolumeFile(path, state, header, RandomAccess.GetLength(file));
    }

    /// <summary>Null when there is no file.</summary>
    public static VolumeState? StateOf(string path) => File.Exists(path) ? Look(path).State : null;

    /// <summary>Whether the SHA-256 at a volume's end is that of all before it.</summary>
    public static bool EndsWithItsSum(string path)
    {
        using var file = File.OpenHandle(path, options: FileOptions.SequentialScan);
        using var sum = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var end = RandomAccess.GetLength(file) - VolumeLayout.TailLength;
        var buffer = new byte[1 << 20];
        for (var at = 0L; at < end;)
        {
            var read = RandomAccess.Read(file, buffer.AsSpan(0, (int)Math.Min(buffer.Length, end - at)), at);
            if (read == 0) return false;
            sum.AppendData(buffer, 0, read);
            at += read;
        }

        var tail = buffer.AsSpan(0, VolumeLayout.TailLength);
        return ReadFully(file, tail, end) == tail.Length && tail.SequenceEqual(VolumeLayout.Tail(sum.GetCurrentHash()));
    }

    /// <summary>Reads until the buffer is full or the file ends.</summary>
    public static int ReadFully(SafeFileHandle file, Span<byte> buffer, long at)
    {
        var total = 0;
        while (total < buffer.Length)
        {
            var read = RandomAccess.Read(file, buffer[total..], at + total);
            if (read == 0) break;
            total += read;
        }

        return total;
    }
}
