using Wsm.Helm.Charts;
using Wsm.Helm.Data;
using Wsm.Helm.Provenance;

namespace Wsm.Helm.Rendering;

/// <summary>All that a chart gives with certain values.</summary>
public sealed record RenderedRelease
{
    private IReadOnlyCollection<ValuePath>? _reads;

    /// <summary>In the order in which they would be installed.</summary>
    public required IReadOnlyList<RenderedDocument> Documents { get; init; }

    /// <summary>By kind, as helm prints them; not by weight.</summary>
    public required IReadOnlyList<RenderedDocument> Hooks { get; init; }

    /// <summary>The files of <c>crds/</c> of all charts that take part, each named with its chart's path. They are no templates.</summary>
    public required IReadOnlyList<ChartFile> Crds { get; init; }

    /// <summary>The top chart's NOTES.txt.</summary>
    public required string Notes { get; init; }

    /// <summary>What templates saw as <c>.Values</c>, before they changed it.</summary>
    public required MapValue Values { get; init; }

    /// <summary>The chart's, without the dependencies that are switched off.</summary>
    public ChartMetadata Metadata { get; init; } = new();

    /// <summary>The chart's own values, with those of the charts below it under their names; null where it has none.</summary>
    public MapValue? Defaults { get; init; }

    /// <summary>Every value that a template looked at, set or not; empty without provenance.</summary>
    public IReadOnlyCollection<ValuePath> Reads => _reads ??= ReadLog.Paths;

    internal ReadLog ReadLog { get; init; } = new();
}
