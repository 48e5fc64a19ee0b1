using Wsm.Oci.Registry.Options;

namespace Wsm.Site.Loading;

/// <summary>Where a Docker engine listens.</summary>
/// <param name="Url"><c>unix:///path</c>, <c>tcp://host:port</c> or <c>ssh://[user@]host[:port]</c>.</param>
/// <param name="Tls">Null where the connection is not encrypted by TLS.</param>
public sealed record DockerAddress(Uri Url, TlsOptions? Tls = null)
{
    public const string Unix = "unix";
    public const string Tcp = "tcp";
    public const string Ssh = "ssh";

    /// <summary>As a person would say it.</summary>
    public override string ToString() => Url.Scheme == Unix ? Url.LocalPath : Url.OriginalString.TrimEnd('/');
}
