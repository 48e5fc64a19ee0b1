using Wsm.Helm.Data;

namespace Wsm.Helm.Charts;

/// <summary>A chart as it was packed: nothing in it depends on values. Safe to share between renders.</summary>
public sealed class Chart
{
    public required ChartMetadata Metadata { get; init; }

    /// <summary>values.yaml; null when there is none.</summary>
    public MapValue? Values { get; init; }

    /// <summary>values.schema.json; null when there is none.</summary>
    public ChartFile? Schema { get; init; }

    /// <summary>All of <c>templates/</c>, in the order of the archive or folder.</summary>
    public required IReadOnlyList<ChartFile> Templates { get; init; }

    /// <summary>All other files, those of <c>crds/</c> too.</summary>
    public required IReadOnlyList<ChartFile> Files { get; init; }

    /// <summary>The charts in <c>charts/</c>, by file name.</summary>
    public required IReadOnlyList<Chart> Dependencies { get; init; }

    public string Name => Metadata.Name;
}
