using System.Text;
using Wsm.Catalogs.Yaml;
using Wsm.Channels;
using Wsm.Charts;

namespace Wsm.Catalogs;

/// <summary>Decides what a catalog leaves open: newest versions and tags, what the channel says, which images the charts start.</summary>
public sealed class CatalogResolver
{
    private const string DefaultNamespace = "default";

    /// <summary>Where charts come from.</summary>
    public required IChartSource Charts { get; init; }

    public required ITagSource Tags { get; init; }

    public required IChannelSource Channel { get; init; }

    public required IChartImages Images { get; init; }

    /// <summary>Resolves all components at once; one that cannot be resolved does not stop the others.</summary>
    public async Task<Resolution> ResolveAsync(Catalog catalog, ResolveOptions options, CancellationToken cancellationToken)
    {
        var alone = catalog.Components.Count == 1;
        var outcomes = await Task.WhenAll(
                catalog.Components.Select(component =>
                    TryAsync(component, component.AppliesTo(catalog) ? options : options with { UserValues = [] }, alone, cancellationToken)
                )
            )
            .ConfigureAwait(false);
        var set = new ImageSet(catalog.Name, catalog.Title, [.. outcomes.Select(outcome => outcome.Component).OfType<ResolvedComponent>()]);
        return new Resolution(set, [.. outcomes.Select(outcome => outcome.Failure).OfType<ComponentFailure>()]);
    }

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
            var told = Terminal.Failure.Of(failure, cancellationToken);
            return new Outcome(
                null,
                new ComponentFailure(
                    component.Name,
                    failure as UserError ?? new UserError(told.Message, told.Hint, told.ExitCode, failure) { Details = told.Details }
                )
            );
        }
    }

    private async Task<ResolvedComponent> ResolveAsync(
        CatalogComponent component,
        ResolveOptions options,
        bool alone,
        CancellationToken cancellationToken
    )
    {
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
                    },
                    alone,
                    cancellationToken
                )
                .ConfigureAwait(false)
            : new ChartImages([], []);
        return new ResolvedComponent
        {
            Name = component.Name,
            Title = component.Title,
            Images = ImageSet.Distinct(found.Images.Concat(component.Images.Select(image => Named(component, image)))),
            Candidates = found.Candidates,
            OnlyAnnotated = found.OnlyAnnotated,
            NotRendered = found.NotRendered,
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
            rule.Fixed ?? await Tags.NewestAsync(rule.NewestOf!, VersionRange.Parse(rule.Range), cancellationToken).ConfigureAwait(false)
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

        layers.AddRange(
            tags.Select(tag => new ValuesLayer(ValuesLayer.Tag, NodeWriter.Write(NodeFactory.Nested(tag.Path, NodeFactory.Text(tag.Tag)))))
        );
        layers.AddRange(options.UserValues);
        return layers;
    }

    private static ResolvedImage Named(CatalogComponent component, CatalogImage image) =>
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
