using Wsm.Charts;

namespace Wsm.Catalogs;

/// <summary>A component with everything that was left open in the catalog decided.</summary>
public sealed record ResolvedComponent
{
    public required string Name { get; init; }

    /// <summary>The heading of its images: <c>W&amp;B</c> gives <c>W&amp;B Images:</c>.</summary>
    public required string Title { get; init; }

    /// <summary>Distinct by canonical reference, in the order in which they were found.</summary>
    public required IReadOnlyList<ResolvedImage> Images { get; init; }

    /// <summary>References that may also be started, apart from <see cref="Images"/>.</summary>
    public IReadOnlyList<ResolvedImage> Candidates { get; init; } = [];

    /// <summary>What the chart's annotations name and rendering did not find: started with other values, or forgotten there.</summary>
    public IReadOnlyList<Oci.References.ImageReference> OnlyAnnotated { get; init; } = [];

    /// <summary>Templates of sub-charts that are switched off and do not render without further values: template and problem. What they start is not known.</summary>
    public IReadOnlyList<string> NotRendered { get; init; } = [];

    /// <summary>The chart's archive; null when it was not fetched, because nothing needed it yet.</summary>
    public ResolvedChart? Chart { get; init; }

    /// <summary>Where the chart comes from.</summary>
    public ChartRequest? ChartRequest { get; init; }

    /// <summary>Whether images were looked for in the rendered chart.</summary>
    public bool Rendered { get; init; }

    /// <summary>The release name that the chart is rendered with.</summary>
    public string? ReleaseName { get; init; }

    public string? Namespace { get; init; }

    public Uri? ChannelUrl { get; init; }

    /// <summary>The release channel's answer byte for byte; it goes into a bundle as <c>spec.yaml</c>.</summary>
    public ReadOnlyMemory<byte>? ChannelAnswer { get; init; }

    /// <summary>Values above the chart's own, lowest layer first.</summary>
    public IReadOnlyList<ValuesLayer> Values { get; init; } = [];

    public Emit? Emit { get; init; }
}
