using System.Runtime.InteropServices;

namespace Wsm.Oci.Files;

/// <summary>What the framework has no call for: a folder's names are written down, so that they survive a power loss.</summary>
public static partial class FolderSync
{
    /// <summary>On other systems than Linux this does nothing.</summary>
    public static void Flush(string folder)
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        var descriptor = open(folder, 0, 0);
        if (descriptor < 0)
        {
            return;
        }

        _ = fsync(descriptor);
        _ = close(descriptor);
    }

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int open(string path, int flags, int mode);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int fsync(int descriptor);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int close(int descriptor);
}
