using Wsm.Helm.Templates.Values;

namespace Wsm.Helm.Values.Merging;

/// <summary>What merging has to know of a chart: the name its values go by (its alias, when it has one), its own values, and its enabled dependencies.</summary>
public sealed record ChartLayer(string Name, MapValue Values, IReadOnlyList<ChartLayer> Dependencies);
