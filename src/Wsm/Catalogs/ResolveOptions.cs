namespace Wsm.Catalogs;

/// <summary>What a command wants resolved beyond the images.</summary>
public sealed record ResolveOptions
{
    /// <summary>Fetch every chart, also those that are not needed to find images.</summary>
    public bool FetchCharts { get; init; }

    /// <summary>Find also what sub-charts would start that are switched off.</summary>
    public bool AllComponents { get; init; }

    /// <summary>The person's own values, above all others.</summary>
    public IReadOnlyList<ValuesLayer> UserValues { get; init; } = [];
}
