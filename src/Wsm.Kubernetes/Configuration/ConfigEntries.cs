namespace Wsm.Kubernetes.Configuration;

/// <summary>A cluster of a kubeconfig. Paths are absolute.</summary>
internal sealed record ClusterEntry
{
    public string? Server { get; init; }

    public string? TlsServerName { get; init; }

    public bool InsecureSkipTlsVerify { get; init; }

    public string? CertificateAuthority { get; init; }

    public byte[]? CertificateAuthorityData { get; init; }

    public string? ProxyUrl { get; init; }

    /// <summary>What the cluster has for a plugin that wants to know about it, as JSON.</summary>
    public string? ExecConfig { get; init; }
}

/// <summary>A user of a kubeconfig. Paths are absolute.</summary>
internal sealed record UserEntry
{
    public string? ClientCertificate { get; init; }

    public byte[]? ClientCertificateData { get; init; }

    public string? ClientKey { get; init; }

    public byte[]? ClientKeyData { get; init; }

    public string? Token { get; init; }

    public string? TokenFile { get; init; }

    public string? Username { get; init; }

    public string? Password { get; init; }

    public Impersonation? Impersonation { get; init; }

    public ExecPlugin? Exec { get; init; }

    /// <summary>The name of a way to log in that kubectl has given up.</summary>
    public string? AuthProvider { get; init; }

    /// <summary>A record would print the token.</summary>
    public override string ToString() => "(credential)";
}

/// <summary>Whom requests are made for.</summary>
internal sealed record Impersonation(
    string User,
    string? Uid,
    IReadOnlyList<string> Groups,
    IReadOnlyDictionary<string, IReadOnlyList<string>> Extra
);

/// <summary>A program that gives a credential.</summary>
/// <remarks>https://kubernetes.io/docs/reference/access-authn-authz/authentication/#client-go-credential-plugins</remarks>
internal sealed record ExecPlugin
{
    public required string ApiVersion { get; init; }

    /// <summary>A name to be found in <c>PATH</c>, or an absolute path.</summary>
    public required string Command { get; init; }

    public required IReadOnlyList<string> Arguments { get; init; }

    public required IReadOnlyList<KeyValuePair<string, string>> Environment { get; init; }

    public bool ProvideClusterInfo { get; init; }

    public InteractiveMode Interactive { get; init; }

    /// <summary>What the kubeconfig says to do where the program is missing.</summary>
    public string? InstallHint { get; init; }
}

internal enum InteractiveMode
{
    IfAvailable,
    Never,
    Always,
}

internal sealed record ContextEntry(string? Cluster, string? User, string? Namespace);
