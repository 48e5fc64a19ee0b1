using System.Formats.Tar;
using Microsoft.Win32.SafeHandles;
using Wsm.Oci.Content;

namespace Wsm.Bundles.Importing;

/// <summary>The table of contents of a plain tar, whose files are then read in place.</summary>
internal static class TarEntries
{
    private const int Block = 512;
    private const int DeepestLink = 8;

    /// <exception cref="ContentException">It is no tar, is damaged or cut off, or holds what no archive of images does.</exception>
    public static ForeignArchive Read(SafeFileHandle file, string label)
    {
        var length = RandomAccess.GetLength(file);
        using var stream = new FileRange(file, 0, length, 0);
        using var reader = new TarReader(stream, leaveOpen: true);
        var files = new Dictionary<string, ForeignEntry>(StringComparer.Ordinal);
        var links = new Dictionary<string, string>(StringComparer.Ordinal);
        var end = 0L;
        while (Next(reader, label) is { } entry)
        {
            if (entry.EntryType is TarEntryType.GlobalExtendedAttributes || EntryNames.Plain(entry.Name, label) is not { } name)
            {
                continue;
            }

            end = Math.Max(end, entry.DataOffset + (entry.Length + Block - 1) / Block * Block);
            if (end > length)
            {
                throw new ContentException($"'{label}' is cut off: it ends within '{name}'");
            }

            if (files.Count + links.Count == EntryNames.Most)
            {
                throw new ContentException($"'{label}' holds more than {EntryNames.Most} entries; it was not read further");
            }

            switch (entry.EntryType)
            {
                case TarEntryType.Directory or TarEntryType.DirectoryList:
                    break;
                case TarEntryType.RegularFile or TarEntryType.V7RegularFile or TarEntryType.ContiguousFile:
                    var (start, size) = (entry.DataOffset, entry.Length);
                    Add(files, new ForeignEntry(size, offset => new FileRange(file, start, size, offset)), name);
                    break;
                case TarEntryType.SymbolicLink:
                    Add(links, EntryNames.Target(name, entry.LinkName, label), name);
                    break;
                case TarEntryType.HardLink:
                    Add(links, EntryNames.Target("", entry.LinkName, label), name);
                    break;
                default:
                    throw new ContentException($"'{label}' holds '{name}', which is neither a file nor a folder ({entry.EntryType})");
            }
        }

        RequireEnd(file, end, length, label);
        Follow(links, files, label);
        return new ForeignArchive(label, files);

        void Add<T>(Dictionary<string, T> entries, T entry, string name)
        {
            if (files.ContainsKey(name) || links.ContainsKey(name) || !entries.TryAdd(name, entry))
            {
                throw new ContentException($"'{label}' holds '{name}' twice");
            }
        }
    }

    private static TarEntry? Next(TarReader reader, string label)
    {
        try
        {
            return reader.GetNextEntry();
        }
        catch (Exception error) when (error is InvalidDataException or IOException or FormatException or ArgumentException)
        {
            throw new ContentException($"'{label}' is not an archive that wsm can read, or is damaged or cut off: {error.Message}", error);
        }
    }

    /// <summary>A tar ends with blocks of zeros; one that was cut off between two entries looks whole to the reader.</summary>
    private static void RequireEnd(SafeFileHandle file, long end, long length, string label)
    {
        var block = new byte[Block];
        if (end == 0 || end + Block > length || RandomAccess.Read(file, block, end) < Block || block.AsSpan().ContainsAnyExcept((byte)0))
        {
            throw new ContentException(
                end == 0 ? $"'{label}' is not an archive that wsm can read" : $"'{label}' is cut off: the end of the tar is missing"
            );
        }
    }

    /// <summary>Older versions of docker save a layer that several images share once, with links to it.</summary>
    private static void Follow(Dictionary<string, string> links, Dictionary<string, ForeignEntry> files, string label)
    {
        foreach (var (name, first) in links)
        {
            var target = first;
            for (var depth = 0; links.TryGetValue(target, out var next); target = next)
            {
                if (++depth > DeepestLink)
                {
                    throw new ContentException($"'{label}' holds links that lead to one another: '{name}'");
                }
            }

            // A link to a folder, or to nothing, is no file; whoever needs it says that it is missing.
            if (files.TryGetValue(target, out var file))
            {
                files[name] = file;
            }
        }
    }
}
