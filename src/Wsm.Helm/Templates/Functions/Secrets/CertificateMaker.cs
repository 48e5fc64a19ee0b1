using System.Formats.Asn1;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Wsm.Helm.Data;
using Wsm.Helm.Data.Formatting;

namespace Wsm.Helm.Templates.Functions.Secrets;

/// <summary>What a certificate is to say.</summary>
/// <param name="CommonName">The subject's only attribute.</param>
/// <param name="Addresses">IP addresses that it is valid for.</param>
/// <param name="Names">DNS names that it is valid for.</param>
/// <param name="Days">How long, from now.</param>
internal sealed record CertificateRequestText(
    string CommonName,
    IReadOnlyList<IPAddress> Addresses,
    IReadOnlyList<string> Names,
    long Days
);

/// <summary>Makes X.509 certificates with the extensions that sprig gives them.</summary>
internal static class CertificateMaker
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";
    private const string SubjectAlternativeName = "2.5.29.17";
    private const long LongestDays = 3_000_000;

    public static CertificateObject Authority(ITemplateRuntime runtime, CertificateRequestText text, PrivateKey key)
    {
        var request = Request(text, key, isAuthority: true);
        return Sign(runtime, text, request, request.SubjectName, key, key, null);
    }

    public static CertificateObject SelfSigned(ITemplateRuntime runtime, CertificateRequestText text, PrivateKey key)
    {
        var request = Request(text, key, isAuthority: false);
        return Sign(runtime, text, request, request.SubjectName, key, key, null);
    }

    public static CertificateObject Signed(
        ITemplateRuntime runtime,
        CertificateRequestText text,
        PrivateKey key,
        CertificateObject authority
    )
    {
        using var issuer = ReadCertificate(
            authority.Cert,
            "unable to decode certificate",
            "error parsing certificate: decodedSignerCert.Bytes: "
        );
        using var issuerKey = ReadKey(authority.Key);
        var identifier = issuer.Extensions.OfType<X509SubjectKeyIdentifierExtension>().FirstOrDefault();
        return Sign(runtime, text, Request(text, key, isAuthority: false), issuer.SubjectName, key, issuerKey, identifier);
    }

    /// <exception cref="FunctionException"/>
    public static X509Certificate2 ReadCertificate(string pem, string noPem, string unreadable)
    {
        if (!PemEncoding.TryFind(pem, out var fields))
        {
            throw new FunctionException(noPem);
        }

        try
        {
            return X509CertificateLoader.LoadCertificate(Convert.FromBase64String(pem[fields.Base64Data]));
        }
        catch (CryptographicException refused)
        {
            throw new FunctionException(unreadable + refused.Message);
        }
    }

    /// <exception cref="FunctionException"/>
    public static PrivateKey ReadKey(string pem)
    {
        try
        {
            return PrivateKey.Parse(pem);
        }
        catch (FunctionException refused)
        {
            throw new FunctionException("error parsing private key: " + refused.Message);
        }
    }

    private static CertificateRequest Request(CertificateRequestText text, PrivateKey key, bool isAuthority)
    {
        var request = new CertificateRequest(Subject(text.CommonName), key.PublicKey, key.Hash);
        var usage =
            X509KeyUsageFlags.KeyEncipherment | X509KeyUsageFlags.DigitalSignature | (isAuthority ? X509KeyUsageFlags.KeyCertSign : 0);
        request.CertificateExtensions.Add(new X509KeyUsageExtension(usage, critical: true));
        request.CertificateExtensions.Add(
            new X509EnhancedKeyUsageExtension([new Oid(ServerAuthentication), new Oid(ClientAuthentication)], critical: false)
        );
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(isAuthority, false, 0, critical: true));
        if (isAuthority)
        {
            request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(key.KeyIdentifier, critical: false));
        }

        return request;
    }

    private static CertificateObject Sign(
        ITemplateRuntime runtime,
        CertificateRequestText text,
        CertificateRequest request,
        X500DistinguishedName issuer,
        PrivateKey key,
        PrivateKey issuerKey,
        X509SubjectKeyIdentifierExtension? issuerIdentifier
    )
    {
        if (issuerIdentifier is not null)
        {
            request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromSubjectKeyIdentifier(issuerIdentifier));
        }

        if (text.Names.Count + text.Addresses.Count > 0)
        {
            request.CertificateExtensions.Add(Alternatives(text));
        }

        var serial = new byte[16];
        runtime.FillRandom(serial);
        var from = runtime.Clock.GetUtcNow();
        var to = from.AddDays(Math.Clamp(text.Days, -700_000, Math.Min(LongestDays, (DateTimeOffset.MaxValue - from).Days - 1)));
        if (to < from)
        {
            from = to.AddSeconds(-1);
        }

        using var certificate = request.Create(issuer, issuerKey.Signer, from, to, serial);
        return new CertificateObject(certificate.ExportCertificatePem() + "\n", key.ToPem());
    }

    /// <summary>
    /// The names as they were given, empty and overlong ones too, as Go writes them; the framework's builder refuses those.
    /// </summary>
    private static X509Extension Alternatives(CertificateRequestText text)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            foreach (var name in text.Names)
            {
                if (!Ascii.IsValid(name))
                {
                    throw new FunctionException(
                        $"error creating certificate: x509: {GoQuote.Quote(name)} cannot be encoded as an IA5String"
                    );
                }

                writer.WriteCharacterString(UniversalTagNumber.IA5String, name, new Asn1Tag(TagClass.ContextSpecific, 2));
            }

            foreach (var address in text.Addresses)
            {
                writer.WriteOctetString(address.GetAddressBytes(), new Asn1Tag(TagClass.ContextSpecific, 7));
            }
        }

        return new X509Extension(SubjectAlternativeName, writer.Encode(), critical: false);
    }

    /// <summary>CN as a UTF8String or PrintableString, whichever holds it; no parsing of commas and equals signs.</summary>
    private static X500DistinguishedName Subject(string commonName)
    {
        if (commonName.Any(GoText.IsStrayByte))
        {
            throw new FunctionException("error creating certificate: asn1: string not valid UTF-8");
        }

        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            if (commonName.Length > 0)
            {
                using (writer.PushSetOf())
                using (writer.PushSequence())
                {
                    writer.WriteObjectIdentifier("2.5.4.3");
                    var printable = commonName.All(static c => char.IsAsciiLetterOrDigit(c) || " '()+,-./:=?".Contains(c));
                    writer.WriteCharacterString(printable ? UniversalTagNumber.PrintableString : UniversalTagNumber.UTF8String, commonName);
                }
            }
        }

        return new X500DistinguishedName(writer.Encode());
    }
}
