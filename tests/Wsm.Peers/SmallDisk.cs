namespace Wsm.Peers;

/// <summary>A file system in memory of a given size. Needs root.</summary>
public sealed class SmallDisk : IAsyncDisposable
{
    private SmallDisk(string path) => Path = path;

    public string Path { get; }

    /// <param name="size">As mount takes it: <c>16m</c>.</param>
    public static async Task<SmallDisk> MountAsync(string path, string size)
    {
        Directory.CreateDirectory(path);
        await Tool.RunAsync("mount", ["-t", "tmpfs", "-o", $"size={size}", "none", path]).ConfigureAwait(false);
        return new SmallDisk(path);
    }

    /// <summary>Takes space away until only so much is left.</summary>
    public void FillUpTo(string file, long free)
    {
        var surplus = new DriveInfo(Path).AvailableFreeSpace - free;
        if (surplus <= 0)
        {
            return;
        }

        using var filler = new FileStream(file, FileMode.Append);
        filler.Write(new byte[surplus]);
    }

    public async ValueTask DisposeAsync() => await Tool.RunAsync("umount", ["--lazy", Path]).ConfigureAwait(false);
}
