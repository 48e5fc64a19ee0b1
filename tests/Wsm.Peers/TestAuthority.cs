using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Wsm.Peers;

/// <summary>A private certificate authority that lives as long as a test.</summary>
public sealed class TestAuthority : IDisposable
{
    private readonly X509Certificate2 _certificate;

    /// <summary>The certificates, in PEM, between what it issues and the root; none for a root.</summary>
    private readonly string _between;

    public TestAuthority()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        _certificate = Request(key, "root").CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(2));
        _between = "";
    }

    private TestAuthority(X509Certificate2 certificate, string between)
    {
        _certificate = certificate;
        _between = between;
    }

    /// <summary>An authority that this one has put in charge: what it issues is written with the certificates in between.</summary>
    public TestAuthority CreateIntermediate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var issued = Request(key, "intermediate")
            .Create(_certificate, _certificate.NotBefore, _certificate.NotAfter, RandomNumberGenerator.GetBytes(8));
        var withKey = issued.CopyWithPrivateKey(key);
        return new TestAuthority(withKey, withKey.ExportCertificatePem() + "\n" + _between);
    }

    /// <summary>Its own certificate alone.</summary>
    public string CertificatePem => _certificate.ExportCertificatePem() + "\n";

    /// <summary>Writes <c>NAME.crt</c> and <c>NAME.key</c> for localhost, 127.0.0.1, ::1 and further names.</summary>
    public (string Certificate, string Key) IssueServer(string folder, string name, params string[] hosts) =>
        Write(folder, name, CreateServer(hosts));

    /// <summary>A certificate with its key, for a server in this process.</summary>
    public X509Certificate2 CreateServer(params string[] hosts)
    {
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        names.AddIpAddress(IPAddress.IPv6Loopback);
        foreach (var host in hosts)
        {
            names.AddDnsName(host);
        }

        return Issue("CN=localhost", "1.3.6.1.5.5.7.3.1", names);
    }

    /// <summary>Writes <c>NAME.crt</c> and <c>NAME.key</c> for a client.</summary>
    public (string Certificate, string Key) IssueClient(string folder, string name) =>
        Write(folder, name, Issue("CN=" + name, "1.3.6.1.5.5.7.3.2", null));

    public void Dispose() => _certificate.Dispose();

    private static CertificateRequest Request(ECDsa key, string kind)
    {
        var request = new CertificateRequest($"CN=Test {kind} {Guid.NewGuid():N}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        return request;
    }

    private X509Certificate2 Issue(string subject, string usage, SubjectAlternativeNameBuilder? names)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(usage)], false));
        if (names is not null)
        {
            request.CertificateExtensions.Add(names.Build());
        }

        using var issued = request.Create(
            _certificate,
            DateTimeOffset.UtcNow.AddHours(-12),
            DateTimeOffset.UtcNow.AddDays(1),
            RandomNumberGenerator.GetBytes(8)
        );
        using var withKey = issued.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(withKey.Export(X509ContentType.Pkcs12), null);
    }

    private (string Certificate, string Key) Write(string folder, string name, X509Certificate2 certificate)
    {
        using (certificate)
        using (var key = certificate.GetECDsaPrivateKey()!)
        {
            var (crt, pem) = (Path.Combine(folder, name + ".crt"), Path.Combine(folder, name + ".key"));
            File.WriteAllText(crt, certificate.ExportCertificatePem() + "\n" + _between);
            File.WriteAllText(pem, key.ExportPkcs8PrivateKeyPem() + "\n");
            return (crt, pem);
        }
    }
}
