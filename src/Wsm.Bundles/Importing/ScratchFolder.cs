using Wsm.Oci.Content;

namespace Wsm.Bundles.Importing;

/// <summary>
/// Where compressed archives lie unpacked while they are imported: in the bundle's folder, whose disk must have the room anyway.
/// </summary>
internal sealed class ScratchFolder : IDisposable
{
    private const string Name = "import.partial";

    /// <summary>Bytes that stay free, so that others who write to the disk do not fail because of an archive.</summary>
    private const long Reserve = 64 << 20;

    private readonly string _path;
    private readonly DriveInfo _disk;
    private readonly List<IDisposable> _open = [];
    private int _count;
    private long _untilLook;

    /// <param name="bundle">The bundle's folder, which is held by this process: what an import left there that was killed is
    /// removed.</param>
    public ScratchFolder(string bundle)
    {
        _path = Path.Combine(bundle, Name);
        _disk = new DriveInfo(bundle);
        Clear();
    }

    /// <summary>A new, empty file.</summary>
    public (string Path, FileStream File) Create()
    {
        Directory.CreateDirectory(_path);
        var path = Path.Combine(_path, $"{_count++}");
        return (path, new FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Read));
    }

    /// <summary>Closed before the files are removed.</summary>
    public T Keep<T>(T open)
        where T : IDisposable
    {
        _open.Add(open);
        return open;
    }

    /// <summary>Called before so many bytes are written.</summary>
    /// <exception cref="ContentException">The disk would be full.</exception>
    public void Require(long bytes, string label)
    {
        _untilLook -= bytes;
        if (_untilLook > 0)
        {
            return;
        }

        var free = _disk.AvailableFreeSpace;
        if (free - Reserve < bytes)
        {
            throw new ContentException($"'{label}' needs more room unpacked than the disk of '{_disk.Name}' has left");
        }

        _untilLook = Math.Min(free - Reserve, 1L << 30) / 2;
    }

    public void Dispose()
    {
        foreach (var open in _open)
        {
            open.Dispose();
        }

        Clear();
    }

    private void Clear()
    {
        if (Directory.Exists(_path))
        {
            Directory.Delete(_path, recursive: true);
        }
    }
}
