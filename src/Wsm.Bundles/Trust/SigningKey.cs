using System.Security.Cryptography;
using Wsm.Product.Failures;

namespace Wsm.Bundles.Trust;

/// <summary>A private key that signs. Whoever opens it disposes of it, which clears it from memory.</summary>
public sealed class SigningKey : IDisposable
{
    private readonly AsymmetricAlgorithm _key;

    private SigningKey(AsymmetricAlgorithm key, TrustedKey counterpart)
    {
        _key = key;
        Counterpart = counterpart;
    }

    /// <summary>The public key that belongs to it.</summary>
    public TrustedKey Counterpart { get; }

    /// <summary>Takes the key over, in failure too.</summary>
    /// <exception cref="UserError">It is of a kind that is not taken.</exception>
    public static SigningKey Of(AsymmetricAlgorithm key, string shown)
    {
        try
        {
            return new SigningKey(key, TrustedKey.Create(shown, key.ExportSubjectPublicKeyInfo()));
        }
        catch
        {
            key.Dispose();
            throw;
        }
    }

    /// <returns>ECDSA in DER, or RSA PKCS#1 v1.5; both over the content's SHA-256.</returns>
    public byte[] Sign(ReadOnlySpan<byte> content) =>
        _key switch
        {
            ECDsa ecdsa => ecdsa.SignData(content, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence),
            _ => ((RSA)_key).SignData(content, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1),
        };

    public void Dispose() => _key.Dispose();
}
