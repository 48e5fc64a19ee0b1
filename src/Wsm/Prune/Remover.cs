namespace Wsm.Prune;

/// <summary>Removes files one by one, and the folders that become empty by it.</summary>
internal sealed class Remover(string folder, bool dryRun)
{
    private readonly List<PrunedFile> _removed = [];
    private readonly List<string> _left = [];
    private readonly List<string> _failed = [];

    public void Remove(FoundFile file, string reason)
    {
        try
        {
            if (!dryRun)
                Delete(file);
            _removed.Add(new PrunedFile(file.Name, file.Bytes, reason));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            _failed.Add($"{file.Name}: {error.Message}");
        }
    }

    public void Leave(FoundFile file) => _left.Add(file.Name);

    public PruneReport Report() =>
        new(
            folder,
            dryRun,
            [.. _removed.OrderBy(file => file.File, StringComparer.Ordinal)],
            [.. _left.Order(StringComparer.Ordinal)],
            _failed
        );

    private void Delete(FoundFile file)
    {
        // Of a link, the link itself: what it leads to is somebody else's.
        if (file.IsLink && Directory.Exists(file.Path))
            Directory.Delete(file.Path, recursive: false);
        else
            File.Delete(file.Path);
        for (
            var above = Path.GetDirectoryName(file.Path)!;
            above.Length > folder.Length && !Directory.EnumerateFileSystemEntries(above).Any();
            above = Path.GetDirectoryName(above)!
        )
        {
            Directory.Delete(above);
        }
    }
}
