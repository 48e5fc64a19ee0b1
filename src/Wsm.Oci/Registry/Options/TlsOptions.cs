using System.Net;

namespace Wsm.Oci.Registry.Options;

/// <summary>Whom to trust and who to be, on TLS connections.</summary>
public sealed record TlsOptions
{
    /// <summary>PEM files of certificate authorities, trusted beside the system's.</summary>
    public IReadOnlyList<string> CaFiles { get; init; } = [];

    /// <summary>Folders laid out as Docker's <c>certs.d</c>: <c>HOST[:PORT]/*.crt, *.cert, *.key</c>.</summary>
    public IReadOnlyList<string> CertificateDirectories { get; init; } = [];

    /// <summary>PEM, with the intermediates behind it; shown, with <see cref="ClientKeyFile"/>, to every server that asks.</summary>
    public string? ClientCertificateFile { get; init; }

    public string? ClientKeyFile { get; init; }

    /// <summary>Certificates are not checked, and plain HTTP is used where HTTPS is not answered.</summary>
    public bool Insecure { get; init; }

    /// <summary>Whether a password may go to an address: over TLS, on this machine, or because the person said so.</summary>
    internal bool IsPrivate(Uri address) => address.Scheme == Uri.UriSchemeHttps || IsLoopback(address) || Insecure;

    internal static bool IsLoopback(Uri uri) =>
        uri.IsLoopback || (IPAddress.TryParse(uri.IdnHost.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));

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
