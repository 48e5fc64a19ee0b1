namespace Wsm.Kubernetes.Configuration;

/// <summary>The account that a pod finds in its own file system.</summary>
internal static class InClusterAccount
{
    /// <summary>Null where this is no pod, or one without an account.</summary>
    public static ClusterAccess? Find(AccessOptions options)
    {
        var host = options.Environment.GetValueOrDefault("KUBERNETES_SERVICE_HOST");
        var port = options.Environment.GetValueOrDefault("KUBERNETES_SERVICE_PORT");
        var token = Path.Combine(options.ServiceAccountFolder, "token");
        if (host is not { Length: > 0 } || port is not { Length: > 0 } || !File.Exists(token))
        {
            return null;
        }

        var authority = Path.Combine(options.ServiceAccountFolder, "ca.crt");
        var space = Path.Combine(options.ServiceAccountFolder, "namespace");
        return new ClusterAccess
        {
            Context = "in-cluster",
            IsNamed = true,
            Server = new Uri($"https://{(host.Contains(':', StringComparison.Ordinal) ? $"[{host}]" : host)}:{port}"),
            Namespace = File.Exists(space) && File.ReadAllText(space).Trim() is { Length: > 0 } name ? name : "default",
            User = new UserEntry { TokenFile = token },
            AuthorityPem = File.Exists(authority) ? File.ReadAllText(authority) : null,
        };
    }
}
