using Wsm.Kubernetes.Failures;

namespace Wsm.Kubernetes.Configuration;

/// <summary>What one or several kubeconfig files say together.</summary>
/// <remarks>https://kubernetes.io/docs/concepts/configuration/organize-cluster-access-kubeconfig/</remarks>
internal sealed class KubeConfig
{
    private readonly Dictionary<string, ClusterEntry> _clusters = new(StringComparer.Ordinal);
    private readonly Dictionary<string, UserEntry> _users = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ContextEntry> _contexts = new(StringComparer.Ordinal);

    public string? CurrentContext { get; private set; }

    public IEnumerable<string> Contexts => _contexts.Keys.Order(StringComparer.Ordinal);

    /// <summary>The first file to name an entry decides about it wholly, as does the first to name a current context.</summary>
    /// <param name="files">Absolute paths, all of which exist.</param>
    /// <exception cref="KubeConfigException">A file is no kubeconfig.</exception>
    public static KubeConfig Read(IEnumerable<string> files)
    {
        var config = new KubeConfig();
        foreach (var file in files)
        {
            var reader = ConfigFile.Read(file);
            Merge(config._clusters, reader.Clusters());
            Merge(config._users, reader.Users());
            Merge(config._contexts, reader.Contexts());
            config.CurrentContext ??= reader.CurrentContext;
        }

        return config;
    }

    /// <exception cref="KubeConfigException">The context is not there, or leads nowhere.</exception>
    public (string Name, ContextEntry Context, ClusterEntry Cluster, UserEntry User) Choose(string? context)
    {
        var name = context
            ?? CurrentContext
            ?? throw new KubeConfigException(KubeConfigProblem.NoContext, $"the kubeconfig has no current context; it knows {Known()}");
        if (!_contexts.TryGetValue(name, out var entry))
        {
            throw new KubeConfigException(KubeConfigProblem.UnknownContext, $"the kubeconfig has no context '{name}'; it knows {Known()}");
        }

        if (entry.Cluster is not { Length: > 0 } cluster || !_clusters.TryGetValue(cluster, out var found) || found.Server is null)
        {
            throw KubeConfigException.Malformed($"context '{name}' names the cluster '{entry.Cluster}', and there is no server for it");
        }

        var user = new UserEntry();
        if (entry.User is { Length: > 0 } asked && !_users.TryGetValue(asked, out user))
        {
            throw KubeConfigException.Malformed($"context '{name}' names the user '{asked}', and there is none of that name");
        }

        return (name, entry, found, user!);
    }

    private string Known() => _contexts.Count == 0 ? "none" : string.Join(", ", Contexts);

    private static void Merge<T>(Dictionary<string, T> all, IEnumerable<KeyValuePair<string, T>> more)
    {
        foreach (var (name, entry) in more)
        {
            all.TryAdd(name, entry);
        }
    }
}
