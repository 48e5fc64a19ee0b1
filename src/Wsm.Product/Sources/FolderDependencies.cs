using Wsm.Helm.Charts;
using Wsm.Helm.Charts.Loading;
using Wsm.Helm.Data;
using Wsm.Helm.Data.Yaml;
using Wsm.Helm.Versions;
using Wsm.Product.Failures;

namespace Wsm.Product.Sources;

/// <summary>
/// Fetches the charts that a chart's folder declares and does not hold, as <c>helm dependency build</c> does; the folder itself stays as it
/// is.
/// </summary>
/// <param name="charts">Where they come from; null for nowhere.</param>
/// <param name="readFolder">Reads a chart beside this one.</param>
internal sealed class FolderDependencies(IChartSource? charts, Func<string, Task<ResolvedChart>> readFolder)
{
    private const string FileScheme = "file://";

    private static readonly string[] LockNames = ["Chart.lock", "requirements.lock"];

    /// <returns>The chart's files, and those of what was fetched as archives in <c>charts/</c>.</returns>
    /// <exception cref="UserError">A chart is not there, or the lock does not fit.</exception>
    public async Task<IReadOnlyList<ChartFile>> AddToAsync(
        IReadOnlyList<ChartFile> files,
        string folder,
        CancellationToken cancellationToken
    )
    {
        var missing = charts is null ? [] : Declared(files).Where(needed => !IsHeld(needed, files)).ToList();
        if (missing.Count == 0)
        {
            return files;
        }

        var locked = LockedVersions(files, folder);
        var added = new List<ChartFile>();
        foreach (var needed in missing.DistinctBy(needed => (needed.Name, needed.Version, needed.Repository)))
        {
            var chart = await FetchAsync(needed, locked, folder, cancellationToken).ConfigureAwait(false);
            if (chart is not null)
            {
                added.Add(new ChartFile($"charts/{chart.FileName}", chart.Archive));
            }
        }

        return [.. files, .. added.DistinctBy(file => file.Name)];
    }

    private static IEnumerable<ChartDependency> Declared(IReadOnlyList<ChartFile> files) =>
        MetadataReader.Read(files).Dependencies?.OfType<ChartDependency>() ?? [];

    private static bool IsHeld(ChartDependency needed, IEnumerable<ChartFile> files) =>
        files.Any(file =>
            file.Name.StartsWith($"charts/{needed.Name}/", StringComparison.Ordinal)
            || (
                file.Name.StartsWith($"charts/{needed.Name}-", StringComparison.Ordinal)
                && file.Name.EndsWith(".tgz", StringComparison.Ordinal)
                && file.Name.Count(c => c == '/') == 1
            )
        );

    /// <returns>Null for what the folder must hold itself; rendering says that it is not there.</returns>
    private async Task<ResolvedChart?> FetchAsync(
        ChartDependency needed,
        IReadOnlyList<(string Name, string Repository, string Version)>? locked,
        string folder,
        CancellationToken cancellationToken
    )
    {
        var range = needed.Version.Length > 0 ? needed.Version : "*";
        var version = locked is null ? range : Pinned(needed, range, locked, folder);
        if (needed.Repository.Length == 0)
        {
            return null;
        }

        if (needed.Repository.StartsWith(FileScheme, StringComparison.Ordinal))
        {
            return await FetchLocalAsync(needed, range, folder).ConfigureAwait(false);
        }

        if (needed.Repository[0] == '@' || needed.Repository.StartsWith("alias:", StringComparison.Ordinal))
        {
            throw new UserError(
                $"The chart in {folder} depends on '{needed.Name}' of the repository {needed.Repository}, a name that only "
                    + "one machine's helm knows.",
                "Write the repository's address into Chart.yaml, or run 'helm dependency build' there."
            );
        }

        return ChartReference.FromRepository(needed.Repository, needed.Name, version, out var fault) is { } request
            ? await charts!.FetchAsync(request, cancellationToken).ConfigureAwait(false)
            : throw new UserError($"The chart in {folder} depends on '{needed.Name}': {fault}.");
    }

    private async Task<ResolvedChart> FetchLocalAsync(ChartDependency needed, string range, string folder)
    {
        var path = Path.GetFullPath(needed.Repository[FileScheme.Length..], folder);
        var chart = await readFolder(path).ConfigureAwait(false);
        if (chart.Name != needed.Name)
        {
            throw new UserError($"The chart in {folder} depends on '{needed.Name}', and the chart in {path} is called '{chart.Name}'.");
        }

        return
            VersionConstraint.TryParse(range, out var constraint)
            && SemanticVersion.TryParse(chart.Version, out var version)
            && constraint.IsSatisfiedBy(version)
            ? chart
            : throw new UserError(
                $"The chart in {folder} depends on '{needed.Name}' {range}, and the chart in {path} has version {chart.Version}."
            );
    }

    private static string Pinned(
        ChartDependency needed,
        string range,
        IReadOnlyList<(string Name, string Repository, string Version)> locked,
        string folder
    )
    {
        var fitting = locked
            .Where(entry => entry.Name == needed.Name && entry.Repository.TrimEnd('/') == needed.Repository.TrimEnd('/'))
            .Where(entry =>
                entry.Version == range
                || (
                    VersionConstraint.TryParse(range, out var constraint)
                    && SemanticVersion.TryParse(entry.Version, out var version)
                    && constraint.IsSatisfiedBy(version)
                )
            )
            .ToList();
        return fitting.Count > 0
            ? fitting[0].Version
            : throw new UserError(
                $"The lock of the chart in {folder} is out of step: it does not name '{needed.Name}' {range} of {needed.Repository}.",
                "'helm dependency update' there writes the lock anew."
            );
    }

    private static List<(string Name, string Repository, string Version)>? LockedVersions(IReadOnlyList<ChartFile> files, string folder)
    {
        var file = LockNames.Select(name => files.FirstOrDefault(file => file.Name == name)).FirstOrDefault(file => file is not null);
        if (file is null)
        {
            return null;
        }

        try
        {
            var entries = YamlReader.ReadMap(file.Text, new YamlReadOptions { KeepIntegers = true })["dependencies"];
            return
            [
                .. ((entries.Data as ListValue)?.Items ?? [])
                    .Select(item => item.Data)
                    .OfType<MapValue>()
                    .Select(entry => (TextOf(entry, "name"), TextOf(entry, "repository"), TextOf(entry, "version"))),
            ];
        }
        catch (YamlException broken)
        {
            throw new UserError($"{file.Name} of the chart in {folder} cannot be read: {broken.Message}", cause: broken);
        }
    }

    private static string TextOf(MapValue map, string key) => map[key].Data?.ToString() ?? "";
}
