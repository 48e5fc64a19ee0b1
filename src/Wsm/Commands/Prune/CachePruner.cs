using System.Text.RegularExpressions;

namespace Wsm.Commands.Prune;

/// <summary>
/// Removes from the cache what was not fetched or confirmed for a while. A wsm that runs at the same time fetches again what it misses.
/// </summary>
internal static partial class CachePruner
{
    private static readonly TimeSpan LongestWrite = TimeSpan.FromDays(1);

    /// <param name="folder">Absolute.</param>
    /// <param name="before">What was written later stays.</param>
    /// <param name="all">Also what does not look like wsm's own.</param>
    public static PruneReport Run(string folder, DateTimeOffset before, DateTimeOffset now, bool dryRun, bool all)
    {
        var remover = new Remover(folder, dryRun);
        var files = FoundFile.In(folder, folder).ToList();
        var young = files.Where(file => !file.IsLink && Name().IsMatch(file.Name) && file.Written >= before).Select(TargetOf).ToHashSet();
        foreach (var file in files)
        {
            if (!file.IsLink && Temporary().IsMatch(file.Name))
            {
                if (file.Written < now - LongestWrite)
                {
                    remover.Remove(file, "left by an interrupted write");
                }
            }
            else if (!file.IsLink && (Blob().IsMatch(file.Name) || Name().IsMatch(file.Name)))
            {
                if (file.Written < before && !young.Contains(file.Name))
                {
                    remover.Remove(file, $"not written since {file.Written:yyyy-MM-dd}");
                }
            }
            else if (all)
            {
                remover.Remove(file, file.IsLink ? "a link" : "not wsm's own");
            }
            else
            {
                remover.Leave(file);
            }
        }

        return remover.Report();
    }

    /// <summary>The content that a name stands for.</summary>
    private static string TargetOf(FoundFile name) => name.Bytes == 64 ? $"sha256/{File.ReadAllText(name.Path)}" : "";

    [GeneratedRegex("^sha256/[0-9a-f]{64}$")]
    private static partial Regex Blob();

    [GeneratedRegex("^names/[0-9a-f]{64}$")]
    private static partial Regex Name();

    [GeneratedRegex(@"^(sha256|names)/[0-9a-f]{64}\.[0-9a-f]{32}$")]
    private static partial Regex Temporary();
}
