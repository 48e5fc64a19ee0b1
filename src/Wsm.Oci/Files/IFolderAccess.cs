using Microsoft.Win32.SafeHandles;

namespace Wsm.Oci.Files;

/// <summary>What a system offers to reach what lies below a folder without leaving it.</summary>
/// <remarks>Names come as their parts, none of them empty, <c>.</c> or <c>..</c>; no link is followed below the root.</remarks>
internal interface IFolderAccess
{
    FileFacts Look(string root, ReadOnlySpan<string> name);

    /// <summary>Null when a file that must be there is not.</summary>
    /// <exception cref="UnsafeFileException">There is something else than a regular file, or a link on the way.</exception>
    SafeFileHandle? Open(string root, ReadOnlySpan<string> name, FileOpening opening);

    void MakeFolder(string root, ReadOnlySpan<string> name);

    /// <summary>Of a link, the link itself; nothing when there is nothing.</summary>
    void Delete(string root, ReadOnlySpan<string> name, bool isFolder);

    void Rename(string root, ReadOnlySpan<string> from, ReadOnlySpan<string> to);
}

/// <summary>How a file is opened.</summary>
internal enum FileOpening
{
    /// <summary>To read what is there.</summary>
    Read,

    /// <summary>To write to what is there, or to a new file.</summary>
    ReadOrMake,

    /// <summary>The same, and no other process has it open so.</summary>
    Exclusive,

    /// <summary>A new file, where nothing was.</summary>
    New,

    /// <summary>The same, for its owner's eyes only.</summary>
    NewForOwner,
}
