using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Wsm.Helm.Data;

namespace Wsm.Helm.Templates.Functions.Secrets;

/// <summary>A key that a certificate can be signed with, and its PEM form as Go writes it.</summary>
internal sealed class PrivateKey : IDisposable
{
    private readonly RSA? _rsa;
    private readonly ECDsa? _ecdsa;

    private PrivateKey(RSA? rsa, ECDsa? ecdsa) => (_rsa, _ecdsa) = (rsa, ecdsa);

    public static PrivateKey Of(RSA rsa) => new(rsa, null);

    public static PrivateKey NewEcdsa() => new(null, ECDsa.Create(ECCurve.NamedCurves.nistP256));

    public string ToPem() => _rsa is not null ? _rsa.ExportRSAPrivateKeyPem() + "\n" : _ecdsa!.ExportECPrivateKeyPem() + "\n";

    public PublicKey PublicKey => _rsa is not null ? new PublicKey(_rsa) : new PublicKey(_ecdsa!);

    public X509SignatureGenerator Signer =>
        _rsa is not null
            ? X509SignatureGenerator.CreateForRSA(_rsa, RSASignaturePadding.Pkcs1)
            : X509SignatureGenerator.CreateForECDsa(_ecdsa!);

    public HashAlgorithmName Hash =>
        _ecdsa?.KeySize switch
        {
            384 => HashAlgorithmName.SHA384,
            521 => HashAlgorithmName.SHA512,
            _ => HashAlgorithmName.SHA256,
        };

    /// <summary>
    /// The key identifier of a certificate: the first 160 bits of SHA-256 over the public key, as Go makes it since 1.25.
    /// </summary>
    public byte[] KeyIdentifier => SHA256.HashData(PublicKey.EncodedKeyValue.RawData)[..20];

    /// <summary>RSA or ECDSA, in PKCS#1, SEC 1 or PKCS#8.</summary>
    /// <exception cref="FunctionException">With sprig's message.</exception>
    public static PrivateKey Parse(string pem)
    {
        if (!PemEncoding.TryFind(pem, out var fields))
        {
            throw new FunctionException("no PEM data in input");
        }

        var label = pem[fields.Label];
        if (label != "PRIVATE KEY" && !label.EndsWith(" PRIVATE KEY", StringComparison.Ordinal))
        {
            throw new FunctionException($"no private key data in PEM block of type {label}");
        }

        var bytes = Convert.FromBase64String(pem[fields.Base64Data]);
        try
        {
            return label switch
            {
                "PRIVATE KEY" => FromPkcs8(bytes),
                "RSA PRIVATE KEY" => FromRsa(rsa => rsa.ImportRSAPrivateKey(bytes, out _)),
                "EC PRIVATE KEY" => FromEcdsa(ecdsa => ecdsa.ImportECPrivateKey(bytes, out _)),
                _ => throw new FunctionException($"invalid private key type {label[..^" PRIVATE KEY".Length]}"),
            };
        }
        catch (Exception refused) when (refused is CryptographicException or AsnContentException)
        {
            throw new FunctionException($"parsing {label.Split(' ')[0]} private key from PEM: {refused.Message}");
        }
    }

    public void Dispose()
    {
        _rsa?.Dispose();
        _ecdsa?.Dispose();
    }

    private static PrivateKey FromPkcs8(byte[] bytes)
    {
        var info = new AsnReader(bytes, AsnEncodingRules.BER).ReadSequence();
        info.ReadInteger();
        return info.ReadSequence().ReadObjectIdentifier() switch
        {
            "1.2.840.113549.1.1.1" => FromRsa(rsa => rsa.ImportPkcs8PrivateKey(bytes, out _)),
            "1.2.840.10045.2.1" => FromEcdsa(ecdsa => ecdsa.ImportPkcs8PrivateKey(bytes, out _)),
            var other => throw new FunctionException($"decoding PEM as PKCS#8: keys of algorithm {other} cannot sign certificates here"),
        };
    }

    private static PrivateKey FromRsa(Action<RSA> import)
    {
        var rsa = RSA.Create();
        import(rsa);
        return new PrivateKey(rsa, null);
    }

    private static PrivateKey FromEcdsa(Action<ECDsa> import)
    {
        var ecdsa = ECDsa.Create();
        import(ecdsa);
        return new PrivateKey(null, ecdsa);
    }
}
