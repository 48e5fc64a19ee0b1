using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Wsm.Bundles.Files;

/// <summary>The few things of the file system that the framework has no call for. On other systems than Linux they do nothing.</summary>
public static unsafe partial class Posix
{
    private const int CurrentDirectory = -100;
    private const int WantBlocks = 0x400;
    private const int StatxLength = 256;
    private const int BlocksAt = 48;
    private const int KeepLength = 1;
    private const uint StartOnly = 2;
    private const int NoSpace = 28;
    private const int QuotaExceeded = 122;

    /// <summary>
    /// Bytes of disk that a file takes up, which is less than its length where it has holes; 0 when it is not there or not known.
    /// </summary>
    public static long AllocatedBytes(string path)
    {
        if (!OperatingSystem.IsLinux())
        {
            return 0;
        }

        var buffer = stackalloc byte[StatxLength];
        return statx(CurrentDirectory, path, 0, WantBlocks, buffer) == 0 ? *(long*)(buffer + BlocksAt) * 512 : 0;
    }

    /// <summary>Reserves disk space for a file's whole length, holes included, where the file system can.</summary>
    /// <param name="keepLength">Whether the file stays as short as it is.</param>
    /// <exception cref="IOException">The disk is full.</exception>
    public static void Reserve(SafeFileHandle file, long length, bool keepLength = false)
    {
        if (!OperatingSystem.IsLinux() || length == 0)
        {
            return;
        }

        if (fallocate(file, keepLength ? KeepLength : 0, 0, length) == 0)
        {
            return;
        }

        var error = Marshal.GetLastPInvokeError();
        if (error is NoSpace or QuotaExceeded)
        {
            throw new IOException(Marshal.GetPInvokeErrorMessage(error));
        }
    }

    /// <summary>Lets the disk begin with a part of a file that has been written; nothing is waited for.</summary>
    public static void StartWriting(SafeFileHandle file, long offset, long length)
    {
        // What goes wrong shows when the file is flushed.
        if (OperatingSystem.IsLinux())
        {
            _ = sync_file_range(file, offset, length, StartOnly);
        }
    }

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int statx(int folder, string path, int flags, uint mask, byte* buffer);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int fallocate(SafeFileHandle file, int mode, long offset, long length);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int sync_file_range(SafeFileHandle file, long offset, long length, uint flags);
}
