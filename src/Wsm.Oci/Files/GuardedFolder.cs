using Microsoft.Win32.SafeHandles;

namespace Wsm.Oci.Files;

/// <summary>
/// A folder whose content somebody else may have made, such as a bundle's. Whatever is opened, made, renamed, listed or deleted lies below
/// it: no link is followed, nothing but regular files is opened, and a new file is never one that was there. Thread-safe.
/// </summary>
/// <remarks>Names are relative with forward slashes, or whole paths that begin with the folder's own.</remarks>
public sealed class GuardedFolder
{
    private static readonly IFolderAccess Standard = OperatingSystem.IsLinux() ? new LinuxFolder() : new PlainFolder();

    private readonly IFolderAccess _access;
    private readonly string _prefix;

    public GuardedFolder(string path)
        : this(path, Standard) { }

    internal GuardedFolder(string path, IFolderAccess access)
    {
        Path = System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(path));
        _prefix = System.IO.Path.EndsInDirectorySeparator(Path) ? Path : Path + System.IO.Path.DirectorySeparatorChar;
        _access = access;
    }

    public string Path { get; }

    /// <summary>The folder that a path lies in, for who only cares that its last part is no link.</summary>
    public static GuardedFolder Around(string path) => new(System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path))!);

    /// <summary>For messages, and for what only lists names.</summary>
    public string PathOf(string name) => System.IO.Path.Combine([Path, .. PartsOf(name)]);

    /// <exception cref="UnsafeFileException">A folder on the way is a link.</exception>
    public FileFacts Look(string name) => _access.Look(Path, PartsOf(name));

    /// <summary>Bytes of a file; null when there is none.</summary>
    /// <exception cref="UnsafeFileException">There is something else than a regular file, or a link on the way.</exception>
    public long? LengthOf(string name)
    {
        var found = Look(name);
        return found.Kind switch
        {
            EntryKind.File => found.Length,
            EntryKind.Link or EntryKind.Special => throw new UnsafeFileException(EntryKinds.Refusal(PathOf(name), found.Kind)),
            _ => null,
        };
    }

    /// <inheritdoc cref="LengthOf"/>
    public bool Contains(string name) => LengthOf(name) is not null;

    /// <summary>To read from; null when it is not there.</summary>
    /// <exception cref="UnsafeFileException">There is something else than a regular file, or a link on the way.</exception>
    public SafeFileHandle? Open(string name) => _access.Open(Path, PartsOf(name), FileOpening.Read);

    /// <inheritdoc cref="Open"/>
    public FileStream? OpenStream(string name) =>
        Open(name) is { } file ? new FileStream(file, FileAccess.Read, bufferSize: 0, isAsync: false) : null;

    /// <summary>All of a file; null when it is not there.</summary>
    /// <exception cref="IOException">It is longer than any such file.</exception>
    public byte[]? ReadAll(string name, long largest)
    {
        using var file = Open(name);
        return file is null ? null : WholeFile.Read(file, PathOf(name), largest);
    }

    /// <summary>To write to a file that is there or is made now, with the folders above it.</summary>
    /// <exception cref="UnsafeFileException">There is something else than a regular file, or a link on the way.</exception>
    public SafeFileHandle OpenOrCreate(string name) => _access.Open(Path, PartsOf(name), FileOpening.ReadOrMake)!;

    /// <summary>The same, for the only process that does so.</summary>
    /// <exception cref="FileInUseException">Another one has it.</exception>
    public SafeFileHandle OpenExclusively(string name) => _access.Open(Path, PartsOf(name), FileOpening.Exclusive)!;

    /// <summary>A new file, with the folders above it.</summary>
    /// <exception cref="IOException">Something has that name.</exception>
    public SafeFileHandle Create(string name, bool ownerOnly = false) =>
        _access.Open(Path, PartsOf(name), ownerOnly ? FileOpening.NewForOwner : FileOpening.New)!;

    public void CreateFolder(string name) => _access.MakeFolder(Path, PartsOf(name));

    /// <summary>A file, or a link itself; nothing when there is nothing.</summary>
    public void Delete(string name) => _access.Delete(Path, PartsOf(name), isFolder: false);

    /// <summary>A file or a link itself, with the folders that it leaves empty.</summary>
    public void DeleteWithEmptyFolders(string name)
    {
        Delete(name);
        for (var above = PartsOf(name)[..^1]; above.Length > 0; above = above[..^1])
        {
            if (_access.Look(Path, above).Kind != EntryKind.Folder || Names(string.Join('/', above)).Any())
            {
                return;
            }

            _access.Delete(Path, above, isFolder: true);
        }
    }

    /// <summary>Whatever had the new name is gone; a link is replaced, not followed.</summary>
    public void Rename(string from, string to) => _access.Rename(Path, PartsOf(from), PartsOf(to));

    /// <summary>
    /// Everything below a part of the folder that is no folder itself, by relative name; links are listed, not followed. The part itself
    /// where it is a link.
    /// </summary>
    public IEnumerable<(string Name, FileFacts Facts)> List(string part)
    {
        var found = Look(part);
        if (found.Kind is EntryKind.Link or EntryKind.Special)
        {
            return [(part, found)];
        }

        return found.Kind == EntryKind.Folder ? Below(part) : [];
    }

    private IEnumerable<(string Name, FileFacts Facts)> Below(string top)
    {
        var waiting = new Stack<string>([top]);
        while (waiting.TryPop(out var folder))
        {
            foreach (var name in Names(folder).Select(name => $"{folder}/{name}"))
            {
                var found = Look(name);
                if (found.Kind == EntryKind.Folder)
                {
                    waiting.Push(name);
                }
                else if (found.Kind != EntryKind.Absent)
                {
                    yield return (name, found);
                }
            }
        }
    }

    private IEnumerable<string> Names(string folder) =>
        Directory
            .EnumerateFileSystemEntries(PathOf(folder))
            .Select(entry => System.IO.Path.GetFileName(entry))
            .Order(StringComparer.Ordinal);

    private string[] PartsOf(string name)
    {
        var relative = System.IO.Path.IsPathRooted(name)
            ? name.StartsWith(_prefix, StringComparison.Ordinal)
                ? name[_prefix.Length..]
                : throw new UnsafeFileException($"'{name}' is not in '{Path}'")
            : name;
        var parts = relative.Split('/', System.IO.Path.DirectorySeparatorChar);
        return parts.Any(part => part is "" or "." or ".." || part.Contains('\0', StringComparison.Ordinal))
            ? throw new UnsafeFileException($"'{name}' is not a plain path in '{Path}'")
            : parts;
    }
}
