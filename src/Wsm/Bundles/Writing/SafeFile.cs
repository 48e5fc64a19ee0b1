using System.Runtime.ExceptionServices;

namespace Wsm.Bundles.Writing;

/// <summary>Small files that are either there as a whole or not at all.</summary>
internal static class SafeFile
{
    public static void Write(string path, ReadOnlySpan<byte> content)
    {
        Place(path, content);
        Posix.SyncFolder(Path.GetDirectoryName(path)!);
    }

    /// <summary>Writes those that differ. They are flushed at the same time, which costs the disk little more than one of them.</summary>
    public static void WriteAll(IEnumerable<(string Path, ReadOnlyMemory<byte> Content)> files)
    {
        var changed = files.Where(file => !Holds(file.Path, file.Content.Span)).ToList();
        try
        {
            Parallel.ForEach(changed, file => Place(file.Path, file.Content.Span));
        }
        catch (AggregateException error)
        {
            ExceptionDispatchInfo.Throw(error.InnerExceptions[0]);
        }

        foreach (var folder in changed.Select(file => Path.GetDirectoryName(file.Path)!).Distinct())
            Posix.SyncFolder(folder);
    }

    /// <summary>Gives a file that has been flushed its final name.</summary>
    public static void Publish(string partial, string path)
    {
        File.Move(partial, path, overwrite: true);
        Posix.SyncFolder(Path.GetDirectoryName(path)!);
    }

    /// <summary>Writes only what differs, so that a second run changes nothing.</summary>
    public static void WriteIfChanged(string path, ReadOnlySpan<byte> content)
    {
        if (!Holds(path, content))
            Write(path, content);
    }

    public static bool Holds(string path, ReadOnlySpan<byte> content) =>
        File.Exists(path) && new FileInfo(path).Length == content.Length && File.ReadAllBytes(path).AsSpan().SequenceEqual(content);

    private static void Place(string path, ReadOnlySpan<byte> content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var partial = path + ".new" + BundleNames.PartialSuffix;
        using (var file = File.OpenHandle(partial, FileMode.Create, FileAccess.Write))
        {
            RandomAccess.Write(file, content, 0);
            RandomAccess.FlushToDisk(file);
        }

        File.Move(partial, path, overwrite: true);
    }
}
