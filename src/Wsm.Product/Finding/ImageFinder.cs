using Wsm.Helm.Charts;
using Wsm.Helm.Data;
using Wsm.Helm.Data.Formatting;
using Wsm.Helm.Provenance;
using Wsm.Helm.Rendering;
using Wsm.Helm.Templates.Syntax;
using Wsm.Product.Catalogs;
using Wsm.Product.Manifests;
using Wsm.Product.Resolving;

namespace Wsm.Product.Finding;

/// <summary>Finds what a chart starts by rendering it, and remembers why.</summary>
public sealed class ImageFinder : IChartImages
{
    public ChartImages Find(ChartToRender chart, CancellationToken cancellationToken)
    {
        var rendering = new ChartRendering(chart);
        var documents = new DocumentUses(chart.ImageFields);
        var release = rendering.Render(null, allDependencies: false, cancellationToken);
        var usual = Origins(chart.Component, documents, release, null);
        var certain = new ChartImages([], []) { Unreadable = [.. documents.Unreadable], Remarks = [.. documents.Remarks] };
        certain = certain with
        {
            OperandsUnknown = Operands.AreUnknown(release.Documents, [.. usual.Select(found => found.Use)]),
            IsDeprecated = rendering.Chart.Metadata.Deprecated,
        };
        if (!chart.AllComponents)
        {
            return Group(chart.Component, usual, rendering.Chart, certain);
        }

        var all = Origins(
            chart.Component,
            new DocumentUses(chart.ImageFields),
            rendering.Render(null, allDependencies: true, cancellationToken),
            new ComponentSwitches(rendering.Chart)
        );
        var known = usual.Select(found => found.Use.Reference).ToHashSet();
        return Group(
            chart.Component,
            [.. usual, .. all.Where(found => !known.Contains(found.Use.Reference))],
            rendering.Chart,
            certain
        ) with
        {
            NotRendered = [.. rendering.Failed.Select(failed => $"{failed.Template}: {ProblemOf(failed.Failure)}")],
        };
    }

    public ChartImages Find(string component, IReadOnlyList<RenderedDocument> documents, IReadOnlyList<ImageFieldRow> fields)
    {
        var uses = new DocumentUses(fields);
        var found = Origins(component, uses, ManifestDocuments.AsRelease(documents), null);
        return Group(
            component,
            found,
            chart: null,
            new ChartImages([], [])
            {
                Unreadable = [.. uses.Unreadable],
                Remarks = [.. uses.Remarks],
                OperandsUnknown = Operands.AreUnknown(documents, [.. found.Select(item => item.Use)]),
            }
        );
    }

    /// <summary>The innermost cause alone: the way there may be pages long.</summary>
    private static string ProblemOf(RenderException failure)
    {
        var cause = failure.GetBaseException();
        return cause is TemplateException && failure.Frames is [.., var last] ? last.Problem : cause.Message;
    }

    private static List<Found> Origins(string component, DocumentUses documents, RenderedRelease release, ComponentSwitches? switches) =>
        [.. documents.Of(release).Select(use => new Found(use, OriginOf(component, use, release.Values, switches)))];

    private static ImageOrigin OriginOf(string component, ImageUse use, MapValue values, ComponentSwitches? switches) =>
        new()
        {
            Kind = use.Degree,
            Component = component,
            Template = use.Template,
            Line = use.Position?.Line,
            Document = use.Document,
            Container = use.Container,
            Field = use.Kind == UseKind.Container ? null : use.Field,
            Confidence = use.Confidence,
            Reason = use.Reason,
            Values = [.. use.Origins().Select(origin => Describe(origin, values))],
            Switch = switches?.For(use.Template),
        };

    private static OriginValue Describe(ValueOrigin origin, MapValue values)
    {
        var value = TracedValue.At(values, origin.Path);
        var text = value.Data is null or MapValue or ListValue ? null : GoFormat.ToText(value);
        return new OriginValue(origin.Path.ToString(), text, Layer(origin.Source));
    }

    private static string Layer(ValueSource source) =>
        source.Layer switch
        {
            ValueLayer.Absent => "not set",
            ValueLayer.ChartDefault => $"default of {source.Name}",
            _ => source.Name,
        };

    /// <summary>An image that some container runs, or some operator by a known field, is no candidate any more.</summary>
    private static ChartImages Group(string component, List<Found> found, Chart? chart, ChartImages rest)
    {
        var injected = rest.Remarks.Any(remark => remark is { Kind: RemarkKind.Placeholder, Text: InjectedImages.Auto })
            ? found.Where(item => InjectedImages.Has(item.Use)).Select(item => item.Use.Reference).ToHashSet()
            : [];
        var images = ImageSet.Distinct(
            found
                .Where(item => item.Use.Kind != UseKind.Candidate || injected.Contains(item.Use.Reference))
                .Select(item => new ResolvedImage(item.Use.Reference, [item.Origin]))
        );
        var certain = images.Select(image => image.Reference).ToHashSet();
        // A path that holds other images is where they come from, and no image itself.
        var paths = found.SelectMany(item => PathsAbove(item.Use.Reference.Name)).ToHashSet();
        var candidates = ImageSet.Distinct(
            found
                .Where(item =>
                    item.Use.Kind == UseKind.Candidate && !certain.Contains(item.Use.Reference) && !paths.Contains(item.Use.Reference.Name)
                )
                .Select(item => new ResolvedImage(item.Use.Reference, [item.Origin]))
        );
        var names = images.Concat(candidates).Select(image => image.Reference.Name).ToHashSet();
        var annotated = chart is null ? [] : AnnotatedImages.Of(chart);
        candidates =
        [
            .. candidates,
            .. annotated.Where(image => !names.Contains(image.Name)).Select(image => new ResolvedImage(image, [FromAnnotation(component)])),
        ];
        var named = images.Concat(candidates).Select(image => image.Reference).ToHashSet();
        return rest with
        {
            Images = images,
            Candidates = candidates,
            OnlyAnnotated = [.. annotated.Where(image => !named.Contains(image))],
        };
    }

    private static IEnumerable<string> PathsAbove(string name)
    {
        for (var slash = name.LastIndexOf('/'); slash > 0; slash = name.LastIndexOf('/', slash - 1))
        {
            yield return name[..slash];
        }
    }

    /// <summary>The chart's author lists it; nobody checks such a list, so its tag is taken only for what was found nowhere else.</summary>
    private static ImageOrigin FromAnnotation(string component) =>
        new()
        {
            Kind = OriginKind.Candidate,
            Component = component,
            Confidence = Confidence.High,
            Document = "Chart.yaml",
            Reason = "listed in the chart's annotations",
        };

    private sealed record Found(ImageUse Use, ImageOrigin Origin);
}
