using System.Text;
using Wsm.Helm.Versions;
using Wsm.Product.Artifacts;
using Wsm.Product.Catalogs;
using Wsm.Product.Catalogs.Yaml;
using Wsm.Product.Channels;
using Wsm.Product.Failures;
using Wsm.Product.Sources;

namespace Wsm.Product.Resolving;

/// <summary>Decides what a catalog leaves open: newest versions and tags, what the channel says, which images the charts start.</summary>
public sealed class CatalogResolver
{
    private const string DefaultNamespace = "default";

    /// <summary>Where charts come from.</summary>
    public required IChartSource Charts { get; init; }

    public required ITagSource Tags { get; init; }

    public required IChannelSource Channel { get; init; }

    public required IChartImages Images { get; init; }

    /// <summary>What is no chart.</summary>
    public SourceResolver Sources { get; init; } = new(SourceFiles.Local, _ => null);

    public required IArtifactSource Artifacts { get; init; }

    /// <summary>Puts any failure into words.</summary>
    public required Func<Exception, UserError> Explain { get; init; }

    /// <summary>Resolves all components at once; one that cannot be resolved does not stop the others.</summary>
    public async Task<Resolution> ResolveAsync(Catalog catalog, ResolveOptions options, CancellationToken cancellationToken)
    {
        var alone = catalog.Components.Count == 1;
        options = options with { ImageFields = [.. catalog.ImageFields, .. options.ImageFields] };
        var outcomes = await Task.WhenAll(
                catalog.Components.Select(component =>
                    TryAsync(component, options with { UserValues = ValuesFor(component, catalog, options) }, alone, cancellationToken)
                )
            )
            .ConfigureAwait(false);
        var set = new ImageSet(
            catalog.Name,
            catalog.Title,
            RequiredVersions.Judge([.. outcomes.Select(outcome => outcome.Component).OfType<ResolvedComponent>()])
        );
        return new Resolution(set, [.. outcomes.Select(outcome => outcome.Failure).OfType<ComponentFailure>()]);
    }

    private static List<ValuesLayer> ValuesFor(CatalogComponent component, Catalog catalog, ResolveOptions options) =>
        [
            .. options
                .UserValues.Where(layer => layer.For is { } name ? name == component.Name : component.AppliesTo(catalog))
                .Select(layer => layer with { For = null }),
        ];

    private async Task<Outcome> TryAsync(
        CatalogComponent component,
        ResolveOptions options,
        bool alone,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return new Outcome(await ResolveAsync(component, options, alone, cancellationToken).ConfigureAwait(false), null);
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            return new Outcome(null, new ComponentFailure(component.Name, Explain(failure)));
        }
    }

    private async Task<ResolvedComponent> ResolveAsync(
        CatalogComponent component,
        ResolveOptions options,
        bool alone,
        CancellationToken cancellationToken
    )
    {
        if (component.Source is { } source)
        {
            return await Sources.ResolveAsync(component, source, Images, options.ImageFields, cancellationToken).ConfigureAwait(false);
        }

        if (component.Artifact is { } wanted)
        {
            return await ResolveAsync(component, wanted, options, cancellationToken).ConfigureAwait(false);
        }

        var tags = Task.WhenAll(component.Tags.Select(rule => ResolveTagAsync(rule, cancellationToken)));
        var answer = component.Channel is { } channel ? await AskAsync(channel, cancellationToken).ConfigureAwait(false) : null;
        var request = component.Chart ?? answer?.Chart;
        var render = component.Render && request is not null;
        var chart =
            request is not null && (render || options.FetchCharts)
                ? await Charts.FetchAsync(request, cancellationToken).ConfigureAwait(false)
                : null;
        var layers = Layers(component, answer, await tags.ConfigureAwait(false), options);
        var releaseName = component.ReleaseName ?? component.Name;
        var targetNamespace = component.Namespace ?? DefaultNamespace;
        var found = render
            ? await FindAsync(
                    new ChartToRender(component.Name, chart!, releaseName, targetNamespace, layers)
                    {
                        AllComponents = options.AllComponents,
                        ImageFields = options.ImageFields,
                        Cluster = options.Cluster,
                    },
                    alone,
                    cancellationToken
                )
                .ConfigureAwait(false)
            : new ChartImages([], []);
        if (render)
        {
            found = ExpectedImages.Take(found, component.Candidates, chart!);
        }

        return new ResolvedComponent
        {
            Name = component.Name,
            Title = component.Title,
            Images = ImageSet.Distinct(found.Images.Concat(component.Images.Select(image => Named(component, image)))),
            Candidates = found.Candidates,
            OnlyAnnotated = found.OnlyAnnotated,
            NotRendered = found.NotRendered,
            Unreadable = found.Unreadable,
            Remarks = found.Remarks,
            OperandsUnknown = found.OperandsUnknown,
            IsDeprecated = found.IsDeprecated,
            ImageFields = options.ImageFields,
            Cluster = options.Cluster,
            Expected = component.Candidates,
            Chart = chart,
            ChartRequest = request,
            Rendered = render,
            ReleaseName = request is null ? null : releaseName,
            Namespace = request is null ? null : targetNamespace,
            ChannelUrl = component.Channel?.Url,
            ChannelAnswer = answer?.Bytes,
            Values = layers,
            Emit = component.Emit,
        };
    }

    private async Task<ResolvedComponent> ResolveAsync(
        CatalogComponent component,
        ArtifactRequest wanted,
        ResolveOptions options,
        CancellationToken cancellationToken
    )
    {
        var request = options.Release is { } release ? wanted with { Version = release, Digest = null } : wanted;
        var artifact = await Artifacts.FetchAsync(request, cancellationToken).ConfigureAwait(false);
        return new ResolvedComponent
        {
            Name = component.Name,
            Title = component.Title,
            Images = ImageSet.Distinct(
                ArtifactImages.Needed(artifact, component.Name).Concat(component.Images.Select(image => Named(component, image)))
            ),
            Candidates = ArtifactImages.Candidates(artifact, component.Name),
            Artifact = artifact,
            ReleaseName = component.ReleaseName ?? component.Name,
            Namespace = component.Namespace ?? DefaultNamespace,
            Values = options.UserValues,
            Emit = component.Emit,
        };
    }

    /// <summary>Several charts are rendered beside one another; for a single one another thread would only cost its start.</summary>
    private Task<ChartImages> FindAsync(ChartToRender chart, bool alone, CancellationToken cancellationToken) =>
        alone
            ? Task.FromResult(Images.Find(chart, cancellationToken))
            : Task.Run(() => Images.Find(chart, cancellationToken), cancellationToken);

    private Task<ChannelAnswer> AskAsync(CatalogChannel channel, CancellationToken cancellationToken) =>
        channel.Answer is { } kept
            ? Task.FromResult(ChannelAnswer.Read(Encoding.UTF8.GetBytes(kept), "the catalog's channel answer"))
            : Channel.AskAsync(channel.Url, cancellationToken);

    private async Task<(string Path, string Tag)> ResolveTagAsync(TagRule rule, CancellationToken cancellationToken) =>
        (
            rule.Path,
            rule.Fixed
                ?? await Tags.NewestAsync(rule.NewestOf!, VersionConstraint.Parse(rule.Range), cancellationToken).ConfigureAwait(false)
        );

    private static List<ValuesLayer> Layers(
        CatalogComponent component,
        ChannelAnswer? answer,
        IEnumerable<(string Path, string Tag)> tags,
        ResolveOptions options
    )
    {
        var layers = new List<ValuesLayer>();
        if (answer?.Values is { } values)
        {
            layers.Add(new ValuesLayer(ValuesLayer.Channel, values));
        }

        if (component.Values is { } own)
        {
            layers.Add(new ValuesLayer(ValuesLayer.Catalog, own));
        }

        if (component.FindWith is { } finding)
        {
            layers.Add(new ValuesLayer(ValuesLayer.Finding, finding));
        }

        layers.AddRange(
            tags.Select(tag => new ValuesLayer(ValuesLayer.Tag, NodeWriter.Write(NodeFactory.Nested(tag.Path, NodeFactory.Text(tag.Tag)))))
        );
        layers.AddRange(options.UserValues);
        return layers;
    }

    internal static ResolvedImage Named(CatalogComponent component, CatalogImage image) =>
        new(
            image.Reference,
            [
                new ImageOrigin
                {
                    Kind = OriginKind.Catalog,
                    Component = component.Name,
                    Reason = image.Reason,
                },
            ]
        );

    /// <summary>One of them is there.</summary>
    private sealed record Outcome(ResolvedComponent? Component, ComponentFailure? Failure);
}
