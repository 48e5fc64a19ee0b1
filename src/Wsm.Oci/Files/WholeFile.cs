using Microsoft.Win32.SafeHandles;

namespace Wsm.Oci.Files;

internal static class WholeFile
{
    /// <exception cref="IOException">It is longer than any such file.</exception>
    public static byte[] Read(SafeFileHandle file, string path, long largest)
    {
        var length = RandomAccess.GetLength(file);
        if (length > largest)
        {
            throw new IOException($"'{path}' is {length} bytes long; no such file is so large");
        }

        var bytes = new byte[length];
        var total = 0;
        while (total < bytes.Length && RandomAccess.Read(file, bytes.AsSpan(total), total) is > 0 and var read)
        {
            total += read;
        }

        return total == bytes.Length ? bytes : bytes[..total];
    }
}
