using System.Text;

namespace Wsm.Helm.Charts.Loading;

/// <summary>
/// Reads the files of an unpacked chart as Helm does: in the order of names, without what <c>.helmignore</c> names, through symbolic links.
/// </summary>
public sealed class ChartFolder
{
    private readonly List<ChartFile> _files = [];
    private readonly HashSet<string> _open = new(StringComparer.Ordinal);
    private readonly IgnoreRules _rules;
    private readonly ChartLimits _limits;
    private int _folders;

    private ChartFolder(IgnoreRules rules, ChartLimits limits)
    {
        _rules = rules;
        _limits = limits;
    }

    public static IReadOnlyList<ChartFile> Read(string folder, ChartLimits limits)
    {
        var ignored = new FileInfo(Path.Combine(folder, ".helmignore"));
        var reader = new ChartFolder(
            IgnoreRules.Parse(ignored.Exists ? Encoding.UTF8.GetString(Content(ignored, limits).Span) : ""),
            limits
        );
        reader.Walk(new DirectoryInfo(folder), "");
        return reader._files;
    }

    /// <summary>What the folder's Chart.yaml says, without a look at anything else.</summary>
    /// <exception cref="ChartException">It is no YAML, or breaks a rule.</exception>
    public static ChartMetadata ReadMetadata(string folder, ChartLimits limits)
    {
        var file = new FileInfo(Path.Combine(folder, MetadataReader.FileName));
        return MetadataReader.Read([new ChartFile(MetadataReader.FileName, Content(file, limits))]);
    }

    private void Walk(DirectoryInfo folder, string prefix)
    {
        var real = (folder.ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? folder.FullName).TrimEnd(Path.DirectorySeparatorChar);
        if (!_open.Add(real))
        {
            throw new ChartException($"a symbolic link makes the chart contain itself: {folder.FullName}");
        }

        // Links to the same two folders below, again and again, are a tree without an end, too.
        if (++_folders > _limits.FileCount)
        {
            throw new ChartException($"the chart has more than {_limits.FileCount} folders");
        }

        // Links in a linked folder lead on from where that really is.
        var entries = new DirectoryInfo(real).GetFileSystemInfos();
        Array.Sort(entries, static (a, b) => string.CompareOrdinal(a.Name, b.Name));
        foreach (var entry in entries)
        {
            Visit(entry, prefix + entry.Name);
        }

        _open.Remove(real);
    }

    private void Visit(FileSystemInfo entry, string name)
    {
        var target = entry;
        if (entry.LinkTarget is not null)
        {
            target = entry.ResolveLinkTarget(returnFinalTarget: true);
        }

        if (target is not { Exists: true })
        {
            throw new ChartException($"the symbolic link {name} of the chart leads nowhere");
        }

        if (target is DirectoryInfo)
        {
            if (!_rules.Ignores(name, isDirectory: true))
            {
                Walk(new DirectoryInfo(entry.FullName), name + "/");
            }

            return;
        }

        if (_rules.Ignores(name, isDirectory: false))
        {
            return;
        }

        if (_files.Count >= _limits.FileCount)
        {
            throw new ChartException($"the chart has more than {_limits.FileCount} files");
        }

        _files.Add(new ChartFile(name, Content((FileInfo)target, _limits)));
    }

    // A pipe or a device has no length either, and opening it could wait for ever.
    private static ReadOnlyMemory<byte> Content(FileInfo file, ChartLimits limits) =>
        file.Length == 0 ? ReadOnlyMemory<byte>.Empty
        : file.Length <= limits.FileSize ? ByteOrderMark.Trim(File.ReadAllBytes(file.FullName))
        : throw new ChartException($"chart file \"{file.Name}\" is larger than the maximum file size {limits.FileSize}");
}
