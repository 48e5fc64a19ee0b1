using Wsm.Helm.Charts;
using Wsm.Helm.Charts.Loading;
using Wsm.Oci.Files;
using Wsm.Product.Failures;

namespace Wsm.Product.Sources;

/// <summary>Charts on this machine: archives as they are, folders to be packed when need be.</summary>
/// <param name="others">Where charts come from that a folder depends on and does not hold; null for nowhere.</param>
public sealed class LocalCharts(IChartSource? others = null) : IChartSource
{
    /// <remarks>A disk is not waited for: to read a chart takes less time than to hand the work to another thread.</remarks>
    public Task<ResolvedChart> FetchAsync(ChartRequest request, CancellationToken cancellationToken)
    {
        var chart = (LocalChart)request;
        return ReadAsync(chart, [], cancellationToken);
    }

    /// <param name="chain">The folders that led here.</param>
    private Task<ResolvedChart> ReadAsync(LocalChart chart, IReadOnlyList<string> chain, CancellationToken cancellationToken) =>
        Directory.Exists(chart.Path) ? ReadFolderAsync(chart, chain, cancellationToken) : Task.FromResult(ReadArchive(chart));

    private static ResolvedChart ReadArchive(LocalChart chart)
    {
        var file = new FileInfo(chart.Path);
        if (file is { Exists: true, LinkTarget: not null } && file.ResolveLinkTarget(returnFinalTarget: true) is not { Exists: true })
        {
            throw new UserError($"{chart.Path} is a symbolic link that leads nowhere.");
        }

        if (!file.Exists)
        {
            throw new UserError($"There is no chart at {chart.Path}.", "A chart is a folder with a Chart.yaml, or a .tgz file.");
        }

        if (file.Length > FetchedChart.LargestArchive)
        {
            throw new UserError(
                $"{chart.Path} is larger than {FetchedChart.LargestArchive / 1024 / 1024} MiB, more than a chart can have."
            );
        }

        var read = FetchedChart.Check(File.ReadAllBytes(chart.Path), chart.Path, chart.Sha256);
        var provenance = new FileInfo(chart.Path + ChartProvenance.Suffix);
        return provenance is { Exists: true, Length: <= ChartProvenance.Largest }
            ? read.With(ChartProvenance.Of(RegularFile.ReadAll(provenance.FullName, ChartProvenance.Largest)))
            : read;
    }

    /// <exception cref="UserError">The folder holds no chart.</exception>
    internal static ChartIdentity IdentityOf(string folder)
    {
        var file = new FileInfo(Path.Combine(folder, MetadataReader.FileName));
        if (!file.Exists)
        {
            throw new UserError(
                $"The folder {folder} is not a chart: it has no {MetadataReader.FileName}.",
                "A chart is a folder with a Chart.yaml, or a .tgz file.",
                FailureKind.Usage
            );
        }

        try
        {
            return ChartIdentity.Of(ChartFolder.ReadMetadata(folder, ChartLimits.Default), folder);
        }
        catch (ChartException refused)
        {
            throw ChartIdentity.NoChart(refused, folder);
        }
    }

    private async Task<ResolvedChart> ReadFolderAsync(LocalChart chart, IReadOnlyList<string> chain, CancellationToken cancellationToken)
    {
        if (chain.Contains(chart.Path))
        {
            throw new UserError($"The charts {string.Join(" and ", chain)} depend on one another.");
        }

        var identity = IdentityOf(chart.Path);
        try
        {
            var files = ChartFolder.Read(chart.Path, ChartLimits.Default);
            if (!files.Any(file => file.Name == MetadataReader.FileName))
            {
                throw new UserError(
                    $"The .helmignore of {chart.Path} leaves out its {MetadataReader.FileName}.",
                    "A chart cannot be without that file; take the rule out that names it."
                );
            }

            files = await new FolderDependencies(others, path => ReadAsync(new LocalChart(path), [.. chain, chart.Path], cancellationToken))
                .AddToAsync(files, chart.Path, cancellationToken)
                .ConfigureAwait(false);
            return chart.Sha256 is { } promised
                ? FetchedChart.Check(
                    ChartPackage.Write(files, identity.Name),
                    chart.Path,
                    promised,
                    hint: "The folder changed since its digest was noted: put back what was there, or take the digest out of the catalog."
                )
                : new ResolvedChart(identity, chart.Path, files, () => ChartPackage.Write(files, identity.Name));
        }
        catch (ChartException broken)
        {
            throw new UserError(
                $"The chart in {chart.Path} cannot be read: {broken.Message}.",
                "Files in the folder that are not part of the chart can be listed in its .helmignore.",
                cause: broken
            );
        }
    }
}
