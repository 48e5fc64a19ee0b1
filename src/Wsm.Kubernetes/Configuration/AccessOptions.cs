namespace Wsm.Kubernetes.Configuration;

/// <summary>What a person says about which cluster is meant, and the world it is looked for in.</summary>
public sealed record AccessOptions
{
    /// <summary>A file named by the person, which must exist; null for the files of <c>KUBECONFIG</c>, or <c>~/.kube/config</c>.</summary>
    public string? KubeConfig { get; init; }

    /// <summary>Null for the current one.</summary>
    public string? Context { get; init; }

    /// <summary>Act as this user instead of what the kubeconfig says.</summary>
    public string? As { get; init; }

    public IReadOnlyList<string> AsGroups { get; init; } = [];

    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    /// <summary>The folder that relative paths of <c>KUBECONFIG</c> start from.</summary>
    public required string CurrentDirectory { get; init; }

    /// <summary>Where a pod finds its service account.</summary>
    public string ServiceAccountFolder { get; init; } = "/var/run/secrets/kubernetes.io/serviceaccount";
}
