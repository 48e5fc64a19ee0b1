namespace Wsm.Site.Clusters.Observed;

/// <summary>What pods and workloads of some namespaces ask for and run.</summary>
/// <param name="Uses">Templates first, then pods; by namespace and name.</param>
/// <param name="Unread">What one was not allowed to look at, or the server could not tell.</param>
public sealed record ClusterContents(IReadOnlyList<ContainerUse> Uses, IReadOnlyList<string> Unread);
