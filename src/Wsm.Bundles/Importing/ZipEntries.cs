using System.IO.Compression;
using Wsm.Oci.Content;

namespace Wsm.Bundles.Importing;

/// <summary>The files of a .zip, unpacked: their places in it cannot be read from the middle, nor by several readers.</summary>
internal static class ZipEntries
{
    private const int LinkMode = 0xA000;
    private const int TypeMask = 0xF000;
    private const int BufferLength = 256 * 1024;

    /// <exception cref="ContentException">It is damaged, or not what it says of itself.</exception>
    public static ForeignArchive Read(string path, string label, ScratchFolder scratch, CancellationToken cancellationToken)
    {
        try
        {
            using var zip = ZipFile.OpenRead(path);
            if (zip.Entries.Count > EntryNames.Most)
            {
                throw new ContentException($"'{label}' holds more than {EntryNames.Most} entries; it was not read further");
            }

            var entries = new Dictionary<string, ForeignEntry>(StringComparer.Ordinal);
            foreach (var entry in zip.Entries)
            {
                if (entry.FullName.EndsWith('/') || EntryNames.Plain(entry.FullName, label) is not { } name)
                {
                    continue;
                }

                if (((entry.ExternalAttributes >> 16) & TypeMask) == LinkMode)
                {
                    throw new ContentException($"'{label}' holds '{name}', which is a link");
                }

                if (!entries.TryAdd(name, Unpack(entry, name, label, scratch, cancellationToken)))
                {
                    throw new ContentException($"'{label}' holds '{name}' twice");
                }
            }

            return new ForeignArchive(label, entries);
        }
        catch (Exception error) when (error is InvalidDataException or NotSupportedException)
        {
            throw new ContentException($"'{label}' is damaged, cut off or encrypted: {error.Message}", error);
        }
    }

    private static ForeignEntry Unpack(
        ZipArchiveEntry entry,
        string name,
        string label,
        ScratchFolder scratch,
        CancellationToken cancellationToken
    )
    {
        var (path, file) = scratch.Create();
        using (file)
        using (var content = entry.Open())
        {
            var buffer = new byte[BufferLength];
            while (content.Read(buffer, 0, buffer.Length) is > 0 and var read)
            {
                cancellationToken.ThrowIfCancellationRequested();
                scratch.Require(read, label);
                file.Write(buffer, 0, read);
                if (file.Position > entry.Length)
                {
                    break;
                }
            }

            if (file.Position != entry.Length)
            {
                throw new ContentException($"'{name}' of '{label}' is not as long as the archive says");
            }
        }

        return FolderEntries.Of(path);
    }
}
