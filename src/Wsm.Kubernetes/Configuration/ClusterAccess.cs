using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Wsm.Kubernetes.Failures;

namespace Wsm.Kubernetes.Configuration;

/// <summary>One cluster, who one is there, and how one gets there.</summary>
public sealed record ClusterAccess
{
    /// <summary>The context's name; <c>in-cluster</c> for a pod's own account.</summary>
    public required string Context { get; init; }

    public required Uri Server { get; init; }

    /// <summary>The context's namespace, <c>default</c> where it has none.</summary>
    public required string Namespace { get; init; }

    /// <summary>Whether the person named the context, or the only other way was taken that leaves no doubt.</summary>
    public required bool IsNamed { get; init; }

    internal UserEntry User { get; init; } = new();

    internal string? TlsServerName { get; init; }

    internal bool Insecure { get; init; }

    /// <summary>Authorities in PEM; null for those of the system.</summary>
    internal string? AuthorityPem { get; init; }

    internal Uri? Proxy { get; init; }

    internal string? ExecConfig { get; init; }

    /// <exception cref="KubeConfigException">No cluster can be reached by what there is.</exception>
    public static ClusterAccess Find(AccessOptions options)
    {
        var files = ConfigLocation.FilesOf(options);
        if (files.Count == 0)
        {
            return options.Context is null && InClusterAccount.Find(options) is { } account
                ? WithImpersonation(account, options)
                : throw new KubeConfigException(KubeConfigProblem.Missing, ConfigLocation.NothingAt(options));
        }

        var (name, context, cluster, user) = KubeConfig.Read(files).Choose(options.Context);
        if (!Uri.TryCreate(WithScheme(cluster.Server!), UriKind.Absolute, out var server) || server.Scheme is not ("https" or "http"))
        {
            throw KubeConfigException.Malformed($"the server '{cluster.Server}' of context '{name}' is not an address");
        }

        return WithImpersonation(
            new ClusterAccess
            {
                Context = name,
                IsNamed = options.Context is not null,
                Server = server,
                Namespace = context.Namespace is { Length: > 0 } space ? space : "default",
                User = user,
                TlsServerName = cluster.TlsServerName,
                Insecure = cluster.InsecureSkipTlsVerify,
                AuthorityPem = ReadAuthority(name, cluster),
                Proxy = ReadProxy(name, cluster.ProxyUrl),
                ExecConfig = cluster.ExecConfig,
            },
            options
        );
    }

    private static ClusterAccess WithImpersonation(ClusterAccess access, AccessOptions options) =>
        options switch
        {
            { As: { } user } => access with
            {
                User = access.User with
                {
                    Impersonation = new Impersonation(user, null, options.AsGroups, new Dictionary<string, IReadOnlyList<string>>()),
                },
            },
            { AsGroups.Count: > 0 } => throw new KubeConfigException(
                KubeConfigProblem.Credential,
                "groups were named to act as, and no user"
            ),
            _ => access,
        };

    private static string WithScheme(string server) => server.Contains("://", StringComparison.Ordinal) ? server : $"https://{server}";

    private static string? ReadAuthority(string context, ClusterEntry cluster)
    {
        if (cluster.InsecureSkipTlsVerify)
        {
            return cluster is { CertificateAuthority: null, CertificateAuthorityData: null }
                ? null
                : throw KubeConfigException.Malformed(
                    $"context '{context}' names certificate authorities and insecure-skip-tls-verify, which cannot be combined"
                );
        }

        try
        {
            var pem =
                cluster.CertificateAuthorityData is { } data ? Encoding.UTF8.GetString(data)
                : cluster.CertificateAuthority is { } file ? File.ReadAllText(file)
                : null;
            if (pem is not null)
            {
                Certificates.Read(pem);
            }

            return pem;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw KubeConfigException.Malformed($"the certificate authority of context '{context}' cannot be read: {error.Message}", error);
        }
    }

    private static Uri? ReadProxy(string context, string? text) =>
        text is null ? null
        : Uri.TryCreate(text, UriKind.Absolute, out var proxy) && proxy.Scheme is "http" or "https" or "socks5" ? proxy
        : throw KubeConfigException.Malformed($"the proxy-url of context '{context}' is no http, https or socks5 address");
}

/// <summary>Certificates in PEM, as many as there are.</summary>
internal static class Certificates
{
    /// <exception cref="CryptographicException">There is none, or one is damaged.</exception>
    public static X509Certificate2Collection Read(string pem)
    {
        var certificates = new X509Certificate2Collection();
        certificates.ImportFromPem(pem);
        return certificates.Count > 0 ? certificates : throw new CryptographicException("there is no certificate in it");
    }
}
