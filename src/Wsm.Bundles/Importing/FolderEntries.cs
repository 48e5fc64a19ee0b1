using Wsm.Oci.Content;
using Wsm.Oci.Files;

namespace Wsm.Bundles.Importing;

/// <summary>The files of a folder: an OCI layout, or an archive that somebody has unpacked.</summary>
internal static class FolderEntries
{
    private static readonly EnumerationOptions All = new()
    {
        RecurseSubdirectories = true,
        IgnoreInaccessible = false,
        AttributesToSkip = FileAttributes.ReparsePoint,
    };

    public static ForeignArchive Read(string folder, string label)
    {
        var entries = new Dictionary<string, ForeignEntry>(StringComparer.Ordinal);
        foreach (var path in Directory.EnumerateFiles(folder, "*", All))
        {
            if (entries.Count == EntryNames.Most)
            {
                throw new ContentException($"'{label}' holds more than {EntryNames.Most} files; it was not read further");
            }

            entries[Path.GetRelativePath(folder, path).Replace('\\', '/')] = Of(path);
        }

        return new ForeignArchive(label, entries);
    }

    public static ForeignEntry Of(string path) => new(new FileInfo(path).Length, offset =>
        {
            var stream = new FileStream(RegularFile.Open(path), FileAccess.Read, bufferSize: 0);
            stream.Position = offset;
            return stream;
        });
}
