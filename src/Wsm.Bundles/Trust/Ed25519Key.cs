using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Org.BouncyCastle.Math.EC.Rfc8032;

namespace Wsm.Bundles.Trust;

/// <summary>A private Ed25519 key, which .NET's own cryptography does not have.</summary>
/// <remarks>https://www.rfc-editor.org/rfc/rfc8032, and RFC 8410 for its form in files.</remarks>
internal sealed class Ed25519Key : IDisposable
{
    public const string Algorithm = "1.3.101.112";

    private readonly byte[] _seed;

    /// <param name="privateKey">What PKCS#8 holds as the key: the seed as an octet string in DER.</param>
    /// <exception cref="AsnContentException">It is none.</exception>
    /// <exception cref="CryptographicException">The seed has another length than 32 bytes.</exception>
    public Ed25519Key(ReadOnlyMemory<byte> privateKey)
    {
        _seed = AsnDecoder.ReadOctetString(privateKey.Span, AsnEncodingRules.BER, out _);
        if (_seed.Length != Ed25519.SecretKeySize)
        {
            throw new CryptographicException($"an Ed25519 key has {Ed25519.SecretKeySize} bytes, and this has {_seed.Length}");
        }
    }

    /// <returns>SubjectPublicKeyInfo, in DER.</returns>
    public byte[] ExportSubjectPublicKeyInfo()
    {
        var point = new byte[Ed25519.PublicKeySize];
        Ed25519.GeneratePublicKey(_seed, 0, point, 0);
        return new PublicKey(new Oid(Algorithm), null, new AsnEncodedData(point)).ExportSubjectPublicKeyInfo();
    }

    /// <returns>64 bytes over the content itself, which is hashed by no other function before.</returns>
    public byte[] Sign(ReadOnlySpan<byte> content)
    {
        var signature = new byte[Ed25519.SignatureSize];
        Ed25519.Sign(_seed, 0, content.ToArray(), 0, content.Length, signature, 0);
        return signature;
    }

    /// <param name="point">The public key's 32 bytes.</param>
    public static bool Verifies(byte[] point, ReadOnlySpan<byte> content, ReadOnlySpan<byte> signature) =>
        signature.Length == Ed25519.SignatureSize && Ed25519.Verify(signature.ToArray(), 0, point, 0, content.ToArray(), 0, content.Length);

    /// <summary>Whether it is a point of the curve whose signatures only one private key makes.</summary>
    public static bool IsUsable(byte[] point) => point.Length == Ed25519.PublicKeySize && Ed25519.ValidatePublicKeyFull(point, 0);

    public void Dispose() => CryptographicOperations.ZeroMemory(_seed);
}
