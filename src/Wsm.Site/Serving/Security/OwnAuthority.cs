using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Wsm.Oci.Files;

namespace Wsm.Site.Serving.Security;

/// <summary>
/// A certificate authority for one server. Its key is thrown away once it has signed: nobody can make it vouch for anything else.
/// </summary>
public static class OwnAuthority
{
    public const string AuthorityFile = "ca.crt";
    private const string CertificateFile = "server.crt";
    private const string KeyFile = "server.key";
    private static readonly TimeSpan Validity = TimeSpan.FromDays(365);

    /// <summary>What a former run left in the folder as long as it is valid, else a new authority and certificate.</summary>
    /// <param name="folder">Where <see cref="AuthorityFile"/> is to be trusted from.</param>
    /// <param name="names">Host names and addresses that clients will use.</param>
    /// <param name="now">When the validity begins.</param>
    public static X509Certificate2 Open(string folder, IReadOnlyList<string> names, DateTimeOffset now)
    {
        var (certificate, key) = (Path.Combine(folder, CertificateFile), Path.Combine(folder, KeyFile));
        if (File.Exists(certificate) && File.Exists(key) && File.Exists(Path.Combine(folder, AuthorityFile)))
        {
            var held = ServerCertificate.Read(certificate, key);
            if (held.NotAfter.ToUniversalTime() > now.UtcDateTime && names.All(name => held.MatchesHostname(name, allowWildcards: false)))
            {
                return held;
            }

            held.Dispose();
        }
        Directory.CreateDirectory(folder);
        Make(folder, names, now);
        return ServerCertificate.Read(certificate, key);
    }

    private static void Make(string folder, IReadOnlyList<string> names, DateTimeOffset now)
    {
        using var authorityKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var authority = new CertificateRequest("CN=wsm serve (made on this host)", authorityKey, HashAlgorithmName.SHA256);
        authority.CertificateExtensions.Add(
            new X509BasicConstraintsExtension(
                certificateAuthority: true,
                hasPathLengthConstraint: true,
                pathLengthConstraint: 0,
                critical: true
            )
        );
        authority.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, critical: true));
        authority.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(authority.PublicKey, critical: false));
        using var root = authority.CreateSelfSigned(now.AddHours(-1), now + Validity);

        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var server = new CertificateRequest("CN=wsm serve", key, HashAlgorithmName.SHA256);
        server.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        server.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        server.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], false));
        server.CertificateExtensions.Add(
            X509AuthorityKeyIdentifierExtension.CreateFromCertificate(root, includeKeyIdentifier: true, includeIssuerAndSerial: false)
        );
        server.CertificateExtensions.Add(NamesOf(names));
        using var certificate = server.Create(root, now.AddHours(-1), now + Validity, RandomNumberGenerator.GetBytes(16));

        Write(folder, KeyFile, key.ExportPkcs8PrivateKeyPem(), new AtomicFileOptions { OwnerOnly = true });
        Write(folder, CertificateFile, certificate.ExportCertificatePem());
        Write(folder, AuthorityFile, root.ExportCertificatePem());
    }

    private static X509Extension NamesOf(IReadOnlyList<string> names)
    {
        var all = new SubjectAlternativeNameBuilder();
        foreach (var name in names)
        {
            if (IPAddress.TryParse(name, out var address))
            {
                all.AddIpAddress(address);
            }
            else
            {
                all.AddDnsName(name);
            }
        }
        return all.Build();
    }

    /// <summary>In the place of what was there, and with a mode of its own: an old file may be for everybody to read.</summary>
    private static void Write(string folder, string name, string text, AtomicFileOptions options = default) =>
        AtomicFile.Write(new GuardedFolder(folder), name, Encoding.ASCII.GetBytes(text + "\n"), options);
}
