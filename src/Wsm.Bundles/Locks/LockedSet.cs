using System.Text;
using Wsm.Oci.References;
using Wsm.Product.Artifacts;
using Wsm.Product.Catalogs;
using Wsm.Product.Failures;
using Wsm.Product.Manifests;
using Wsm.Product.Resolving;
using Wsm.Product.Secrets;
using Wsm.Product.Sources;

namespace Wsm.Bundles.Locks;

/// <summary>Between an image set in memory and its record in a lock.</summary>
public static class LockedSet
{
    public static IReadOnlyList<LockedChart> ChartsOf(ImageSet set) =>
        [
            .. set.Charts.Select(chart => new LockedChart(
                chart.Name,
                chart.Version,
                ChartFile(chart),
                Digest.Parse($"{Digest.Sha256}:{chart.Sha256}"),
                chart.Archive.Length,
                chart.Source
            )
            {
                Provenance = chart.Provenance is { } provenance ? Locked(ProvenanceFile(chart), provenance) : null,
                Artifact = chart.Artifact is { } artifact
                    ? new LockedChartArtifact(
                        artifact.MediaType,
                        Locked(ManifestFile(chart), artifact.Manifest),
                        [.. artifact.Blobs.Select(blob => Locked(BlobFile(chart, blob), blob))]
                    )
                    : null,
            }),
        ];

    /// <summary>What belongs to a chart beside its archive, by the file it is kept in.</summary>
    public static IEnumerable<(string File, ReadOnlyMemory<byte> Content)> CompanyOf(ResolvedChart chart)
    {
        if (chart.Provenance is { } provenance)
        {
            yield return (ProvenanceFile(chart), provenance);
        }

        if (chart.Artifact is not { } artifact)
        {
            yield break;
        }

        yield return (ManifestFile(chart), artifact.Manifest);
        foreach (var blob in artifact.Blobs)
        {
            yield return (BlobFile(chart, blob), blob);
        }
    }

    public static IReadOnlyList<LockedComponent> ComponentsOf(ImageSet set)
    {
        var several = set.Components.Count(component => component.ChannelAnswer is not null) > 1;
        return
        [
            .. set.Components.Select(component =>
            {
                var values = component.Values.Select(SecretValues.Withhold).ToList();
                return new LockedComponent
                {
                    Name = component.Name,
                    Title = component.Title,
                    Chart = component.Chart is { } chart ? ChartFile(chart) : null,
                    ReleaseName = component.ReleaseName,
                    Namespace = component.Namespace,
                    Channel = component.ChannelAnswer is { } answer ? ChannelFile(component.Name, answer, several) : null,
                    ChannelUrl = component is { ChannelAnswer: not null, ChannelUrl: { } url }
                        ? url.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped)
                        : null,
                    Manifests = component.Manifests is { } manifests ? ManifestsOf(component.Name, manifests) : null,
                    Excluded = component.Excluded is []
                        ? null
                        :
                        [
                            .. component.Excluded.Select(image => new LockedExclusion(
                                image.Reference.AsWritten,
                                image.Rule.Pattern,
                                image.Rule.Reason
                            )),
                        ],
                    Problems = component.Problems is [] ? null : component.Problems,
                    Artifact = component.Artifact is { } artifact ? ArtifactOf(artifact) : null,
                    Values = values is [] ? null : [.. values.Select(layer => layer.Layer)],
                    Withheld = values.SelectMany(layer => layer.Withheld).Distinct().ToList() is { Count: > 0 } withheld ? withheld : null,
                    Emit = component.Emit,
                    Cluster = component.Cluster is { KubeVersion: null, ApiVersions: [] } ? null : component.Cluster,
                    ImageFields = component.ImageFields is [] ? null : component.ImageFields,
                    Images = Needs(component.Images),
                    Candidates = component.Candidates is [] ? null : Needs(component.Candidates),
                    Unreadable = component.Unreadable is [] ? null : component.Unreadable,
                    Remarks = component.Remarks is [] ? null : component.Remarks,
                    OperandsUnknown = component.OperandsUnknown ? true : null,
                };
            }),
        ];
    }

    /// <param name="readArtifact">Reads the artifact that the bundle keeps as an image.</param>
    public static ImageSet Read(
        BundleLock bundle,
        Func<string, Digest, byte[]> readFile,
        Func<ImageReference, ArtifactRules, ResolvedArtifact> readArtifact
    )
    {
        var charts = bundle.Charts.ToDictionary(
            chart => chart.File,
            chart => new ResolvedChart(chart.Name, chart.Version, chart.Source, readFile(chart.File, chart.Digest), chart.Digest.Hex)
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
                    Manifests = component.Manifests is { } manifests ? Manifests(component.Name, manifests, readFile) : null,
                    Excluded =
                    [
                        .. (component.Excluded ?? []).Select(image => new ExcludedImage(
                            ImageReference.Parse(image.Reference),
                            new ExcludeRule(image.Pattern, image.Reason)
                        )),
                    ],
                    Problems = component.Problems ?? [],
                    Values = component.Values ?? [],
                    Withheld = component.Withheld ?? [],
                    Emit = component.Emit,
                    Cluster = component.Cluster ?? ClusterFacts.Unknown,
                    ImageFields = component.ImageFields ?? [],
                    Artifact = component.Artifact is { } artifact
                        ? readArtifact(ImageReference.Parse(artifact.Reference), RulesOf(artifact))
                        : null,
                    Images = Images(component.Images),
                    Candidates = Images(component.Candidates ?? []),
                    Unreadable = component.Unreadable ?? [],
                    Remarks = component.Remarks ?? [],
                    OperandsUnknown = component.OperandsUnknown is true,
                }),
            ]
        )
        {
            Missing = bundle.Missing ?? [],
        };
    }

    /// <summary>Where a file of a component's manifests lies in the bundle.</summary>
    public static string ManifestPath(string component, string path) => $"{BundleNames.Manifests}/{component}/{path}";

    private static LockedManifests ManifestsOf(string component, ManifestSet set) =>
        new(
            set.Kustomization,
            set.Source,
            [
                .. set.Files.Select(file =>
                {
                    var bytes = Encoding.UTF8.GetBytes(file.Text);
                    return new LockedFile(ManifestPath(component, file.Path), Digest.Of(bytes), bytes.Length);
                }),
            ]
        );

    private static ManifestSet Manifests(string component, LockedManifests locked, Func<string, Digest, byte[]> readFile)
    {
        var folder = ManifestPath(component, "");
        return new ManifestSet([
            .. locked.Files.Select(file => new ManifestFile(
                file.File.StartsWith(folder, StringComparison.Ordinal)
                    ? file.File[folder.Length..]
                    : throw new UserError($"The lock names {file.File} among the manifests of '{component}', which lie in {folder}"),
                Encoding.UTF8.GetString(readFile(file.File, file.Digest))
            )),
        ])
        {
            Kustomization = locked.Kustomization,
            Source = locked.Source,
        };
    }

    private static LockedFile Locked(string file, ReadOnlyMemory<byte> content) => new(file, Digest.Of(content.Span), content.Length);

    private static string ProvenanceFile(ResolvedChart chart) => ChartFile(chart) + ChartProvenance.Suffix;

    private static string ManifestFile(ResolvedChart chart) => $"{BundleNames.Charts}/{chart.Name}-{chart.Version}.manifest.json";

    /// <summary>The provenance is one of them, and kept once.</summary>
    private static string BlobFile(ResolvedChart chart, ReadOnlyMemory<byte> blob) =>
        chart.Provenance is { } provenance && blob.Span.SequenceEqual(provenance.Span)
            ? ProvenanceFile(chart)
            : $"{BundleNames.Charts}/{chart.Name}-{chart.Version}.{Digest.Of(blob.Span).Hex[..12]}";

    public static ArtifactRules RulesOf(LockedArtifact artifact) =>
        new(artifact.Images, artifact.Defaults ?? new Dictionary<string, string>(), artifact.Reader);

    private static LockedArtifact ArtifactOf(ResolvedArtifact artifact) =>
        new(
            artifact.Reference.AsWritten,
            artifact.Digest,
            artifact.Rules.Images,
            artifact.Rules.Defaults.Count == 0 ? null : artifact.Rules.Defaults,
            artifact.Rules.Reader
        );

    private static string ChartFile(ResolvedChart chart) => $"{BundleNames.Charts}/{chart.FileName}";

    private static LockedFile ChannelFile(string component, ReadOnlyMemory<byte> answer, bool several) =>
        new(several ? $"{component}.{BundleNames.Spec}" : BundleNames.Spec, Digest.Of(answer.Span), answer.Length);

    private static IReadOnlyList<LockedNeed> Needs(IReadOnlyList<ResolvedImage> images) =>
        [.. images.Select(image => new LockedNeed(image.Reference.AsWritten, image.Origins))];

    private static IReadOnlyList<ResolvedImage> Images(IReadOnlyList<LockedNeed> needs) =>
        [.. needs.Select(need => new ResolvedImage(ImageReference.Parse(need.Reference), need.Origins))];
}
