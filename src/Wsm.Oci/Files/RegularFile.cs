using Microsoft.Win32.SafeHandles;

namespace Wsm.Oci.Files;

/// <summary>Files by whole paths, which may lead through links, where only something that can be read from any place is of use.</summary>
public static class RegularFile
{
    /// <exception cref="UnsafeFileException">It is a pipe, a socket or a device; it was not waited for.</exception>
    public static SafeFileHandle Open(string path) =>
        OperatingSystem.IsLinux() ? LinuxFolder.OpenNamed(path) : File.OpenHandle(path, share: FileShare.ReadWrite | FileShare.Delete);

    /// <exception cref="IOException">It is no regular file, cannot be read, or is too long.</exception>
    public static byte[] ReadAll(string path, long largest)
    {
        using var file = Open(path);
        return WholeFile.Read(file, path, largest);
    }

    /// <summary>As text: UTF-8, or what the mark at its beginning says.</summary>
    /// <inheritdoc cref="ReadAll"/>
    public static string ReadText(string path, long largest)
    {
        using var text = new StreamReader(new MemoryStream(ReadAll(path, largest), writable: false));
        return text.ReadToEnd();
    }
}
