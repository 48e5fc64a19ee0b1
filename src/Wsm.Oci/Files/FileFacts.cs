namespace Wsm.Oci.Files;

/// <summary>What a name stands for; of a link, the link itself.</summary>
/// <param name="Length">Bytes of a regular file; 0 of anything else.</param>
public readonly record struct FileFacts(EntryKind Kind, long Length);

/// <summary>What a name in a folder stands for.</summary>
public enum EntryKind
{
    Absent,
    File,
    Folder,
    Link,

    /// <summary>A pipe, a socket or a device: opening it may wait for ever or do things.</summary>
    Special,
}
