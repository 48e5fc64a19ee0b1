namespace Wsm.Site.Loading;

/// <summary>Which containerd, and where in it images go.</summary>
public sealed record ContainerdOptions
{
    public const string DefaultSocket = "/run/containerd/containerd.sock";

    /// <summary>Where Kubernetes looks for images.</summary>
    public const string DefaultNamespace = "k8s.io";

    public required string Socket { get; init; }

    /// <summary>The client, perhaps with its first words: <c>k3s ctr</c>.</summary>
    public required IReadOnlyList<string> Client { get; init; }

    public string Namespace { get; init; } = DefaultNamespace;

    /// <summary>Variables for the client beside those of this process: <c>CONTAINERD_SNAPSHOTTER</c>.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();
}
