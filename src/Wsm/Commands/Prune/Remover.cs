using Wsm.Oci.Files;

namespace Wsm.Commands.Prune;

/// <summary>Removes files one by one, and the folders that become empty by it.</summary>
internal sealed class Remover(string folder, bool dryRun)
{
    private readonly GuardedFolder _guarded = new(folder);
    private readonly List<PrunedFile> _removed = [];
    private readonly List<string> _left = [];
    private readonly List<string> _failed = [];

    public void Remove(FoundFile file, string reason)
    {
        try
        {
            if (!dryRun)
            {
                Delete(file);
            }

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

    /// <summary>Of a link, the link itself: what it leads to is somebody else's.</summary>
    private void Delete(FoundFile file) => _guarded.DeleteWithEmptyFolders(file.Name);
}
