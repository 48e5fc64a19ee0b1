namespace Wsm.Oci.Registry;

/// <summary>Whom to trust and who to be, on TLS connections.</summary>
public sealed record TlsOptions
{
    /// <summary>PEM files of certificate authorities, trusted beside the system's.</summary>
    public IReadOnlyList<string> CaFiles { get; init; } = [];

    /// <summary>Folders laid out as Docker's <c>certs.d</c>: <c>HOST[:PORT]/*.crt, *.cert, *.key</c>.</summary>
    public IReadOnlyList<string> CertificateDirectories { get; init; } = [];

    /// <summary>PEM; with <see cref="ClientKeyFile"/>, shown to every registry that asks.</summary>
    public string? ClientCertificateFile { get; init; }

    public string? ClientKeyFile { get; init; }

    /// <summary>Certificates are not checked, and plain HTTP is used where HTTPS is not answered.</summary>
    public bool Insecure { get; init; }

    /// <summary>The folders Docker, Podman and containerd read, system-wide and of the user.</summary>
    public static IReadOnlyList<string> StandardCertificateDirectories(EnvironmentVariables environment)
    {
        var home = environment.HomeDirectory;
        string[] system = ["/etc/docker/certs.d", "/etc/containers/certs.d"];
        return home is null
            ? system
            : [Path.Combine(home, ".config", "containers", "certs.d"), Path.Combine(home, ".docker", "certs.d"), .. system];
    }
}
