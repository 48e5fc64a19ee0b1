using Wsm.Helm.Rendering;
using Wsm.Oci.References;
using Wsm.Product.Catalogs;
using Wsm.Product.Failures;
using Wsm.Product.Sources;

namespace Wsm.Product.Resolving;

/// <summary>Finds the images that a chart puts to work.</summary>
public interface IChartImages
{
    /// <exception cref="UserError">The chart cannot be rendered; the message names chart, template and line.</exception>
    ChartImages Find(ChartToRender chart, CancellationToken cancellationToken);

    /// <summary>What plain manifests start.</summary>
    /// <exception cref="UserError">A document cannot be read.</exception>
    ChartImages Find(string component, IReadOnlyList<RenderedDocument> documents, IReadOnlyList<ImageFieldRow> fields);
}

/// <summary>A chart with all that its rendering depends on.</summary>
/// <param name="Values">Layers above the chart's own values, lowest first.</param>
public sealed record ChartToRender(
    string Component,
    ResolvedChart Chart,
    string ReleaseName,
    string Namespace,
    IReadOnlyList<ValuesLayer> Values
)
{
    /// <summary>Also what sub-charts start that conditions and tags switch off.</summary>
    public bool AllComponents { get; init; }

    public ClusterFacts Cluster { get; init; } = ClusterFacts.Unknown;

    /// <summary>Image fields beyond those that come with the program.</summary>
    public IReadOnlyList<ImageFieldRow> ImageFields { get; init; } = [];
}

/// <param name="Images">What containers of the rendered documents run, and what image fields of known kinds name.</param>
/// <param name="Candidates">References found elsewhere in them.</param>
public sealed record ChartImages(IReadOnlyList<ResolvedImage> Images, IReadOnlyList<ResolvedImage> Candidates)
{
    /// <summary>What the chart's annotations name and rendering did not find.</summary>
    public IReadOnlyList<ImageReference> OnlyAnnotated { get; init; } = [];

    /// <summary>
    /// Templates of sub-charts that are switched off and do not render without further values: template and problem. What they start is not
    /// known.
    /// </summary>
    public IReadOnlyList<string> NotRendered { get; init; } = [];

    /// <summary>What stands where an image should stand and is none.</summary>
    public IReadOnlyList<UnreadableImage> Unreadable { get; init; } = [];

    /// <summary>Placeholders, incomplete images, and what else a person should know.</summary>
    public IReadOnlyList<ImageRemark> Remarks { get; init; } = [];

    /// <summary>The chart may create pods and names no image beyond its own: what its operator starts is not known.</summary>
    public bool OperandsUnknown { get; init; }

    /// <summary>The chart's publisher says that nobody should use it any more.</summary>
    public bool IsDeprecated { get; init; }
}
