using Wsm.Catalogs;
using Wsm.Oci.References;

namespace Wsm.Bundles;

/// <summary>Between an image set in memory and its record in a lock.</summary>
internal static class LockedSet
{
    public static IReadOnlyList<LockedChart> ChartsOf(ImageSet set) =>
        [
            .. set.Charts.Select(chart => new LockedChart(
                chart.Name,
                chart.Version,
                ChartFile(chart),
                $"sha256:{chart.Sha256}",
                chart.Archive.Length,
                chart.Source
            )),
        ];

    public static IReadOnlyList<LockedComponent> ComponentsOf(ImageSet set)
    {
        var several = set.Components.Count(component => component.ChannelAnswer is not null) > 1;
        return
        [
            .. set.Components.Select(component => new LockedComponent
            {
                Name = component.Name,
                Title = component.Title,
                Chart = component.Chart is { } chart ? ChartFile(chart) : null,
                ReleaseName = component.ReleaseName,
                Namespace = component.Namespace,
                Channel = component.ChannelAnswer is { } answer ? ChannelFile(component.Name, answer, several) : null,
                Values = component.Values is [] ? null : component.Values,
                Emit = component.Emit,
                Images = Needs(component.Images),
                Candidates = component.Candidates is [] ? null : Needs(component.Candidates),
            }),
        ];
    }

    public static ImageSet Read(BundleLock bundle, Func<string, string, byte[]> readFile)
    {
        var charts = bundle.Charts.ToDictionary(
            chart => chart.File,
            chart => new ResolvedChart(
                chart.Name,
                chart.Version,
                chart.Source,
                readFile(chart.File, chart.Digest),
                chart.Digest["sha256:".Length..]
            )
        );
        return new ImageSet(
            bundle.Name,
            bundle.Title,
            [
                .. bundle.Components.Select(component => new ResolvedComponent
                {
                    Name = component.Name,
                    Title = component.Title,
                    Chart = component.Chart is { } chart
                        ? charts.GetValueOrDefault(chart) ?? throw new UserError($"The lock names chart {chart} and does not describe it")
                        : null,
                    ReleaseName = component.ReleaseName,
                    Namespace = component.Namespace,
                    ChannelAnswer = component.Channel is { } channel ? readFile(channel.File, channel.Digest) : (ReadOnlyMemory<byte>?)null,
                    Values = component.Values ?? [],
                    Emit = component.Emit,
                    Images = Images(component.Images),
                    Candidates = Images(component.Candidates ?? []),
                }),
            ]
        );
    }

    private static string ChartFile(ResolvedChart chart) => $"{BundleNames.Charts}/{chart.FileName}";

    private static LockedFile ChannelFile(string component, ReadOnlyMemory<byte> answer, bool several) =>
        new(several ? $"{component}.{BundleNames.Spec}" : BundleNames.Spec, Digest.Of(answer.Span).ToString(), answer.Length);

    private static IReadOnlyList<LockedNeed> Needs(IReadOnlyList<ResolvedImage> images) =>
        [.. images.Select(image => new LockedNeed(image.Reference.AsWritten, image.Origins))];

    private static IReadOnlyList<ResolvedImage> Images(IReadOnlyList<LockedNeed> needs) =>
        [.. needs.Select(need => new ResolvedImage(ImageReference.Parse(need.Reference), need.Origins))];
}
