namespace Wsm.Kubernetes.Failures;

/// <summary>A kubeconfig, or what it names, that gives no way to a cluster. The message is a sentence without its full stop.</summary>
public sealed class KubeConfigException(KubeConfigProblem problem, string message, Exception? cause = null) : Exception(message, cause)
{
    public KubeConfigProblem Problem { get; } = problem;

    internal static KubeConfigException Malformed(string message, Exception? cause = null) =>
        new(KubeConfigProblem.Malformed, message, cause);

    internal static KubeConfigException Credential(string message, Exception? cause = null) =>
        new(KubeConfigProblem.Credential, message, cause);
}

public enum KubeConfigProblem
{
    /// <summary>There is no kubeconfig, and this is no pod.</summary>
    Missing,

    /// <summary>A file, or an entry of one, is not what it should be.</summary>
    Malformed,

    /// <summary>No context was named, and none is current.</summary>
    NoContext,

    /// <summary>The context that was named is in none of the files.</summary>
    UnknownContext,

    /// <summary>Certificate, key, token or plugin of the user cannot be used.</summary>
    Credential,
}
