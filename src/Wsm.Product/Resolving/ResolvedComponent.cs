using Wsm.Oci.References;
using Wsm.Product.Artifacts;
using Wsm.Product.Catalogs;
using Wsm.Product.Manifests;
using Wsm.Product.Sources;

namespace Wsm.Product.Resolving;

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
    public IReadOnlyList<ImageReference> OnlyAnnotated { get; init; } = [];

    /// <summary>
    /// Templates of sub-charts that are switched off and do not render without further values: template and problem. What they start is not
    /// known.
    /// </summary>
    public IReadOnlyList<string> NotRendered { get; init; } = [];

    /// <summary>Some of the images are those of sub-charts that are switched off: they were asked for as well.</summary>
    public bool HasSwitchedOff => Chart is not null && Images.Any(image => image.Origins.Any(origin => origin.Switch is not null));

    /// <summary>What stands where an image should stand and is none.</summary>
    public IReadOnlyList<UnreadableImage> Unreadable { get; init; } = [];

    /// <summary>Placeholders, incomplete images, and what else a person should know.</summary>
    public IReadOnlyList<ImageRemark> Remarks { get; init; } = [];

    /// <summary>The chart may create pods and names no image beyond its own: what its operator starts is not known.</summary>
    public bool OperandsUnknown { get; init; }

    /// <summary>The chart's publisher says that nobody should use it any more.</summary>
    public bool IsDeprecated { get; init; }

    /// <summary>The cluster that the chart was rendered for.</summary>
    public ClusterFacts Cluster { get; init; } = ClusterFacts.Unknown;

    /// <summary>Image fields beyond those that come with the program.</summary>
    public IReadOnlyList<ImageFieldRow> ImageFields { get; init; } = [];

    /// <summary>The chart's archive; null when it was not fetched, because nothing needed it yet.</summary>
    public ResolvedChart? Chart { get; init; }

    /// <summary>Manifests in the place of a chart.</summary>
    public ManifestSet? Manifests { get; init; }

    /// <summary>Where something other than a chart says which images are needed.</summary>
    public SourceRequest? Source { get; init; }

    /// <summary>Images that are needed and deliberately not carried.</summary>
    public IReadOnlyList<ExcludedImage> Excluded { get; init; } = [];

    /// <summary>What of the source could not be read, is not supported, or is not known: sentences without a full stop.</summary>
    public IReadOnlyList<string> Problems { get; init; } = [];

    /// <summary>Where the chart comes from.</summary>
    public ChartRequest? ChartRequest { get; init; }

    /// <summary>The artifact that names its images, in place of a chart.</summary>
    public ResolvedArtifact? Artifact { get; init; }

    /// <summary>Images that stand outside containers of the chart and are needed all the same.</summary>
    public IReadOnlyList<ExpectedImage> Expected { get; init; } = [];

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

    /// <summary>Paths of secrets among the person's values that a bundle did not keep.</summary>
    public IReadOnlyList<string> Withheld { get; init; } = [];

    public Emit? Emit { get; init; }
}
