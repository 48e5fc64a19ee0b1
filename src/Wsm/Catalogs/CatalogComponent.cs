using Wsm.Charts;

namespace Wsm.Catalogs;

/// <summary>A part of a product: a chart, or a release channel that names one, or images only.</summary>
public sealed record CatalogComponent
{
    public required string Name { get; init; }

    public required string Title { get; init; }

    /// <summary>The chart; it goes before the one that <see cref="Channel"/> names.</summary>
    public ChartRequest? Chart { get; init; }

    public CatalogChannel? Channel { get; init; }

    /// <summary>Whether images are looked for in the rendered chart; otherwise the chart only travels along.</summary>
    public bool Render { get; init; } = true;

    public string? ReleaseName { get; init; }

    public string? Namespace { get; init; }

    /// <summary>Values over the chart's own, a mapping as YAML text.</summary>
    public string? Values { get; init; }

    public IReadOnlyList<TagRule> Tags { get; init; } = [];

    public Emit? Emit { get; init; }

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
