using Microsoft.Win32.SafeHandles;

namespace Wsm.Oci.Files;

/// <summary>
/// For systems without calls that start at an open folder: looks at every part before it goes on. Somebody who changes the folder in the
/// same moment is not kept out.
/// </summary>
internal sealed class PlainFolder : IFolderAccess
{
    public FileFacts Look(string root, ReadOnlySpan<string> name) =>
        FolderIsThere(root, name[..^1]) ? Look(Path.Combine([root, .. name])) : default;

    public SafeFileHandle? Open(string root, ReadOnlySpan<string> name, FileOpening opening)
    {
        if (opening != FileOpening.Read)
        {
            MakeFolder(root, name[..^1]);
        }

        var path = Path.Combine([root, .. name]);
        var found = Look(root, name);
        if (found.Kind == EntryKind.Absent && opening == FileOpening.Read)
        {
            return null;
        }

        if (found.Kind == EntryKind.Folder)
        {
            throw new UnauthorizedAccessException($"'{path}' is a folder");
        }

        if (found.Kind is EntryKind.Link or EntryKind.Special)
        {
            throw new UnsafeFileException(EntryKinds.Refusal(path, found.Kind));
        }

        try
        {
            return opening switch
            {
                FileOpening.Read => File.OpenHandle(path, share: FileShare.ReadWrite | FileShare.Delete),
                FileOpening.ReadOrMake => File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read),
                FileOpening.Exclusive => File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None),
                _ => MakeNew(path, opening == FileOpening.NewForOwner),
            };
        }
        catch (IOException error) when (opening == FileOpening.Exclusive && File.Exists(path))
        {
            throw new FileInUseException(path, error);
        }
    }

    public void MakeFolder(string root, ReadOnlySpan<string> name)
    {
        Directory.CreateDirectory(root);
        for (var depth = 1; depth <= name.Length; depth++)
        {
            if (!FolderIsThere(root, name[..depth]))
            {
                Directory.CreateDirectory(Path.Combine([root, .. name[..depth]]));
            }
        }
    }

    public void Delete(string root, ReadOnlySpan<string> name, bool isFolder)
    {
        if (!FolderIsThere(root, name[..^1]))
        {
            return;
        }

        var path = Path.Combine([root, .. name]);
        // On Windows a link to a folder counts as a folder.
        if (isFolder || (OperatingSystem.IsWindows() && Directory.Exists(path)))
        {
            Directory.Delete(path, recursive: false);
        }
        else
        {
            File.Delete(path);
        }
    }

    public void Rename(string root, ReadOnlySpan<string> from, ReadOnlySpan<string> to)
    {
        MakeFolder(root, to[..^1]);
        if (!FolderIsThere(root, from[..^1]))
        {
            throw new FileNotFoundException(null, Path.Combine([root, .. from]));
        }

        File.Move(Path.Combine([root, .. from]), Path.Combine([root, .. to]), overwrite: true);
    }

    private static SafeFileHandle MakeNew(string path, bool ownerOnly)
    {
        var opening = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            BufferSize = 0,
        };
        if (ownerOnly && !OperatingSystem.IsWindows())
        {
            opening.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        // The stream hands its handle over: it is neither buffered nor disposed of.
        return new FileStream(path, opening).SafeFileHandle;
    }

    /// <exception cref="UnsafeFileException">There is a link on the way.</exception>
    private static bool FolderIsThere(string root, ReadOnlySpan<string> name)
    {
        if (!Directory.Exists(root))
        {
            return false;
        }

        for (var depth = 1; depth <= name.Length; depth++)
        {
            var path = Path.Combine([root, .. name[..depth]]);
            switch (Look(path).Kind)
            {
                case EntryKind.Folder:
                    break;
                case EntryKind.Absent or EntryKind.File:
                    return false;
                case var other:
                    throw new UnsafeFileException(EntryKinds.Refusal(path, other));
            }
        }

        return true;
    }

    private static FileFacts Look(string path)
    {
        var file = new FileInfo(path);
        if (file.LinkTarget is not null || new DirectoryInfo(path).LinkTarget is not null)
        {
            return new FileFacts(EntryKind.Link, 0);
        }

        return Directory.Exists(path) ? new FileFacts(EntryKind.Folder, 0)
            : !file.Exists ? default
            : file.Attributes.HasFlag(FileAttributes.Device) ? new FileFacts(EntryKind.Special, 0)
            : new FileFacts(EntryKind.File, file.Length);
    }
}
