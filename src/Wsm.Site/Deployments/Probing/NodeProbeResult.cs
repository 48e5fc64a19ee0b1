using Wsm.Site.Clusters.Observed;

namespace Wsm.Site.Deployments.Probing;

/// <summary>How the pull of an image went on one node.</summary>
/// <param name="Text">How long it took, or why it did not come: the node's reason and words.</param>
public sealed record NodeProbeResult(string Node, NodeProbeEnd End, string Text)
{
    /// <summary>The container that did not get its image; null for any other failure.</summary>
    public ContainerUse? Use { get; init; }
}

public enum NodeProbeEnd
{
    Pulled,
    Failed,

    /// <summary>The node takes no pods.</summary>
    NotAsked,
}
