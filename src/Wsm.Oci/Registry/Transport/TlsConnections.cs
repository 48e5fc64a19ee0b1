using System.Net.Security;
using Wsm.Oci.Registry.Failures;
using Wsm.Oci.Registry.Options;

namespace Wsm.Oci.Registry.Transport;

/// <summary>TLS to servers that are no registries, by the same rules.</summary>
public static class TlsConnections
{
    /// <exception cref="RegistryException">A file cannot be used.</exception>
    public static SslClientAuthenticationOptions OptionsFor(TlsOptions tls)
    {
        var check = new CertificateCheck(CertificateFiles.Authorities(tls, []), tls.Insecure);
        var options = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = check.Validate };
        ClientIdentity.Of(tls, []).AddTo(options);
        return options;
    }
}
