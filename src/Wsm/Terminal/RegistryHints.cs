using Wsm.Oci.Registry.Failures;

namespace Wsm.Terminal;

/// <summary>What a person can do about the trouble with a registry, in the words of this program's options and commands.</summary>
internal static class RegistryHints
{
    /// <summary>A sentence; null when nothing sensible can be said.</summary>
    public static string? For(RegistryException error) =>
        error.Problem switch
        {
            RegistryProblem.HostUnknown => "Check the spelling, and whether this machine's DNS resolves the name.",
            RegistryProblem.ConnectionRefused => ForRefusedConnection(error),
            RegistryProblem.NoAnswer => "Check for a firewall in between, and whether a proxy is needed (HTTPS_PROXY).",
            RegistryProblem.ConnectionLost => "Run the command again; it continues where it stopped.",
            RegistryProblem.NotTls => "If the registry speaks plain HTTP, give --insecure; otherwise check the port.",
            RegistryProblem.UntrustedAuthority => "Give its authority's certificate with --ca-file FILE.",
            RegistryProblem.UnacceptableCertificate =>
                "Use the name the certificate is for, have it renewed, or give --insecure to skip the check.",
            RegistryProblem.UnusableAuthorityFile => "It must hold one or more certificates in PEM form (-----BEGIN CERTIFICATE-----).",
            RegistryProblem.EmptyAuthorityFile => "Convert it with: openssl x509 -inform der -in FILE -out FILE.pem",
            RegistryProblem.ClientCertificateRequired => "Give one with --cert-file FILE and --key-file FILE, or in a certs.d folder.",
            RegistryProblem.ClientCertificateRefused =>
                "The file must hold the certificate first and the intermediates behind it; check its date, and that the "
                    + "server trusts its authority.",
            RegistryProblem.UnusableClientCertificate => "Both must be PEM files, the key without a password and of that certificate.",
            RegistryProblem.MalformedProxy => "It should look like http://proxy.example:3128.",
            RegistryProblem.ProxyTunnelRefused => "Check HTTPS_PROXY, and list internal hosts in NO_PROXY.",
            RegistryProblem.ProxyLoginRequired => "The proxy wants a user and password: HTTPS_PROXY=http://USER:PASSWORD@HOST:PORT",
            RegistryProblem.PortLost =>
                "The registry does not know its proxy's port: the proxy must pass it on (nginx: proxy_set_header Host $http_host).",
            RegistryProblem.ForeignTokenServer => $"If that server is meant to be, allow it: --allow-realm {HostOf(error)}",
            RegistryProblem.CredentialsWithheld => "Use https, or give --insecure if a password may be read by others on the way.",
            RegistryProblem.PlainHttpTokenServer =>
                "Correct the realm in the registry's configuration, or give --insecure if this is intended.",
            RegistryProblem.PlainHttpRedirect => "Give --insecure if this is intended.",
            RegistryProblem.NotARegistry => "Check host and port; a registry's API is at /v2/ of its host.",
            RegistryProblem.WebPage => "Check host and port, and whether a proxy or login page answers in its place.",
            RegistryProblem.StaleLogin =>
                $"Log in again with 'wsm login {error.Registry}', or forget it with 'wsm logout {error.Registry}'; what everybody may read "
                    + $"there is had with --anonymous {error.Registry}.",
            RegistryProblem.LoginRequired => $"Log in with: wsm login {error.Registry}",
            RegistryProblem.Forbidden =>
                $"This user may not do that here; check the project's permissions, or log in as another user: wsm login {error.Registry}",
            RegistryProblem.RateLimited =>
                $"The registry limits how often it may be asked; log in (wsm login {error.Registry}) or wait a while.",
            RegistryProblem.ManifestUnknown => "Check the tag or digest.",
            RegistryProblem.RepositoryUnknown =>
                "Check the repository's name; some registries also want the project or repository to be created first.",
            RegistryProblem.RepositoryMissing => MissingRepository.Hint(error),
            RegistryProblem.NameRefused =>
                "The registry does not accept this repository name; some take only one or two path components (--path-style "
                    + "flat, or max-depth=2).",
            RegistryProblem.NotAllowed => "It may be read-only: a mirror or a pull-through cache cannot be pushed to. (For a chart store, "
                + "--charts-kind names another kind.)",
            RegistryProblem.BodyTooLarge =>
                "A proxy before the registry limits request bodies (nginx: client_max_body_size); --chunk-size 10M stays below its limit.",
            RegistryProblem.StorageFull => "Free space there, or have the registry's storage or quota enlarged.",
            RegistryProblem.ServerTrouble => "The registry reports a problem of its own; check its log, or try again later.",
            RegistryProblem.ProxyAnswer => "A proxy before the registry answered in its place; check that proxy's log.",
            RegistryProblem.UploadLost =>
                "Replicas of a registry need shared storage and the same secret (http.secret), or a load balancer that keeps "
                    + "each client with one of them.",
            RegistryProblem.ContentMissing => "The registry has lost content that it held; push the image again.",
            RegistryProblem.ManifestRefused =>
                "The registry does not take this kind of manifest; where it is too old for OCI media types, --convert docker-v2s2 "
                    + "pushes images in Docker's format, with other digests.",
            RegistryProblem.LayerAddressRefused =>
                "The registry checks the addresses that layers name: its validation.manifests.urls.allow must allow these, "
                    + "or its validation be off.",
            RegistryProblem.TagImmutable => "The tag is immutable there: allow it to be overwritten, or choose another target.",
            RegistryProblem.ManifestNotKept => "The tag may be immutable there, or something rewrites manifests on their way.",
            _ => null,
        };

    private static string HostOf(RegistryException error) =>
        Uri.TryCreate(error.Uri, UriKind.Absolute, out var asked) ? asked.Authority : "HOST";

    private static string ForRefusedConnection(RegistryException error) =>
        Uri.TryCreate(error.Uri, UriKind.Absolute, out var asked) && asked.IsDefaultPort
            ? $"Check that the registry runs, and on which port: a name without one means port {asked.Port}; many registries "
                + $"listen on {asked.Host}:5000."
            : "Check that the registry runs, and that this is its port.";
}
