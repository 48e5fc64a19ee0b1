using Wsm.Product.Catalogs;

namespace Wsm.Product.Resolving;

/// <summary>What a command wants resolved beyond the images.</summary>
public sealed record ResolveOptions
{
    /// <summary>Fetch every chart, also those that are not needed to find images.</summary>
    public bool FetchCharts { get; init; }

    /// <summary>Find also what sub-charts would start that are switched off.</summary>
    public bool AllComponents { get; init; }

    public ClusterFacts Cluster { get; init; } = ClusterFacts.Unknown;

    /// <summary>Image fields beyond those of the catalog and of the program.</summary>
    public IReadOnlyList<ImageFieldRow> ImageFields { get; init; } = [];

    /// <summary>The version of the artifact that names the product's images, in place of the catalog's; null for the catalog's.</summary>
    public string? Release { get; init; }

    /// <summary>The person's own values, above all others.</summary>
    public IReadOnlyList<ValuesLayer> UserValues { get; init; } = [];
}
