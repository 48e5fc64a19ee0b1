using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Wsm.Product.Failures;

namespace Wsm.Bundles.Trust;

/// <summary>A public key whose signatures count.</summary>
public sealed class TrustedKey
{
    private const int ShownDigits = 12;
    private readonly byte[] _info;

    private TrustedKey(string name, byte[] info)
    {
        Name = name;
        _info = info;
        Fingerprint = Convert.ToHexStringLower(SHA256.HashData(info));
    }

    /// <summary>The file it came from, as the person knows it.</summary>
    public string Name { get; }

    /// <summary>Which bundles it vouches for.</summary>
    public KeyScope Scope { get; private init; } = KeyScope.Everything;

    /// <summary>SHA-256 of the key in DER, as <c>openssl pkey -pubin -outform DER | sha256sum</c> shows it.</summary>
    public string Fingerprint { get; }

    /// <param name="info">SubjectPublicKeyInfo, in DER.</param>
    /// <exception cref="CryptographicException">It is no such key.</exception>
    /// <exception cref="UserError">It is one of a kind that is not taken.</exception>
    public static TrustedKey Create(string name, ReadOnlySpan<byte> info) =>
        KeyKind.Refuse(info) is { } reason ? throw KeyKind.Refused(name, reason) : new TrustedKey(name, KeyKind.Usable(info));

    /// <summary>The same key, for these bundles alone.</summary>
    public TrustedKey With(KeyScope scope) => new(Name, _info) { Scope = scope };

    /// <summary>The same key under another name.</summary>
    public TrustedKey Called(string name) => new(name, _info) { Scope = Scope };

    /// <summary>As a file has it.</summary>
    public string ToPem() => PemEncoding.WriteString("PUBLIC KEY", _info) + "\n";

    /// <param name="signature">
    /// ECDSA in DER, or RSA PKCS#1 v1.5, both over the content's SHA-256; or Ed25519 over the content itself.
    /// </param>
    public bool Verifies(ReadOnlySpan<byte> content, ReadOnlySpan<byte> signature)
    {
        var key = PublicKey.CreateFromSubjectPublicKeyInfo(_info, out _);
        return key.Oid.Value == Ed25519Key.Algorithm
            ? Ed25519Key.Verifies(key.EncodedKeyValue.RawData, content, signature)
            : VerifiesHash(SHA256.HashData(content), signature);
    }

    /// <summary>For a content of which only the hash is known; never true of an Ed25519 key, which signs no hash.</summary>
    /// <param name="hash">The content's SHA-256.</param>
    public bool VerifiesHash(ReadOnlySpan<byte> hash, ReadOnlySpan<byte> signature)
    {
        var key = PublicKey.CreateFromSubjectPublicKeyInfo(_info, out _);
        using var ecdsa = key.GetECDsaPublicKey();
        if (ecdsa is not null)
        {
            return ecdsa.VerifyHash(hash, signature, DSASignatureFormat.Rfc3279DerSequence);
        }

        using var rsa = key.GetRSAPublicKey();
        return rsa is not null && rsa.VerifyHash(hash, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
    }

    /// <summary><c>release.pub (3f1a9c0be2d4)</c>.</summary>
    public override string ToString() => $"{Name} ({Fingerprint[..ShownDigits]})";
}
