namespace Wsm.Peers;

/// <summary>
/// A stick as people carry it: the real exFAT, which knows neither capitals nor links, pipes, owners and modes, and takes no colon in a
/// name. Needs root.
/// </summary>
public sealed class ExfatDisk : IAsyncDisposable
{
    private readonly string _device;

    private ExfatDisk(string path, string device)
    {
        Path = path;
        _device = device;
    }

    public string Path { get; }

    /// <param name="image">The file that it is kept in.</param>
    /// <param name="megabytes">Its size.</param>
    public static async Task<ExfatDisk> MountAsync(string path, string image, int megabytes)
    {
        Directory.CreateDirectory(path);
        await using (var file = File.Create(image))
        {
            file.SetLength((long)megabytes << 20);
        }

        await Tool.RunAsync("mkfs.exfat", [image]).ConfigureAwait(false);
        var device = (await Tool.RunAsync("losetup", ["--show", "--find", image]).ConfigureAwait(false)).Output.Trim();
        try
        {
            await Tool.RunAsync("mount.exfat-fuse", [device, path]).ConfigureAwait(false);
            return new ExfatDisk(path, device);
        }
        catch
        {
            await Tool.RunAsync("losetup", ["--detach", device]).ConfigureAwait(false);
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Tool.RunAsync("umount", [Path]).ConfigureAwait(false);
        await Tool.RunAsync("losetup", ["--detach", _device]).ConfigureAwait(false);
    }
}
