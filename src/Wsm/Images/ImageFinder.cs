using Wsm.Catalogs;
using Wsm.Helm.Charts;
using Wsm.Helm.Provenance;
using Wsm.Helm.Rendering;
using Wsm.Helm.Templates.Evaluation;
using Wsm.Helm.Templates.Values;

namespace Wsm.Images;

/// <summary>Finds what a chart starts by rendering it, and remembers why.</summary>
internal sealed class ImageFinder : IChartImages
{
    public ChartImages Find(ChartToRender chart, CancellationToken cancellationToken)
    {
        var rendering = new ChartRendering(chart);
        var usual = Origins(chart.Component, rendering.Render(null, allDependencies: false, cancellationToken), null);
        if (!chart.AllComponents)
            return Group(usual, rendering.Chart);

        var all = Origins(
            chart.Component,
            rendering.Render(null, allDependencies: true, cancellationToken),
            new ComponentSwitches(rendering.Chart)
        );
        var known = usual.Select(found => found.Use.Reference).ToHashSet();
        return Group([.. usual, .. all.Where(found => !known.Contains(found.Use.Reference))], rendering.Chart) with
        {
            NotRendered = [.. rendering.Failed.Select(failed => $"{failed.Template}: {ProblemOf(failed.Failure)}")],
        };
    }

    /// <summary>The innermost cause alone: the way there may be pages long.</summary>
    private static string ProblemOf(RenderException failure)
    {
        var cause = failure.GetBaseException();
        return cause is TemplateException && failure.Frames is [.., var last] ? last.Problem : cause.Message;
    }

    private static List<Found> Origins(string component, RenderedRelease release, ComponentSwitches? switches) =>
        [.. new DocumentUses().Of(release).Select(use => new Found(use, OriginOf(component, use, release.Values, switches)))];

    private static ImageOrigin OriginOf(string component, ImageUse use, MapValue values, ComponentSwitches? switches) =>
        new()
        {
            Kind = use.Kind == UseKind.Container ? OriginKind.Container : OriginKind.Candidate,
            Component = component,
            Template = use.Template,
            Line = use.Position?.Line,
            Document = use.Document,
            Container = use.Container,
            Values = [.. use.Origins().Select(origin => Describe(origin, values))],
            Switch = switches?.For(use.Template),
        };

    private static Catalogs.ValueOrigin Describe(Helm.Provenance.ValueOrigin origin, MapValue values)
    {
        var value = ValueLookup.At(values, origin.Path);
        var text = value.Data is null or MapValue or ListValue ? null : Helm.Templates.Formatting.GoFormat.ToText(value);
        return new Catalogs.ValueOrigin(origin.Path.ToString(), text, Layer(origin.Source));
    }

    private static string Layer(ValueSource source) =>
        source.Layer switch
        {
            ValueLayer.Absent => "not set",
            ValueLayer.ChartDefault => $"default of {source.Name}",
            _ => source.Name,
        };

    /// <summary>An image that some container runs is no candidate any more.</summary>
    private static ChartImages Group(List<Found> found, Chart chart)
    {
        var images = ImageSet.Distinct(
            found.Where(item => item.Use.Kind == UseKind.Container).Select(item => new ResolvedImage(item.Use.Reference, [item.Origin]))
        );
        var certain = images.Select(image => image.Reference).ToHashSet();
        var candidates = ImageSet.Distinct(
            found
                .Where(item => item.Use.Kind == UseKind.Candidate && !certain.Contains(item.Use.Reference))
                .Select(item => new ResolvedImage(item.Use.Reference, [item.Origin]))
        );
        var named = images.Concat(candidates).Select(image => image.Reference).ToHashSet();
        return new ChartImages(images, candidates)
        {
            OnlyAnnotated = [.. AnnotatedImages.Of(chart).Where(image => !named.Contains(image))],
        };
    }

    private sealed record Found(ImageUse Use, ImageOrigin Origin);
}
