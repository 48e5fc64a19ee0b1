using Wsm.Product.Sources;

namespace Wsm.Product.Catalogs;

/// <summary>A part of a product: a chart, or a release channel that names one, or an artifact that names images, or images only.</summary>
public sealed record CatalogComponent
{
    public required string Name { get; init; }

    public required string Title { get; init; }

    /// <summary>The chart; it goes before the one that <see cref="Channel"/> names.</summary>
    public ChartRequest? Chart { get; init; }

    public CatalogChannel? Channel { get; init; }

    /// <summary>Manifests, a list, a compose file or a cluster's pods; in the place of a chart.</summary>
    public SourceRequest? Source { get; init; }

    /// <summary>An artifact that names images, in place of a chart.</summary>
    public ArtifactRequest? Artifact { get; init; }

    /// <summary>Whether images are looked for in the rendered chart; otherwise the chart only travels along.</summary>
    public bool Render { get; init; } = true;

    public string? ReleaseName { get; init; }

    public string? Namespace { get; init; }

    /// <summary>Values over the chart's own, a mapping as YAML text.</summary>
    public string? Values { get; init; }

    /// <summary>
    /// Values over <see cref="Values"/> that are set only where images are looked for, as YAML text: they bring the images of parts along
    /// that a site may switch on later, and reach nothing that is installed.
    /// </summary>
    public string? FindWith { get; init; }

    public IReadOnlyList<TagRule> Tags { get; init; } = [];

    public Emit? Emit { get; init; }

    /// <summary>Images that the chart names outside containers, and must name there.</summary>
    public IReadOnlyList<ExpectedImage> Candidates { get; init; } = [];

    public IReadOnlyList<CatalogImage> Images { get; init; } = [];
}

/// <summary>A release channel: its address, or an answer it once gave.</summary>
/// <param name="Answer">Kept byte for byte in a pinned catalog, so that nothing has to be asked.</param>
public sealed record CatalogChannel(Uri Url, string? Answer);

/// <summary>A value that holds an image tag.</summary>
/// <param name="Path">Path in the chart's values: <c>image.tag</c>.</param>
/// <param name="Fixed">The tag itself; null when the newest is to be found.</param>
/// <param name="NewestOf">The repository whose highest version tag is taken.</param>
/// <param name="Range">Restricts the versions that are considered.</param>
public sealed record TagRule(string Path, string? Fixed, string? NewestOf, string Range);
