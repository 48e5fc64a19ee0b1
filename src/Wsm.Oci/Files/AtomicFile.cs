using System.Runtime.ExceptionServices;
using System.Security.Cryptography;

namespace Wsm.Oci.Files;

/// <summary>
/// The one way to write a file whole: into a new file beside it, flushed, then renamed, then the folder flushed. Whatever happens, under
/// the
/// name stands what stood there before or all of what was written.
/// </summary>
public static class AtomicFile
{
    /// <summary>What a file is called, after its own name, while it is being written.</summary>
    public const string PartialSuffix = ".partial";

    /// <exception cref="IOException">It cannot be written; what was there is as it was.</exception>
    public static void Write(string path, ReadOnlySpan<byte> content, AtomicFileOptions options = default) =>
        Write(GuardedFolder.Around(path), Path.GetFileName(path), content, options);

    /// <inheritdoc cref="Write(string, ReadOnlySpan{byte}, AtomicFileOptions)"/>
    public static void Write(GuardedFolder folder, string name, ReadOnlySpan<byte> content, AtomicFileOptions options = default)
    {
        Place(folder, name, content, options);
        if (!options.Fleeting)
        {
            FolderSync.Flush(Path.GetDirectoryName(folder.PathOf(name))!);
        }
    }

    /// <summary>Writes those that differ. They are flushed at the same time, which costs the disk little more than one of them.</summary>
    public static void WriteAll(GuardedFolder folder, IEnumerable<(string Name, ReadOnlyMemory<byte> Content)> files)
    {
        var changed = files.Where(file => !Holds(folder, file.Name, file.Content.Span)).ToList();
        try
        {
            Parallel.ForEach(changed, file => Place(folder, file.Name, file.Content.Span, default));
        }
        catch (AggregateException error)
        {
            ExceptionDispatchInfo.Throw(error.InnerExceptions[0]);
        }

        foreach (var place in changed.Select(file => Path.GetDirectoryName(folder.PathOf(file.Name))!).Distinct())
        {
            FolderSync.Flush(place);
        }
    }

    /// <summary>Gives a file that has been flushed its final name.</summary>
    public static void Publish(GuardedFolder folder, string partial, string name)
    {
        folder.Rename(partial, name);
        FolderSync.Flush(Path.GetDirectoryName(folder.PathOf(name))!);
    }

    /// <summary>Writes only what differs, so that a second run changes nothing.</summary>
    public static void WriteIfChanged(GuardedFolder folder, string name, ReadOnlySpan<byte> content)
    {
        if (!Holds(folder, name, content))
        {
            Write(folder, name, content);
        }
    }

    /// <summary>Whether a file is there and has this content; a link never has.</summary>
    public static bool Holds(GuardedFolder folder, string name, ReadOnlySpan<byte> content) =>
        folder.Look(name) is { Kind: EntryKind.File } found
        && found.Length == content.Length
        && folder.ReadAll(name, content.Length) is { } bytes
        && bytes.AsSpan().SequenceEqual(content);

    private static void Place(GuardedFolder folder, string name, ReadOnlySpan<byte> content, AtomicFileOptions options)
    {
        var partial = options.Partial ?? PartialOf(name, options.Shared);
        // A link of that name is taken away, not followed, and a new file is never one that somebody else put there.
        folder.Delete(partial);
        try
        {
            using (var file = folder.Create(partial, options.OwnerOnly))
            {
                RandomAccess.Write(file, content, 0);
                if (!options.Fleeting)
                {
                    RandomAccess.FlushToDisk(file);
                }
            }

            folder.Rename(partial, name);
        }
        catch
        {
            folder.Delete(partial);
            throw;
        }
    }

    private static string PartialOf(string name, bool shared) =>
        shared ? $"{name}.{RandomNumberGenerator.GetHexString(16, lowercase: true)}{PartialSuffix}" : $"{name}.new{PartialSuffix}";
}
