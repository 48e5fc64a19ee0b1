namespace Wsm.Catalogs;

/// <summary>Finds the images that a chart puts to work.</summary>
public interface IChartImages
{
    /// <exception cref="UserError">The chart cannot be rendered; the message names chart, template and line.</exception>
    ChartImages Find(ChartToRender chart, CancellationToken cancellationToken);
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
}

/// <param name="Images">What containers of the rendered documents run.</param>
/// <param name="Candidates">References found elsewhere in them.</param>
public sealed record ChartImages(IReadOnlyList<ResolvedImage> Images, IReadOnlyList<ResolvedImage> Candidates)
{
    /// <summary>What the chart's annotations name and rendering did not find.</summary>
    public IReadOnlyList<Oci.References.ImageReference> OnlyAnnotated { get; init; } = [];

    /// <summary>Templates of sub-charts that are switched off and do not render without further values: template and problem. What they start is not known.</summary>
    public IReadOnlyList<string> NotRendered { get; init; } = [];
}
