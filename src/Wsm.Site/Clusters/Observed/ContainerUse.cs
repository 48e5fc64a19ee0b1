namespace Wsm.Site.Clusters.Observed;

/// <summary>One container of a pod, or of a template that pods are made from, and what is known of its image.</summary>
public sealed record ContainerUse
{
    public required string Namespace { get; init; }

    /// <summary>Who brings it: <c>Deployment/app</c>; the pod itself where nobody does.</summary>
    public required string Workload { get; init; }

    /// <summary>The pod; null for a template.</summary>
    public string? Pod { get; init; }

    public required string Container { get; init; }

    public required ContainerRole Role { get; init; }

    /// <summary>As the container asks for it.</summary>
    public required string Image { get; init; }

    /// <summary>What runs, as the runtime says it; null where nothing has run yet.</summary>
    public string? ImageId { get; init; }

    /// <summary>Why it does not start: <c>ImagePullBackOff</c>; null where it waits for nothing.</summary>
    public string? Waiting { get; init; }

    /// <summary>What the cluster says about that, the event's words before the status'.</summary>
    public string? Message { get; init; }

    public string? Node { get; init; }

    /// <summary>Names of the secrets that the pod shows to registries.</summary>
    public IReadOnlyList<string> PullSecrets { get; init; } = [];
}

public enum ContainerRole
{
    Container,
    Init,

    /// <summary>An init container that goes on beside the others.</summary>
    Sidecar,

    /// <summary>One that was added to a running pod, to look into it.</summary>
    Ephemeral,
}
