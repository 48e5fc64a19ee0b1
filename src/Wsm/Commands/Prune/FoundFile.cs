namespace Wsm.Commands.Prune;

/// <summary>A file, or a link that is not followed.</summary>
/// <param name="Name">Relative to the folder, with forward slashes.</param>
/// <param name="Path">Absolute.</param>
internal sealed record FoundFile(string Name, string Path, long Bytes, DateTimeOffset Written, bool IsLink)
{
    /// <summary>Everything below a folder; where a link leads is not looked at.</summary>
    /// <param name="root">The folder that names are relative to.</param>
    /// <param name="folder">The folder to look into.</param>
    public static IEnumerable<FoundFile> In(string root, string folder)
    {
        var start = new DirectoryInfo(folder);

        // The root itself may be a link: that is where the person said.
        if (start.LinkTarget is not null && folder != root)
        {
            return [Of(root, start)];
        }

        return start.Exists ? Below(root, start) : [];
    }

    private static IEnumerable<FoundFile> Below(string root, DirectoryInfo folder)
    {
        foreach (var entry in folder.EnumerateFileSystemInfos().OrderBy(entry => entry.Name, StringComparer.Ordinal))
        {
            if (entry is DirectoryInfo { LinkTarget: null } below)
            {
                foreach (var file in Below(root, below))
                {
                    yield return file;
                }
            }
            else
            {
                yield return Of(root, entry);
            }
        }
    }

    private static FoundFile Of(string root, FileSystemInfo entry) =>
        new(
            System.IO.Path.GetRelativePath(root, entry.FullName).Replace(System.IO.Path.DirectorySeparatorChar, '/'),
            entry.FullName,
            entry is FileInfo { LinkTarget: null } file ? file.Length : 0,
            entry.LastWriteTimeUtc,
            entry.LinkTarget is not null
        );
}
