using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Wsm.Oci.Files;

/// <summary>
/// Goes down part by part from an open folder, following no link: what is swapped on the way by somebody else makes the call fail, not
/// lead elsewhere.
/// </summary>
internal sealed unsafe partial class LinuxFolder : IFolderAccess
{
    private const int AtCurrentFolder = -100;
    private const int WriteRead = 2;
    private const int Create = 0x40;
    private const int Exclusive = 0x80;
    private const int DoNotWait = 0x800;
    private const int CloseOnExecute = 0x80000;
    private const int PathOnly = 0x200000;
    private const int RemoveFolder = 0x200;
    private const int NoFollow = 0x100;
    private const int EmptyPath = 0x1000;
    private const uint BasicFacts = 0x7ff;
    private const int FactsLength = 256;
    private const int LockExclusively = 2;
    private const int MostAttempts = 10;
    private const int AttemptMilliseconds = 20;
    private const int LockAtOnce = 4;
    private const int NoEntry = 2;
    private const int NoSuchDevice = 6;
    private const int AlreadyThere = 17;
    private const int NotAFolder = 20;
    private const int TooManyLinks = 40;

    // The two flags whose numbers differ between architectures.
    private static readonly bool IsArm = RuntimeInformation.ProcessArchitecture is Architecture.Arm64 or Architecture.Arm;
    private static readonly int OnlyFolder = IsArm ? 0x4000 : 0x10000;
    private static readonly int NotThroughLink = IsArm ? 0x8000 : 0x20000;

    public FileFacts Look(string root, ReadOnlySpan<string> name)
    {
        using var folder = OpenFolder(root, name[..^1], make: false);
        return folder is null ? default : Look(folder, name[^1], NoFollow, out _);
    }

    public SafeFileHandle? Open(string root, ReadOnlySpan<string> name, FileOpening opening)
    {
        var isNew = opening is FileOpening.New or FileOpening.NewForOwner;
        using var folder = OpenFolder(root, name[..^1], make: opening != FileOpening.Read);
        if (folder is null)
        {
            return null;
        }

        var flags = opening switch
        {
            FileOpening.Read => 0,
            FileOpening.ReadOrMake or FileOpening.Exclusive => WriteRead | Create,
            _ => WriteRead | Create | Exclusive,
        };
        var mode = opening == FileOpening.NewForOwner ? 0x180 : 0x1b6;
        var file = OpenAt(folder, name[^1], flags | NotThroughLink | DoNotWait | CloseOnExecute, mode);
        if (file.IsInvalid)
        {
            var error = Marshal.GetLastPInvokeError();
            file.Dispose();
            return error == NoEntry && opening == FileOpening.Read ? null : throw Failed(error, root, name, folder);
        }

        try
        {
            RequireRegular(file, root, name, mayHaveOtherNames: opening == FileOpening.Read || isNew);
            if (opening == FileOpening.Exclusive && !TryLock(file))
            {
                throw new FileInUseException(Shown(root, name));
            }

            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    public void MakeFolder(string root, ReadOnlySpan<string> name) => OpenFolder(root, name, make: true)!.Dispose();

    public void Delete(string root, ReadOnlySpan<string> name, bool isFolder)
    {
        using var folder = OpenFolder(root, name[..^1], make: false);
        if (folder is not null && unlinkat(folder, name[^1], isFolder ? RemoveFolder : 0) != 0)
        {
            var error = Marshal.GetLastPInvokeError();
            if (error != NoEntry)
            {
                throw Failed(error, root, name, folder);
            }
        }
    }

    public void Rename(string root, ReadOnlySpan<string> from, ReadOnlySpan<string> to)
    {
        using var source = OpenFolder(root, from[..^1], make: false) ?? throw new FileNotFoundException(Shown(root, from));
        using var target = OpenFolder(root, to[..^1], make: true)!;
        if (renameat(source, from[^1], target, to[^1]) != 0)
        {
            throw Failed(Marshal.GetLastPInvokeError(), root, from, source);
        }
    }

    /// <summary>A file that a person named: links lead where that person says, but nothing that is no regular file is opened.</summary>
    public static SafeFileHandle OpenNamed(string path)
    {
        using var here = new SafeFileHandle(AtCurrentFolder, ownsHandle: false);
        var file = OpenAt(here, path, DoNotWait | CloseOnExecute, 0);
        if (file.IsInvalid)
        {
            var error = Marshal.GetLastPInvokeError();
            file.Dispose();
            throw error == NoSuchDevice ? Unsafe(path, [], EntryKind.Special) : Error(error, path);
        }

        try
        {
            RequireRegular(file, path, [], mayHaveOtherNames: true);
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Null when it is not there and is not to be made.</summary>
    private static SafeFileHandle? OpenFolder(string root, ReadOnlySpan<string> name, bool make)
    {
        using var here = new SafeFileHandle(AtCurrentFolder, ownsHandle: false);
        if (make)
        {
            Directory.CreateDirectory(root);
        }

        // The root may be a link itself: that is where the person said.
        var folder = OpenAt(here, root, PathOnly | OnlyFolder | CloseOnExecute, 0);
        for (var depth = 0; ; depth++)
        {
            if (folder.IsInvalid)
            {
                var error = Marshal.GetLastPInvokeError();
                folder.Dispose();
                return error == NoEntry || (error == NotAFolder && depth == 0) ? null : throw Failed(error, root, name[..depth], null);
            }

            if (depth == name.Length)
            {
                return folder;
            }

            var next = OpenAt(folder, name[depth], PathOnly | OnlyFolder | NotThroughLink | CloseOnExecute, 0);
            if (next.IsInvalid && make && Marshal.GetLastPInvokeError() == NoEntry)
            {
                next.Dispose();
                if (mkdirat(folder, name[depth], 0x1ff) != 0 && Marshal.GetLastPInvokeError() is var failed and not AlreadyThere)
                {
                    folder.Dispose();
                    throw Error(failed, Shown(root, name[..(depth + 1)]));
                }

                next = OpenAt(folder, name[depth], PathOnly | OnlyFolder | NotThroughLink | CloseOnExecute, 0);
            }

            if (next.IsInvalid && Marshal.GetLastPInvokeError() is NotAFolder or TooManyLinks)
            {
                // A file where a folder is looked for hides nothing; a link or worse does.
                var found = Look(folder, name[depth], NoFollow, out _).Kind;
                folder.Dispose();
                next.Dispose();
                return found == EntryKind.File && !make ? null : throw Unsafe(root, name[..(depth + 1)], found);
            }

            var opened = Marshal.GetLastPInvokeError();
            folder.Dispose();
            Marshal.SetLastPInvokeError(opened);
            folder = next;
        }
    }

    /// <summary>An invalid handle, and the reason as the last error, where it fails.</summary>
    private static SafeFileHandle OpenAt(SafeFileHandle folder, string path, int flags, int mode)
    {
        var file = openat(folder, path, flags, mode);
        var error = Marshal.GetLastPInvokeError();
        var handle = new SafeFileHandle(file, ownsHandle: true);
        Marshal.SetLastPInvokeError(error);
        return handle;
    }

    private static FileFacts Look(SafeFileHandle folder, string name, int flags, out uint names)
    {
        var facts = stackalloc byte[FactsLength];
        if (statx(folder, name, flags, BasicFacts, facts) != 0)
        {
            names = 0;
            var error = Marshal.GetLastPInvokeError();
            return error == NoEntry ? default : throw Error(error, name);
        }

        names = *(uint*)(facts + 16);
        return (*(ushort*)(facts + 28) & 0xf000) switch
        {
            0x8000 => new FileFacts(EntryKind.File, *(long*)(facts + 40)),
            0x4000 => new FileFacts(EntryKind.Folder, 0),
            0xa000 => new FileFacts(EntryKind.Link, 0),
            _ => new FileFacts(EntryKind.Special, 0),
        };
    }

    private static void RequireRegular(SafeFileHandle file, string root, ReadOnlySpan<string> name, bool mayHaveOtherNames)
    {
        var found = Look(file, "", EmptyPath, out var names);
        if (found.Kind == EntryKind.Folder)
        {
            throw new UnauthorizedAccessException($"'{Shown(root, name)}' is a folder");
        }

        if (found.Kind != EntryKind.File)
        {
            throw Unsafe(root, name, found.Kind);
        }

        if (names > 1 && !mayHaveOtherNames)
        {
            throw new UnsafeFileException($"'{Shown(root, name)}' is a file that has other names too, and writing would change it there");
        }
    }

    private static Exception Failed(int error, string root, ReadOnlySpan<string> name, SafeFileHandle? folder)
    {
        if (folder is not null && Look(folder, name[^1], NoFollow, out _).Kind is var kind and (EntryKind.Link or EntryKind.Special))
        {
            return Unsafe(root, name, kind);
        }

        return Error(error, Shown(root, name));
    }

    private static UnsafeFileException Unsafe(string root, ReadOnlySpan<string> name, EntryKind kind) =>
        new(EntryKinds.Refusal(Shown(root, name), kind));

    private static Exception Error(int error, string path)
    {
        var message = $"{Marshal.GetPInvokeErrorMessage(error)}: '{path}'";
        return error switch
        {
            NoEntry => new FileNotFoundException(message, path),
            1 or 13 or 21 or 30 => new UnauthorizedAccessException(message),
            _ => new IOException(message, error),
        };
    }

    private static string Shown(string root, ReadOnlySpan<string> name) => name.IsEmpty ? root : Path.Combine([root, .. name]);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int openat(SafeFileHandle folder, string path, int flags, int mode);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int mkdirat(SafeFileHandle folder, string path, int mode);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int unlinkat(SafeFileHandle folder, string path, int flags);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int renameat(SafeFileHandle from, string source, SafeFileHandle to, string target);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int statx(SafeFileHandle folder, string path, int flags, uint mask, byte* facts);

    /// <summary>
    /// A lock that was given back is held a little longer where another program is being started just then: it has the file too, until it
    /// runs.
    /// </summary>
    private static bool TryLock(SafeFileHandle file)
    {
        for (var attempt = 0; flock(file, LockExclusively | LockAtOnce) != 0; attempt++)
        {
            if (attempt == MostAttempts)
            {
                return false;
            }

            Thread.Sleep(AttemptMilliseconds);
        }

        return true;
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int flock(SafeFileHandle file, int operation);
}
