using System.Security.Cryptography;
using Wsm.Product.Failures;

namespace Wsm.Bundles.Trust;

/// <summary>A private key that signs. Whoever opens it disposes of it, which clears it from memory.</summary>
public sealed class SigningKey : IDisposable
{
    private readonly IDisposable _key;

    private SigningKey(IDisposable key, TrustedKey counterpart)
    {
        _key = key;
        Counterpart = counterpart;
    }

    /// <summary>The public key that belongs to it.</summary>
    public TrustedKey Counterpart { get; }

    /// <summary>Takes the key over, in failure too.</summary>
    /// <exception cref="UserError">It is of a kind that is not taken.</exception>
    public static SigningKey Of(AsymmetricAlgorithm key, string shown) => Of(key, shown, key.ExportSubjectPublicKeyInfo);

    internal static SigningKey Of(Ed25519Key key, string shown) => Of(key, shown, key.ExportSubjectPublicKeyInfo);

    private static SigningKey Of(IDisposable key, string shown, Func<byte[]> export)
    {
        try
        {
            return new SigningKey(key, TrustedKey.Create(shown, export()));
        }
        catch
        {
            key.Dispose();
            throw;
        }
    }

    /// <returns>ECDSA in DER, or RSA PKCS#1 v1.5, both over the content's SHA-256; or Ed25519 over the content itself.</returns>
    public byte[] Sign(ReadOnlySpan<byte> content) =>
        _key switch
        {
            Ed25519Key ed25519 => ed25519.Sign(content),
            ECDsa ecdsa => ecdsa.SignData(content, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence),
            _ => ((RSA)_key).SignData(content, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1),
        };

    public void Dispose() => _key.Dispose();
}
